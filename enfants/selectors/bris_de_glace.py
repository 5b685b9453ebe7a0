"""Exceptional accesses: those the direction must know, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from enfants.models import AccesExceptionnel
from enfants.selectors.acces import enfants_administres
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from villages.selectors import noms_des_comptes

#: What « récent » means on the pages.
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class LigneAcces:
    """One exceptional access, with the names the direction needs."""

    acces: AccesExceptionnel
    personne: str
    ouvert: bool


def acces_recents(user: Utilisateur) -> list[LigneAcces]:
    """Return the accesses of the last thirty days in the villages the person directs, latest first."""
    children = enfants_administres(user, Capacite.ACCORDER_EXCEPTION)
    recent = AccesExceptionnel.objects.filter(
        enfant_id__in=children.order_by().values("pk"), ouvert_le__gt=timezone.now() - RECENT
    )
    rows = list(recent.select_related("enfant", "utilisateur").order_by("-ouvert_le", "-id"))
    names = noms_des_comptes(row.utilisateur_id for row in rows)
    now = timezone.now()
    return [
        LigneAcces(row, names.get(row.utilisateur_id, row.utilisateur.identifiant), row.expire_le > now)
        for row in rows
    ]


def expiration_du_mien(user: Utilisateur, enfant_id: UUID) -> datetime | None:
    """Return until when the person's own exceptional access to a child runs, if one does."""
    if enfant_id not in perimetre_de(user.pk).exceptions.bris_de_glace:
        return None
    now = timezone.now()
    mine = AccesExceptionnel.objects.filter(
        utilisateur_id=user.pk, enfant_id=enfant_id, ouvert_le__lte=now, expire_le__gt=now
    )
    return mine.order_by("-expire_le").values_list("expire_le", flat=True).first()
