"""Restricted lists of incidents: by the rung one holds, never by the child."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Q

from protection.echelle import JUSQU_AU_SIEGE, RANGS
from socle.habilitations.perimetre import PerimetreUtilisateur
from socle.habilitations.permissions import Permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.habilitations.roles import SANS_DOSSIER, Reserve, permet
from villages.querysets import OrganisationQuerySet


def held_rungs(reach: PerimetreUtilisateur, permission: Permission) -> Q:
    """Return what the rungs a person holds today open for a permission; nothing without a rung.

    Who is set aside is closed out by the database itself, for every query alike.
    """
    action, categorie, reserve = permission.on_category()
    rule = Q(pk__in=())
    if reserve not in {None, Reserve.AFFECTE}:
        return rule
    for portee in reach.portees:
        rang = RANGS.get(portee.role)
        if rang is None or not permet(portee.role, action, categorie, reserve):
            continue
        stands = Q(niveau__lte=rang) if rang <= JUSQU_AU_SIEGE else Q(niveau=rang)
        rule |= stands if portee.role in SANS_DOSSIER else stands & Q(village_id=portee.lieu)
    return rule


class IncidentQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep what one handles at one's rung; with « sien », what one declared oneself."""
        if permission.reserve is Reserve.SIEN:
            return self.filter(declarant__compte_id=reach.utilisateur_id)
        return self.filter(held_rungs(reach, permission))


class OfIncidentMixin:
    """Rows of an incident, by ``incident``."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the incidents one handles."""
        incidents = self.model._meta.get_field("incident").related_model.objects.all()  # type: ignore[attr-defined]
        return self.filter(incident_id__in=incidents.filter(held_rungs(reach, permission)).values("pk"))  # type: ignore[attr-defined]


class OfIncidentQuerySet(OfIncidentMixin, VisibleQuerySet):
    """Rows with versions."""


class OfIncidentPlainQuerySet(OfIncidentMixin, VisiblePlainQuerySet):
    """Rows that are only added."""


class EcartQuerySet(OfIncidentQuerySet):
    def in_force(self) -> Self:
        """Keep those that close the incident to somebody now."""
        return self.filter(leve_le__isnull=True, sans_effet=False)


class DeclarationEnCoursQuerySet(VisiblePlainQuerySet):
    def of(self, utilisateur_id: UUID) -> Self:
        """Keep the declarations this person is writing."""
        return self.filter(auteur_id=utilisateur_id)


class ConsigneQuerySet(VisibleQuerySet):
    def in_force(self, moment: datetime) -> Self:
        """Keep what must be done at this moment."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=moment), debut__lte=moment, levee_le__isnull=True)


class PilierQuerySet(OrganisationQuerySet):
    """What a village does for protection, by the capacity one holds there."""
