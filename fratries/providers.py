"""How this app answers the apps it stands on."""

from __future__ import annotations

from uuid import UUID

from fratries.models import DemandeAccueil, Fratrie, Proche
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite


def fratries_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the sibling groups whose files the person's villages hold."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    groups = Fratrie.objects.all() if villages is None else Fratrie.objects.filter(village_id__in=villages)
    return set(groups.order_by().values_list("pk", flat=True))


def proches_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the relatives within reach whose records the person's villages hold."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    rows = Proche.objects.all() if villages is None else Proche.objects.filter(village_id__in=villages)
    return set(rows.order_by().values_list("pk", flat=True))


def demandes_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the requests the person's villages received: one that was not followed goes alone."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    rows = DemandeAccueil.objects.all()
    if villages is not None:
        rows = rows.filter(village_id__in=villages)
    return set(rows.order_by().values_list("pk", flat=True))
