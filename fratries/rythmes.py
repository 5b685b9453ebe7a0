"""The days a visiting right falls on: a pure function of its rule.

Weeks are counted from the Monday of the week the right begins in; in a month that has no fifth
Saturday, nothing falls on it. Days only: the hour is a wall-clock hour of the village, so a change
of clocks moves nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: The last such day of the month, whatever their number.
DERNIER = -1
RANGS = {1: "1er", 2: "2e", 3: "3e", 4: "4e", DERNIER: "dernier"}


@dataclass(frozen=True)
class Rythme:
    """One weekday (0 is Monday): every ``toutes_les`` weeks, or each of ``rangs`` in the month."""

    depart: date
    jour: int
    fin: date | None = None
    toutes_les: int = 1
    rangs: tuple[int, ...] = ()


def jours_de(rythme: Rythme, debut: date, fin: date) -> list[date]:
    """Return the days from ``debut`` to ``fin``, both included, on which the rule falls."""
    first = max(debut, rythme.depart)
    last = min(fin, rythme.fin) if rythme.fin is not None else fin
    found = _of_months(rythme, first, last) if rythme.rangs else _of_weeks(rythme, first, last)
    return [day for day in found if first <= day <= last]


def _of_weeks(rythme: Rythme, first: date, last: date) -> Iterator[date]:
    step = timedelta(weeks=rythme.toutes_les)
    day = rythme.depart - timedelta(days=rythme.depart.weekday()) + timedelta(days=rythme.jour)
    if day < first:
        day += step * (-(-(first - day).days // step.days))
    while day <= last:
        yield day
        day += step


def _of_months(rythme: Rythme, first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        length = monthrange(month.year, month.month)[1]
        days = [
            month + timedelta(days=offset) for offset in range((rythme.jour - month.weekday()) % 7, length, 7)
        ]
        chosen = {days[rang if rang == DERNIER else rang - 1] for rang in rythme.rangs}
        yield from sorted(chosen)
        month = month.replace(day=length) + timedelta(days=1)


def en_phrase(rythme: Rythme) -> str:
    """« chaque samedi », « un samedi sur deux », « le 1er et le 3e samedi du mois »."""
    jour = JOURS[rythme.jour]
    if rythme.rangs:
        rangs = [RANGS[rang] for rang in sorted(rythme.rangs, key=lambda r: (r == DERNIER, r))]
        *debut, fin = [f"le {rang}" for rang in rangs]
        return f"{', '.join(debut)} et {fin} {jour} du mois" if debut else f"{fin} {jour} du mois"
    if rythme.toutes_les == 1:
        return f"chaque {jour}"
    return f"un {jour} sur {_NOMBRES.get(rythme.toutes_les, str(rythme.toutes_les))}"


_NOMBRES = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}
