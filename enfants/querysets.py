"""Restricted lists of the child's file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enfants.enums import CategorieDocument
from socle.chiffrement.versions import TrackedQuerySet
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.outils.dates import aujourdhui

#: Prepared and not received within a month, an admission is over and its words are emptied.
ATTENTE_PREPARATION = timedelta(days=30)


class EnfantQuerySet(VisibleQuerySet):
    """Children; alphabetical order is made in Python, inside a perimeter."""

    def living_in(self, maison_id: object, on: date | None = None) -> Self:
        """Keep the children whose stay in the house covers the night of ``on``."""
        day = on or aujourdhui()
        # One join: the database allows a child one stay at a time.
        return self.filter(
            Q(sejours__fin__isnull=True) | Q(sejours__fin__gt=day),
            sejours__debut__lte=day,
            sejours__maison_id=maison_id,
        )


class SejourQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the stays that cover the night of ``on``; the day of departure is not slept."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=day), debut__lte=day)

    def not_over(self, on: date | None = None) -> Self:
        """Keep the stays in course on a day, and those to come."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=day))


class AbsenceQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the absences that cover the night of ``on``; the day of return is slept at home."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=day), debut__lte=day)


class ExceptionQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the exceptions in force on a day, today by default."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class NoteQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out the notes taken back by their author."""
        return self.filter(annulee_le__isnull=True)


class VersionNoteQuerySet(VisiblePlainQuerySet):
    pass


class BrouillonQuerySet(VisiblePlainQuerySet):
    pass


class LectureQuerySet(VisiblePlainQuerySet):
    pass


class DocumentEnfantQuerySet(VisiblePlainQuerySet):
    """Filed papers; each row answers for its own category."""

    def readable_by(self, user: Utilisateur) -> Self:
        """Keep the rows of every category this person reads, each on the children they read it of."""
        reach, readable = perimetre_de(user.pk), Q(pk__in=[])
        for categorie in CategorieDocument:
            children = reach.enfants(parse_permission(f"lire_{categorie}"))
            if children:
                readable |= Q(categorie=categorie, enfant_id__in=children)
        return self.filter(readable)

    def latest_versions(self) -> Self:
        """Keep the last version of each document that was not withdrawn."""
        later = self.model._base_manager.filter(serie=OuterRef("serie"), numero__gt=OuterRef("numero"))
        return self.filter(~Exists(later), fichier__retire_le__isnull=True)


class AllergieQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Leave out the allergies that were lifted."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=day))


class TraitementQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the treatments to be given on a day; the last day is given too."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class PriseQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out what its author took back."""
        return self.filter(annulee_le__isnull=True)


class RepereSanteQuerySet(VisibleQuerySet):
    pass


class RendezVousQuerySet(VisibleQuerySet):
    pass


class MedicalQuerySet(VisibleQuerySet):
    """Medical records, those a minor asked to keep secret apart."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep what the person may read; a secret record needs the right to *write* the medical file.

        The minor trusted a carer, not the team (CSP L1111-5, L1111-5-1 [S]): whoever only reads the
        file, by role, by a granted right or by break-glass, is not even told that the record exists.
        """
        rows = super().visible_to(user, permission)
        if permission == "ecrire_medical":
            return rows
        carer = super().visible_to(user, "ecrire_medical")
        return rows.filter(Q(secret=False) | Q(pk__in=carer.order_by().values("pk")))

    def communicable(self) -> Self:
        """Leave out what a minor asked to keep secret: all that any paper or pack may hold."""
        return self.filter(secret=False)


class MesureQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the measures in force on a day: begun, not come to their term, not lifted."""
        day = on or aujourdhui()
        return self.filter(
            Q(fin__isnull=True) | Q(fin__gte=day),
            Q(levee_le__isnull=True) | Q(levee_le__gt=day),
            debut__lte=day,
        )


class InterlocuteurQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the people in charge on a day."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class ScolariteQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the schoolings of a day; the last day counts."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class PlanScolaireQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out the plans renewed or stopped."""
        return self.filter(clos_le__isnull=True)


class SuiviAssiduiteQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Keep the follow-ups still open."""
        return self.filter(clos_le__isnull=True)


class EcoleQuerySet(VisibleQuerySet):
    """Other records of the school life, which have versions."""


class EcoleFigeeQuerySet(VisiblePlainQuerySet):
    """What is only added: signatures, steps."""


class PersonneRessourceQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep those the child still says are important."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=day))


class FicheRituelsQuerySet(VisibleQuerySet):
    pass


class BaremeQuerySet(TrackedQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the amounts in force on a day."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class ReglageArgentQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the amounts in force on a day."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)


class MouvementQuerySet(VisiblePlainQuerySet):
    pass


class DroitImageQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep the answers that hold on a day."""
        day = on or aujourdhui()
        return self.filter(
            Q(fin__isnull=True) | Q(fin__gt=day),
            Q(retire_le__isnull=True) | Q(retire_le__gt=day),
            debut__lte=day,
        )


class MomentHistoireQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out what the child no longer wants in the book."""
        return self.filter(retire_le__isnull=True)


class PropositionMomentQuerySet(VisiblePlainQuerySet):
    """Moments a child proposes; what is not sent is the child's alone."""

    def waiting(self) -> Self:
        """Keep what was sent and neither written in the book nor taken back."""
        return self.filter(proposee_le__isnull=False, retiree_le__isnull=True, moment__isnull=True)


class RegistreQuerySet(VisiblePlainQuerySet):
    """Lines of the registers, reached by the village that keeps them."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the lines of the villages whose files one holds, less the children one is denied."""
        held = self.filter(village_id__in=reach.villages_de_dossier(permission))
        return held.exclude(enfant_id__in=reach.exceptions.refus) if reach.exceptions.refus else held


class PreparationQuerySet(VisiblePlainQuerySet):
    """Admissions being prepared: a village's, before any child."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep those of the villages whose files one holds."""
        return self.filter(village_id__in=reach.villages_de_dossier(permission))

    def current(self) -> Self:
        """Keep those that still wait for their child, whatever the worker that empties them does."""
        since = timezone.now() - ATTENTE_PREPARATION
        return self.filter(enfant__isnull=True, abandonnee_le__isnull=True, cree_le__gt=since)


class AdmissionQuerySet(VisibleQuerySet):
    def current(self) -> Self:
        """Keep the admissions that are not finished."""
        return self.filter(close_le__isnull=True)


class DepartQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out the departures given up before their day."""
        return self.filter(annule_le__isnull=True)


class RemiseQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        """Leave out what was noted by mistake."""
        return self.filter(retiree_le__isnull=True)
