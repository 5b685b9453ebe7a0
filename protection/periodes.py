"""Periods of the figures: the calendar year and its quarters, and no other.

Dates one may choose would give a single incident by subtraction: the figures from the 1st less those from
the 2nd. For head office a quarter is told once it is over: seen every day, a running one tells each incident
as it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from socle.echeances.calendrier import debut_de

#: How many years are offered, the present one included.
ANNEES = 3


@dataclass(frozen=True)
class Annee:
    """A calendar year as its figures are told on a day; ``trimestres`` are those that count."""

    annee: int
    trimestres: tuple[int, ...]
    finie: bool

    @property
    def du(self) -> datetime:
        return debut_de(date(self.annee, 1, 1))

    @property
    def au(self) -> datetime:
        """First moment after the last quarter that counts."""
        last = self.trimestres[-1] if self.trimestres else 0
        return debut_de(date(self.annee + 1, 1, 1) if last == 4 else date(self.annee, 3 * last + 1, 1))

    @property
    def en_clair(self) -> str:
        """« 2025 », « 2026, jusqu’au 3e trimestre »."""
        if self.finie or not self.trimestres:
            return str(self.annee)
        return f"{self.annee}, jusqu’au {libelle_trimestre(self.trimestres[-1])}"


def libelle_trimestre(rang: int) -> str:
    """« 1er trimestre »."""
    return f"{rang}{'er' if rang == 1 else 'e'} trimestre"


def annee_de(annee: int, aujourd_hui: date, *, finis: bool) -> Annee:
    """Return a year: its quarters over (``finis``), or begun."""
    if annee < aujourd_hui.year:
        return Annee(annee, (1, 2, 3, 4), finie=True)
    running = (aujourd_hui.month - 1) // 3 + 1
    return Annee(annee, tuple(range(1, running if finis else running + 1)), finie=False)


def annees_offertes(aujourd_hui: date) -> list[int]:
    """Return the years one may ask for, the latest first."""
    return [aujourd_hui.year - rang for rang in range(ANNEES)]
