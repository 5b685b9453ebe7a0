"""Public holidays of metropolitan France (Code du travail L3133-1, certainty M): no class on these days.

Computed, for none of them depends on a decree. Those of Alsace-Moselle and of the overseas territories are
not here, nor the Friday after Ascension, which the calendar of schools adds: a line of the table of school
holidays says it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_FIXES = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: Easter Monday, Ascension, Whit Monday: days after Easter.
_APRES_PAQUES = (1, 39, 50)


def est_ferie(jour: date) -> bool:
    """Whether a day is a public holiday."""
    return jour in _de_l_annee(jour.year)


@lru_cache(maxsize=256)
def _de_l_annee(annee: int) -> frozenset[date]:
    sunday = easter(annee)
    moving = {sunday + timedelta(days=days) for days in _APRES_PAQUES}
    return frozenset(moving | {date(annee, month, day) for month, day in _FIXES})
