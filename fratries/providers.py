"""How this app answers the apps it stands on."""

from __future__ import annotations

from uuid import UUID

from fratries.models import Fratrie
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite


def fratries_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the sibling groups whose files the person's villages hold."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    groups = Fratrie.objects.all() if villages is None else Fratrie.objects.filter(village_id__in=villages)
    return set(groups.order_by().values_list("pk", flat=True))
