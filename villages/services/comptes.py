"""Accounts: opened and closed by the technical administrator, who grants no content by it.

An account opens nothing until somebody else links it to a professional, then assigns them.
"""

from __future__ import annotations

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes import services as comptes
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import Capacite


@transaction.atomic
def creer_compte(
    *, acteur: Utilisateur, identifiant: str, nature: Utilisateur.Nature, email: str = ""
) -> tuple[Utilisateur, str]:
    """Create an account; return it with its provisional password, which is shown once.

    Raises PermissionDenied without the capacity, ValidationError when the login is taken.
    """
    ensure(acteur, Capacite.GERER_COMPTES)
    if Utilisateur.objects.filter(identifiant__iexact=identifiant).exists():
        raise ValidationError({"identifiant": "Cet identifiant est déjà pris."})
    mot_de_passe = secrets.token_urlsafe(12)
    compte = comptes.creer_compte(
        acteur=acteur, identifiant=identifiant, nature=nature, mot_de_passe=mot_de_passe, email=email
    )
    return compte, mot_de_passe


@transaction.atomic
def desactiver_compte(*, acteur: Utilisateur, compte: Utilisateur) -> None:
    """Close an account and all its sessions at once; never one's own."""
    _set_active(acteur, compte, False)
    comptes.end_sessions(compte)
    record("villages.compte_desactive", objets=[compte.pk], type_objet="comptes.utilisateur")


@transaction.atomic
def reactiver_compte(*, acteur: Utilisateur, compte: Utilisateur) -> None:
    """Open a closed account again; never one's own."""
    _set_active(acteur, compte, True)
    record("villages.compte_reactive", objets=[compte.pk], type_objet="comptes.utilisateur")


def _set_active(acteur: Utilisateur, compte: Utilisateur, active: bool) -> None:
    ensure(acteur, Capacite.GERER_COMPTES)
    if compte.pk == acteur.pk:
        raise PermissionDenied
    compte.is_active = active
    compte.save(update_fields=["is_active"])
    forget_perimetres()
