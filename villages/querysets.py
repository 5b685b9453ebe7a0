"""Restricted lists of the organisation: villages, houses, professionals, assignments."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from socle.chiffrement.versions import TrackedQuerySet
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui, jour_de_soiree


class DatedMixin:
    """Rows that hold from ``debut`` to ``fin`` included."""

    def current(self, on: date | None = None) -> Self:
        """Keep the rows in force on a day, today by default."""
        return self.not_over(on).filter(debut__lte=on or aujourdhui())  # type: ignore[attr-defined]

    def not_over(self, on: date | None = None) -> Self:
        """Keep the rows in force on a day or later."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=self._over_before(on)))  # type: ignore[attr-defined]

    @staticmethod
    def _over_before(on: date | None) -> date:
        """Return the earliest last day that still counts."""
        return on or aujourdhui()


class StoppableMixin(DatedMixin):
    """Relays and duties: nights, that can be stopped.

    Asked about now, the last one lasts until five in the morning (ADR 0055); asked about a day, days are
    those of the calendar. From ``arrete_le`` on they open nothing, whatever their dates.
    """

    def not_over(self, on: date | None = None) -> Self:
        return super().not_over(on)._not_stopped(on)

    @staticmethod
    def _over_before(on: date | None) -> date:
        return on or jour_de_soiree()

    def _not_stopped(self, on: date | None) -> Self:
        return self.filter(Q(arrete_le__isnull=True) | Q(arrete_le__gt=on or aujourdhui()))  # type: ignore[attr-defined]

    def begun(self) -> Self:
        """Leave out those cancelled before their first day: nobody came."""
        return self.filter(Q(arrete_le__isnull=True) | Q(arrete_le__gte=F("debut")))  # type: ignore[attr-defined]


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


class CapaciteMaisonQuerySet(OrganisationQuerySet):
    village_path = "maison__village_id"


class ChambreQuerySet(OrganisationQuerySet):
    village_path = "maison__village_id"

    def ouvertes(self) -> Self:
        """Keep the rooms one may still sleep in."""
        return self.filter(fermee_le__isnull=True)


#: Capacities that also reach the people nobody has assigned yet: somebody must be able to.
_MAINTIENT = frozenset({Capacite.ECRIRE_ORGANISATION, Capacite.AFFECTER})


class ProfessionnelQuerySet(OrganisationQuerySet):
    """Professionals are reached through the villages where they are, were or will be at work."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        if not isinstance(user, Utilisateur) or not user.is_active:
            return self.none()
        villages = perimetre_de(user.pk).villages(Capacite(permission))
        if villages is None:
            return self.all()
        regle = (
            self._at_work("affectations", "village_id", villages)
            | self._at_work("relais", "maison__village_id", villages)
            | self._at_work("astreintes", "village_id", villages)
        )
        if Capacite(permission) in _MAINTIENT and villages:
            regle |= Q(~Exists(self._rows("affectations").filter(professionnel_id=OuterRef("pk"))))
        return self.filter(regle)

    def _rows(self, relation: str) -> QuerySet:
        model = self.model._meta.get_field(relation).related_model
        return model._base_manager.order_by()  # type: ignore[union-attr]

    def _at_work(self, relation: str, village: str, villages: set[UUID]) -> Q:
        rows = self._rows(relation).filter(professionnel_id=OuterRef("pk"), **{f"{village}__in": villages})
        return Q(Exists(rows))


class AffectationQuerySet(DatedMixin, OrganisationQuerySet):
    pass


class RelaisQuerySet(StoppableMixin, OrganisationQuerySet):
    village_path = "maison__village_id"


class AstreinteQuerySet(StoppableMixin, OrganisationQuerySet):
    pass


class HonorabiliteQuerySet(QuerySet):
    """Attestations, reached through the professional."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep those of the professionals the person holds the capacity over, never one's own."""
        people = self.model._meta.get_field("professionnel").related_model.objects.all()  # type: ignore[union-attr]
        return self.filter(professionnel__in=people.visible_to(user, permission))


class FormationQuerySet(OrganisationQuerySet):
    """Sessions of one's villages, and those of the association."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        if not isinstance(user, Utilisateur) or not user.is_active:
            return self.none()
        reach = perimetre_de(user.pk)
        villages = reach.villages(Capacite(permission))
        if villages is None:
            return self.all()
        if not villages:
            return self.none()
        return self.filter(Q(village_id__in=villages) | Q(village_id__isnull=True))


class PresenceFormationQuerySet(QuerySet):
    """Who was there, reached through the professional."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep the presences of the professionals the person holds the capacity over."""
        people = self.model._meta.get_field("professionnel").related_model.objects.all()  # type: ignore[union-attr]
        return self.filter(professionnel__in=people.visible_to(user, permission))

    def in_force(self) -> Self:
        """Leave out those noted by mistake."""
        return self.filter(retiree_le__isnull=True)
