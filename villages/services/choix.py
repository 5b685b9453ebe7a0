"""Choosing somebody of another village: by an exact name or address, never from its staff list."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite
from socle.outils.texte import plier
from villages.models import Professionnel, Village

INTROUVABLE = "Personne ne porte exactement ce nom, ou cette adresse. Demandez-les à son village."
PLUSIEURS = "Plusieurs personnes portent ce nom : donnez l’adresse électronique."


def trouver_un_professionnel(
    *, acteur: Utilisateur, capacite: Capacite, village: Village, texte: str
) -> Professionnel:
    """Return the one professional of the association whose name or e-mail address is exactly this.

    For who gives rights in ``village``: each asking is audited, found or not, since it tells whether
    somebody works in the association. Case and accents do not count, either order of the two names
    does. Raises PermissionDenied without the capacity, ValidationError for nobody or several people;
    oneself and the accounts one created are nobody here.
    """
    found = _search(acteur, capacite, village, texte)
    if len(found) != 1:
        raise ValidationError({"ailleurs": PLUSIEURS if found else INTROUVABLE})
    return found[0]


@transaction.atomic
def _search(acteur: Utilisateur, capacite: Capacite, village: Village, texte: str) -> list[Professionnel]:
    """Search and record: the refusal that follows must not take the trace away with it."""
    ensure(acteur, capacite, village)
    wanted = plier(texte)
    candidates = Professionnel.objects.filter(
        compte__is_active=True, compte__nature=Utilisateur.Nature.PROFESSIONNEL
    ).exclude(compte=acteur)
    found = [
        person
        for person in candidates.exclude(compte__cree_par=acteur).select_related("compte")
        if wanted
        and (
            wanted in {plier(f"{person.prenom} {person.nom}"), plier(f"{person.nom} {person.prenom}")}
            or (person.compte is not None and texte.strip().casefold() == person.compte.email.casefold())
        )
    ]
    record(
        "villages.professionnel_cherche",
        objets=[person.pk for person in found],
        type_objet="villages.Professionnel",
    )
    return found


def ensure_may_choose(acteur: Utilisateur, capacite: Capacite, professionnel: Professionnel) -> None:
    """Refuse somebody whom one neither sees nor could have found by name.

    The village where the right is exercised is asked apart: whom it is given to may work anywhere in
    the association.
    """
    compte = professionnel.compte
    if compte is not None and compte.is_active and compte.nature == Utilisateur.Nature.PROFESSIONNEL:
        return
    if not Professionnel.objects.visible_to(acteur, capacite).filter(pk=professionnel.pk).exists():
        raise PermissionDenied
