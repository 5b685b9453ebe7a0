"""Restricted lists of incidents: by the rung one holds, never by the child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Model, Q

from protection.echelle import JUSQU_AU_SIEGE, LIT, LIT_MESSAGE, RANGS
from socle.habilitations.perimetre import PerimetreUtilisateur
from socle.habilitations.permissions import Permission, parse_permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.habilitations.roles import SANS_DOSSIER, Reserve, Role, permet


def held_rungs(reach: PerimetreUtilisateur, permission: Permission) -> Q:
    """Return what the rungs a person holds today open for a permission; nothing without a rung.

    Who is set aside is closed out by the database itself, for every query alike.
    """
    action, categorie, reserve = permission.on_category()
    if reserve not in {None, Reserve.AFFECTE}:
        return Q(pk__in=())
    return _rungs(reach, lambda role: permet(role, action, categorie, reserve))


def held_rungs_of_messages(reach: PerimetreUtilisateur, permission: Permission) -> Q:
    """Return which safety messages of children the rungs a person holds today open.

    Two cells of the matrix open them: « safety » by itself, and « addressed », since the ladder addresses
    them to the direction. Whom a message is about is closed out by the database itself.
    """
    action, categorie, reserve = permission.on_category()
    if reserve is not Reserve.SECURITE:
        return Q(pk__in=())
    opens = (Reserve.SECURITE, Reserve.ADRESSE)
    return _rungs(reach, lambda role: any(permet(role, action, categorie, one) for one in opens))


def _rungs(reach: PerimetreUtilisateur, opens: Callable[[Role], bool]) -> Q:
    rule = Q(pk__in=())
    for portee in reach.portees:
        rang = RANGS.get(portee.role)
        if rang is None or not opens(portee.role):
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


class MessageQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the messages one reads at one's rung."""
        return self.filter(held_rungs_of_messages(reach, permission))


class OfMessageQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the messages one reads."""
        messages = self.model._meta.get_field("message").related_model
        mine = messages.objects.filter(held_rungs_of_messages(reach, permission))  # type: ignore[union-attr]
        return self.filter(message__in=mine)


def _alerts(alerte: type[Model], reach: PerimetreUtilisateur, permission: Permission) -> Q:
    """Return the alerts of the incidents one handles, and of the messages one reads, with one permission."""
    incidents, messages = (alerte._meta.get_field(nom).related_model for nom in ("incident", "message"))
    mine = incidents.objects.filter(held_rungs(reach, permission))  # type: ignore[union-attr]
    rule = Q(incident__in=mine)
    if permission == parse_permission(LIT):
        said = held_rungs_of_messages(reach, parse_permission(LIT_MESSAGE))
        rule |= Q(message__in=messages.objects.filter(said))  # type: ignore[union-attr]
    return rule


class AlerteQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the alerts of what one handles."""
        return self.filter(_alerts(self.model, reach, permission))


class OfAlerteQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the alerts of what one handles."""
        alertes = self.model._meta.get_field("alerte").related_model
        mine = alertes.objects.filter(_alerts(alertes, reach, permission))  # type: ignore[union-attr, arg-type]
        return self.filter(alerte__in=mine)


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
