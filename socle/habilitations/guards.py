"""The fifth gate: a service asks again, with a mandatory actor."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models

from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import WrongActorError, perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.outils.acteur import acteur_courant


def ensure(acteur: Utilisateur, permission: str, obj: models.Model | None = None) -> None:
    """Refuse an act the acting person may not do.

    Raises PermissionDenied without the right, WrongActorError when ``acteur`` is not who the
    transaction acts for: rows would be read for one person and rights asked for another.
    """
    if acteur_courant.get().id != acteur.pk:
        raise WrongActorError("a service runs under acting_as(acteur)")
    if not acteur.has_perm(permission, obj):
        raise PermissionDenied


def ensure_in_village(acteur: Utilisateur, permission: str, village_id: UUID) -> None:
    """Refuse to open a file in a village whose files one does not hold for this permission."""
    if acteur_courant.get().id != acteur.pk:
        raise WrongActorError("a service runs under acting_as(acteur)")
    if village_id not in perimetre_de(acteur.pk).villages_de_dossier(parse_permission(permission)):
        raise PermissionDenied
