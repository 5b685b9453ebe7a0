"""Audit entries about signing in, where the acting person is only just known."""

from __future__ import annotations

from uuid import UUID

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.outils.acteur import Acteur, acteur_courant

_TYPE = "comptes.utilisateur"


def record_for(
    utilisateur_id: UUID, code: str, *, objets: tuple[UUID, ...] = (), type_objet: str = _TYPE
) -> None:
    """Record ``code`` with ``utilisateur_id`` as the acting person.

    A request that signs someone in, or finds their session over, began as nobody's.
    """
    acteur = Acteur(id=utilisateur_id, requete=acteur_courant.get().requete)
    record(code, objets=objets or (utilisateur_id,), type_objet=type_objet, acteur=acteur)


def record_refused_sign_in(identifiant: str) -> None:
    """Record a refused sign-in: the account aimed at when it exists, never what was typed."""
    vise = Utilisateur.objects.filter(identifiant__iexact=identifiant).values_list("pk", flat=True).first()
    record("comptes.connexion_refusee", objets=(vise,) if vise else (), type_objet=_TYPE)
