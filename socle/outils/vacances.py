"""School holidays of the three zones of metropolitan France, as data read from a table.

``vacances_scolaires.csv`` stands beside this module; ``VACANCES_SCOLAIRES`` names another table with
the same columns, whose lines are added: the years to come, Corsica, an overseas territory. Certainty
S: each date was met in several independent public sources, not read in the decree itself. The first
day is the Saturday after class; ``reprise`` is the day class begins again. A zone is a letter.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

TABLE = "vacances_scolaires.csv"


@dataclass(frozen=True)
class Vacances:
    """One holiday of one zone, from ``debut`` to the eve of ``reprise``."""

    annee: str
    nom: str
    zone: str
    debut: date
    reprise: date
    source: str
    certitude: str


class VacancesTableError(ValueError):
    """A line of the table cannot be read: said with its number, and nothing is guessed."""


def vacances_entre(zone: str, debut: date, fin: date) -> list[Vacances]:
    """Return the holidays of a zone that touch a period, both days included, the earliest first."""
    return [v for v in _toutes() if v.zone == zone and v.debut <= fin and v.reprise > debut]


def en_vacances(zone: str, jour: date) -> bool:
    """Whether pupils of a zone have no class that day because of holidays."""
    return bool(vacances_entre(zone, jour, jour))


def lire(lignes: Iterable[str]) -> Iterator[Vacances]:
    """Read a table, one holiday per zone named in a line. Raises VacancesTableError."""
    for number, line in enumerate(csv.DictReader(lignes), start=2):
        try:
            begins, resumes = date.fromisoformat(line["debut"]), date.fromisoformat(line["reprise"])
            zones = line["zone"].strip()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise VacancesTableError(f"line {number} of the table of holidays cannot be read") from None
        if resumes <= begins or not zones:
            raise VacancesTableError(
                f"line {number} of the table of holidays: dates out of order, or no zone"
            )
        for zone in zones:
            yield Vacances(
                line["annee"], line["nom"], zone, begins, resumes, line["source"], line["certitude"]
            )


@cache
def _toutes() -> tuple[Vacances, ...]:
    found = list(lire(files("socle.outils").joinpath(TABLE).read_text(encoding="utf-8").splitlines()))
    if settings.VACANCES_SCOLAIRES:
        found += lire(Path(settings.VACANCES_SCOLAIRES).read_text(encoding="utf-8").splitlines())
    return tuple(sorted(set(found), key=lambda v: (v.debut, v.zone)))
