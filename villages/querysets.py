"""Restricted lists of the organisation: villages, houses, professionals, assignments."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from socle.chiffrement.versions import TrackedQuerySet
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui


class DatedMixin:
    """Rows that hold from ``debut`` to ``fin`` included."""

    def current(self, on: date | None = None) -> Self:
        """Keep the rows in force on a day, today by default."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)  # type: ignore[attr-defined]


class OrganisationQuerySet(TrackedQuerySet):
    """Rows of the organisation: read by staff, written inside one's villages."""

    #: Lookup that leads to the village.
    village_path = "village_id"

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep the rows of the villages where the person holds the capacity."""
        if not isinstance(user, Utilisateur) or not user.is_active:
            return self.none()
        villages = perimetre_de(user.pk).villages(Capacite(permission))
        if villages is None:
            return self.all()
        return self.filter(**{f"{self.village_path}__in": villages})


class VillageQuerySet(OrganisationQuerySet):
    village_path = "id"


class MaisonQuerySet(OrganisationQuerySet):
    pass


class ProfessionnelQuerySet(OrganisationQuerySet):
    """Professionals are reached through the villages where they are assigned."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        if not isinstance(user, Utilisateur) or not user.is_active:
            return self.none()
        villages = perimetre_de(user.pk).villages(Capacite(permission))
        if villages is None:
            return self.all()
        return self.filter(affectations__village_id__in=villages).distinct()


class AffectationQuerySet(DatedMixin, OrganisationQuerySet):
    pass


class RelaisQuerySet(DatedMixin, OrganisationQuerySet):
    village_path = "maison__village_id"


class AstreinteQuerySet(DatedMixin, OrganisationQuerySet):
    pass
