"""Restricted lists: incidents by the rung one holds, never by the child; runaways by the child and the siège."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, Model, OuterRef, Q

from protection.echelle import JUSQU_AU_SIEGE, LIT, LIT_MESSAGE, RANGS
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.habilitations.roles import SANS_DOSSIER, Action, Reserve, Role, permet
from socle.outils.declarations import Categorie
from villages.querysets import OrganisationQuerySet

#: Reading an incident, or the part of them that is entrusted to one.
LECTURE = Permission(action=Action.LIRE, categorie=Categorie.INCIDENT, reserve=Reserve.AFFECTE)

#: Who reads the evenings of a child: on duty, they read a runaway of the child, and act on it.
DE_SERVICE = "lire_journal"


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


def followed(incidents: type[models.Model], reach: PerimetreUtilisateur, permission: Permission) -> Q:
    """Return what a person's rungs open, and the incidents entrusted to them by name."""
    rule = held_rungs(reach, permission)
    action, categorie, reserve = permission.on_category()
    by_name = {role for role in reach.roles - set(RANGS) if permet(role, action, categorie, Reserve.AFFECTE)}
    if reserve not in {None, Reserve.AFFECTE} or not by_name:
        return rule
    entrusted = incidents._meta.get_field("affectations").related_model._base_manager.filter(  # type: ignore[union-attr]
        incident=OuterRef("pk"),
        professionnel__compte_id=reach.utilisateur_id,
        levee_le__isnull=True,
        niveau__gte=OuterRef("niveau"),
    )
    return rule | Q(Exists(entrusted))


class IncidentQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep what one handles at one's rung or was entrusted with; with « sien », what one declared oneself."""
        if permission.reserve is Reserve.SIEN:
            return self.filter(declarant__compte_id=reach.utilisateur_id)
        return self.filter(followed(self.model, reach, permission))


class RestitutionQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the texts about incidents one handles at one's rung."""
        return self.filter(held_rungs(reach, permission))


class TransmisQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep what was told about the children one was granted it for, and of the incidents one handles."""
        incidents: type[models.Model] = self.model._meta.get_field("incident").related_model  # type: ignore[assignment]
        handled = incidents._default_manager.filter(followed(incidents, reach, LECTURE))
        return self.filter(Q(enfant_id__in=granted(reach, permission)) | Q(incident__in=handled.values("pk")))


def granted(reach: PerimetreUtilisateur, permission: Permission) -> set[UUID]:
    """Return the children of whom what was transmitted was opened to a person by a dated grant."""
    if permission.reserve is not Reserve.TRANSMIS:
        return set()
    opened = permission.on_category()
    found = {enfant for enfant, accords in reach.exceptions.accords.items() if opened in accords}
    return found - reach.exceptions.refus


class OfIncidentMixin:
    """Rows of an incident, by ``incident``."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the incidents one handles or was entrusted with."""
        incidents = self.model._meta.get_field("incident").related_model  # type: ignore[attr-defined]
        kept = incidents.objects.filter(followed(incidents, reach, permission))
        return self.filter(incident_id__in=kept.values("pk"))  # type: ignore[attr-defined]


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


def _alerts(
    alerte: type[Model], children: set[UUID], reach: PerimetreUtilisateur, permission: Permission
) -> Q:
    """Return the alerts of the incidents one handles, of the messages and of the runaways one reads.

    With one permission each: a runaway is of the journal, and its alert too.
    """
    incidents, messages, runaways = (
        alerte._meta.get_field(nom).related_model for nom in ("incident", "message", "fugue")
    )
    if permission == parse_permission(DE_SERVICE):
        return Q(fugue__in=runaways.objects.all().reaching(children, reach, permission))  # type: ignore[union-attr]
    mine = incidents.objects.filter(held_rungs(reach, permission))  # type: ignore[union-attr]
    rule = Q(incident__in=mine)
    if permission == parse_permission(LIT):
        said = held_rungs_of_messages(reach, parse_permission(LIT_MESSAGE))
        rule |= Q(message__in=messages.objects.filter(said))  # type: ignore[union-attr]
    return rule


class AlerteQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the alerts of what one handles, or of the runaways one reads."""
        return self.filter(_alerts(self.model, children, reach, permission))


class OfAlerteQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of these alerts."""
        alertes = self.model._meta.get_field("alerte").related_model
        mine = alertes.objects.filter(_alerts(alertes, children, reach, permission))  # type: ignore[union-attr, arg-type]
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


def _followed(reach: PerimetreUtilisateur, permission: Permission) -> bool:
    """Whether this is the siège’s protection referent reading: they follow what is not yet over."""
    return permission == parse_permission(DE_SERVICE) and Role.REFERENT_PROTECTION in reach.roles


def children_on_duty(user: Utilisateur) -> set[UUID]:
    """Return the children whose evenings this person reads by a role held today.

    Whoever reads a runaway by a grant or a break-glass reads it and writes nothing.
    """
    reach = perimetre_de(user.pk)
    return {
        enfant
        for enfant in reach.enfants(parse_permission(DE_SERVICE))
        if any(permet(role, Action.LIRE, Categorie.JOURNAL) for role in reach.roles_sur(enfant))
    }


class FugueQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep those of the children one reads the evenings of; and, for the siège, those not over."""
        rule = Q(enfant_id__in=children)
        if _followed(reach, permission):
            rule |= Q(entretien_le__isnull=True) & ~Q(enfant_id__in=reach.exceptions.refus)
        return self.filter(rule)

    def on_duty(self, user: Utilisateur) -> Self:
        """Keep those this person may act on."""
        return self.filter(enfant_id__in=children_on_duty(user))

    def open(self) -> Self:
        """Keep the children who are not back."""
        return self.filter(rentree_le__isnull=True)


class OfFugueQuerySet(VisiblePlainQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the runaways one reads."""
        rule = Q(enfant_id__in=children)
        if _followed(reach, permission):
            rule |= Q(fugue__entretien_le__isnull=True) & ~Q(enfant_id__in=reach.exceptions.refus)
        return self.filter(rule)


class BrouillonSignalementQuerySet(VisiblePlainQuerySet):
    def of(self, utilisateur_id: UUID) -> Self:
        """Keep what this person is typing."""
        return self.filter(auteur_id=utilisateur_id)


class PilierQuerySet(OrganisationQuerySet):
    """What a village does for protection, by the capacity one holds there."""
