"""Small cells of published tables: hidden, with as many others as keep them from being found again.

Figures are counted by variable (one class per incident, so each variable adds up to the same total), by
quarter for the whole, by place for the year, and published with every total: of the places, of the classes,
of the year. A count under ``SEUIL`` is hidden. Subtraction would give it back, so other cells are hidden with
it: for each one a **displacement** is kept, another way to fill the hidden cells that changes no published
figure, adds up as the tables do, is never negative, and lifts the small cell to ``SEUIL``. Whoever only has
what is published cannot tell the true tables from that one: the cell is neither found, nor known to be small.

A displacement is the product of three steps, one along each axis, each of which leaves the sums of its axis
right: from one place to another, or to the total of places; from one class to another, or to the total and
so one class of each other variable; from one quarter to another, or to the year. The dearest one hides the
totals as well and has no cell to lessen, so there always is one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

#: Below it a count could point at somebody.
SEUIL = 5
#: Place, class or period that adds the others up.
TOTAL = "total"

#: Place, variable, class, period; the total of the classes belongs to no variable: ``(place, TOTAL, TOTAL, period)``.
Case = tuple[Hashable, str, Hashable, Hashable]
Pas = Mapping[Hashable, int]

#: What hiding a cell costs the reader: a total more than a cell, a figure more than a zero.
_PRIX, _PRIX_ZERO, _PRIX_TOTAL = 2, 1, 4


@dataclass(frozen=True)
class Variable:
    """One way to class every incident, each in one class; ``par_lieu`` when it is also told by place."""

    nom: str
    classes: tuple[Hashable, ...]
    par_lieu: bool = False


@dataclass(frozen=True)
class Tables:
    """The tables before anything is hidden: ``comptes`` has every cell and every total.

    A place has figures of the year only: by quarter they would nearly all be hidden. With one period there
    is no total of periods.
    """

    lieux: tuple[Hashable, ...]
    variables: tuple[Variable, ...]
    periodes: tuple[Hashable, ...]
    comptes: Mapping[Case, int]

    def sommes(self) -> Iterator[tuple[Case, list[Case]]]:
        """Yield every total with the cells that make it."""
        for v in self.variables:
            for lieu, periode in self._lignes(par_lieu=v.par_lieu):
                parts = [(lieu, v.nom, classe, periode) for classe in v.classes]
                yield (lieu, TOTAL, TOTAL, periode), parts
        for nom, classe, by_place in self.colonnes():
            if by_place and self.lieux:
                of_the_year = (TOTAL, nom, classe, self.ensemble)
                yield of_the_year, [(lieu, nom, classe, self.ensemble) for lieu in self.lieux]
            if len(self.periodes) > 1:
                yield (TOTAL, nom, classe, TOTAL), [(TOTAL, nom, classe, p) for p in self.periodes]

    @property
    def ensemble(self) -> Hashable:
        """The period that adds the others up: the one places are told for."""
        return TOTAL if len(self.periodes) > 1 else self.periodes[0]

    def cases(self) -> Iterator[Case]:
        """Yield every cell and every total there is to publish."""
        for nom, classe, by_place in self.colonnes():
            for lieu, periode in self._lignes(par_lieu=by_place):
                yield lieu, nom, classe, periode

    def colonnes(self) -> Iterator[tuple[str, Hashable, bool]]:
        """Yield the total and every class, with whether it is told by place."""
        yield TOTAL, TOTAL, True
        for v in self.variables:
            for classe in v.classes:
                yield v.nom, classe, v.par_lieu

    def _lignes(self, *, par_lieu: bool) -> list[tuple[Hashable, Hashable]]:
        lines: list[tuple[Hashable, Hashable]] = [
            (TOTAL, p) for p in dict.fromkeys([*self.periodes, self.ensemble])
        ]
        return lines + [(lieu, self.ensemble) for lieu in self.lieux if par_lieu]


@dataclass(frozen=True)
class Publication:
    """What is shown: a count, or None for a hidden one; and the displacement that protects each small cell."""

    cases: Mapping[Case, int | None]
    deplacements: Mapping[Case, Mapping[Case, int]]

    def __getitem__(self, case: Case) -> int | None:
        return self.cases[case]


def additionner(
    lieux: Iterable[Hashable],
    variables: Iterable[Variable],
    periodes: Iterable[Hashable],
    faits: Mapping[Case, int],
) -> Tables:
    """Add up counts by place, variable, class and quarter into tables with all their totals.

    Raises ValueError for a class nobody declared: a count left out would be a difference to take.
    """
    tables = Tables(tuple(lieux), tuple(variables), tuple(periodes), {})
    comptes: dict[Case, int] = dict.fromkeys(tables.cases(), 0)
    first = tables.variables[0].nom
    for (lieu, nom, classe, periode), number in faits.items():
        if (TOTAL, nom, classe, periode) not in comptes or lieu not in {*tables.lieux, TOTAL}:
            raise ValueError(f"a count of a class nobody declared: {nom}")
        columns = [(nom, classe), *([(TOTAL, TOTAL)] if nom == first else [])]
        for column, where, when in product(columns, {lieu, TOTAL}, {periode, tables.ensemble}):
            case = (where, *column, when)
            if case in comptes:
                comptes[case] += number
    return Tables(tables.lieux, tables.variables, tables.periodes, comptes)


def masquer(tables: Tables) -> Publication:
    """Hide every count from one to ``SEUIL`` - 1, and the cells of its displacement; zeros are shown.

    The cheapest displacement is taken, those already hidden costing nothing. Zeros say nothing of anybody
    and make tables readable; one is hidden where a displacement needs it.
    """
    comptes = tables.comptes
    small = [case for case, number in comptes.items() if 0 < number < SEUIL]
    hidden, kept = set(small), {}
    for case in small:
        move = min(
            _moves(tables, case),
            key=lambda found: sum(_price(other, comptes[other]) for other in found if other not in hidden),
        )
        hidden |= set(move)
        kept[case] = move
    return Publication({case: None if case in hidden else number for case, number in comptes.items()}, kept)


def _price(case: Case, number: int) -> int:
    totals = (case[0], case[2], case[3]).count(TOTAL)
    return (_PRIX if number else _PRIX_ZERO) + _PRIX_TOTAL * totals


def _moves(tables: Tables, case: Case) -> Iterator[dict[Case, int]]:
    """Yield the displacements that lift a cell to ``SEUIL`` and make no other negative."""
    lieu, nom, classe, periode = case
    lift = SEUIL - tables.comptes[case]
    places = list(_steps(lieu, tables.lieux))
    periods = list(_steps(periode, tables.periodes if len(tables.periodes) > 1 else ()))
    for column in _columns_of(tables, nom, classe):
        for place, period in product(places, periods):
            steps = product(place.items(), column.items(), period.items())
            move = {
                other: lift * a * b * c
                for (where, a), (what, b), (when, c) in steps
                if (other := (where, *what, when)) in tables.comptes
            }
            if all(tables.comptes[other] + change >= 0 for other, change in move.items()):
                yield move


def _steps(depart: Hashable, parts: tuple[Hashable, ...]) -> Iterator[Pas]:
    """Yield the steps along an axis that leave its total right: to another part, or to the total."""
    if not parts:
        yield {depart: 1}
        return
    for part in parts:
        if part != depart:
            yield {depart: 1, part: 1 if depart == TOTAL else -1}
    if depart != TOTAL:
        yield {depart: 1, TOTAL: 1}


def _columns_of(tables: Tables, nom: str, classe: Hashable) -> Iterator[dict[tuple[str, Hashable], int]]:
    """Yield the steps along the classes: to another one of the variable, or through the total."""
    for v in tables.variables:
        if v.nom == nom:
            for other in v.classes:
                if other != classe:
                    yield {(nom, classe): 1, (nom, other): -1}
    through: dict[tuple[str, Hashable], int] = {(TOTAL, TOTAL): 1}
    for v in tables.variables:
        fullest = max(v.classes, key=lambda other: tables.comptes[TOTAL, v.nom, other, tables.ensemble])
        through[v.nom, classe if v.nom == nom else fullest] = 1
    yield through
