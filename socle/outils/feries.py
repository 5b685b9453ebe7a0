"""Public holidays of metropolitan France (Code du travail L3133-1, certainty M): no class on these days.

Computed, for none of them depends on a decree. Those of Alsace-Moselle and of the overseas territories are
not here, nor the Friday after Ascension, which the calendar of schools adds: a line of the table of school
holidays says it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: Easter Monday, Ascension, Whit Monday: days after Easter.
_APRES_PAQUES = (1, 39, 50)


def est_ferie(jour: date) -> bool:
    """Whether a day is a public holiday."""
    return jour in _de_l_annee(jour.year)


def paques(annee: int) -> date:
    """Return Easter Sunday of a year (Meeus, Jones and Butcher)."""
    golden, (century, of_century) = annee % 19, divmod(annee, 100)
    leaps, spare = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, rest = divmod(of_century, 4)
    week = (32 + 2 * spare + 2 * quarter - moon - rest) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(annee, month, day + 1)


@lru_cache(maxsize=256)
def _de_l_annee(annee: int) -> frozenset[date]:
    easter = paques(annee)
    moving = {easter + timedelta(days=days) for days in _APRES_PAQUES}
    return frozenset(moving | {date(annee, month, day) for month, day in _FIXES})
