"""Restricted lists of the child's file."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Q

from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.outils.dates import aujourdhui


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
