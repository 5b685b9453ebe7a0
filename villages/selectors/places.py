"""How many places houses have, had and will have: a number holds from its day until the next one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from villages.models import CapaciteMaison

#: Days from which a number of places holds, the first one first.
Nombres = Sequence[tuple[date, int]]


def nombre_le(nombres: Nombres, jour: date) -> int:
    """Return the number that holds on a day; before the first one known, that one."""
    held = nombres[0][1]
    for debut, places in nombres:
        if debut <= jour:
            held = places
    return held


class Places:
    """The numbers of places of some houses."""

    def __init__(self, nombres: Mapping[UUID, Nombres]) -> None:
        self._nombres = nombres

    def de(self, maison: UUID) -> Nombres:
        return self._nombres[maison]

    def le(self, maison: UUID, jour: date) -> int:
        """Return how many places a house has on a day."""
        return nombre_le(self._nombres[maison], jour)

    def changements(self, maison: UUID, du: date, au: date | None) -> list[date]:
        """Return the days strictly between two days on which the number changes."""
        return [
            debut
            for (_, before), (debut, places) in zip(
                self._nombres[maison], self._nombres[maison][1:], strict=False
            )
            if places != before and debut > du and (au is None or debut < au)
        ]

    def minimum(self, maison: UUID, du: date, au: date | None) -> int:
        """Return the fewest places a house has between two days, the last one excluded."""
        return min(self.le(maison, jour) for jour in [du, *self.changements(maison, du, au)])

    def offertes(self, maison: UUID, du: date, au: date) -> int:
        """Return the nights a house offers between two days: each counts the places of its own day."""
        days = [du, *self.changements(maison, du, au), au]
        return sum(self.le(maison, begins) * max((ends - begins).days, 0) for begins, ends in pairwise(days))


def places_des_maisons(maisons: Collection[UUID]) -> Places:
    """Read the numbers of places of some houses: one query."""
    found: dict[UUID, list[tuple[date, int]]] = {}
    rows = CapaciteMaison.objects.filter(maison__in=maisons).order_by("a_partir_du")
    for maison, debut, places in rows.values_list("maison_id", "a_partir_du", "places"):
        found.setdefault(maison, []).append((debut, places))
    return Places(found)
