"""Small cells: an attacker who adds, subtracts and bounds finds none of them again, nor knows one is small."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protection.petites_cellules import SEUIL, TOTAL, Case, Tables, Variable, additionner, masquer

LIEUX = ("A", "B", "C")
TRIMESTRES = (1, 2, 3, 4)
CATEGORIE = Variable("categorie", ("violence", "fugue", "soin"), par_lieu=True)
HEURE = Variable("heure", ("jour", "nuit"))
INFINI = 10**9


def tables_de(nombres: Mapping[tuple[str, str, str, int], int], lieux=LIEUX, trimestres=TRIMESTRES) -> Tables:
    """Add up numbers of incidents by village, category, hour and quarter."""
    faits: dict[Case, int] = {}
    for (lieu, categorie, heure, trimestre), number in nombres.items():
        for nom, classe in (("categorie", categorie), ("heure", heure)):
            case = (lieu, nom, classe, trimestre)
            faits[case] = faits.get(case, 0) + number
    return additionner(lieux, (CATEGORIE, HEURE), trimestres, faits)


class Attaquant:
    """Knows the figures published, how they add up, and that a count is a whole number, never negative."""

    def __init__(self, tables: Tables, publies: Mapping[Case, int | None]) -> None:
        self.sommes = list(tables.sommes())
        self.bas = {case: 0 if number is None else number for case, number in publies.items()}
        self.haut = {case: INFINI if number is None else number for case, number in publies.items()}
        self.caches = [case for case, number in publies.items() if number is None]

    def encadrer(self) -> None:
        """Narrow each hidden cell from the bounds of the others of its sums, until nothing moves."""
        moved = True
        while moved:
            moved = False
            for total, parts in self.sommes:
                bas, haut = sum(self.bas[c] for c in parts), sum(self.haut[c] for c in parts)
                moved |= self._narrow(total, bas, haut)
                for part in parts:
                    moved |= self._narrow(
                        part,
                        self.bas[total] - (haut - self.haut[part]),
                        self.haut[total] - (bas - self.bas[part]),
                    )

    def _narrow(self, case: Case, bas: int, haut: int) -> bool:
        before = self.bas[case], self.haut[case]
        self.bas[case], self.haut[case] = max(before[0], bas), min(before[1], haut)
        assert self.bas[case] <= self.haut[case], "the attacker contradicts the figures published"
        return before != (self.bas[case], self.haut[case])

    def resoudre(self) -> set[Case]:
        """Return the hidden cells that sums alone determine, by elimination."""
        hidden = set(self.caches)
        reduced: list[tuple[Case, dict[Case, Fraction]]] = []
        for total, parts in self.sommes:
            row = {c: Fraction(1) for c in parts if c in hidden}
            if total in hidden:
                row[total] = Fraction(-1)
            left = self._reduce(row, reduced)
            if left:
                pivot = next(iter(left))
                unit = {c: value / left[pivot] for c, value in left.items()}
                reduced = [(p, _less(o, unit, o[pivot]) if pivot in o else o) for p, o in reduced]
                reduced.append((pivot, unit))
        return {pivot for pivot, row in reduced if len(row) == 1}

    @staticmethod
    def _reduce(
        row: dict[Case, Fraction], reduced: list[tuple[Case, dict[Case, Fraction]]]
    ) -> dict[Case, Fraction]:
        left = row
        for pivot, other in reduced:
            if factor := left.get(pivot):
                left = _less(left, other, factor)
        return left

    def trouves(self) -> set[Case]:
        self.encadrer()
        return self.resoudre() | {case for case in self.caches if self.bas[case] == self.haut[case]}


def _less(row: dict[Case, Fraction], other: dict[Case, Fraction], factor: Fraction) -> dict[Case, Fraction]:
    found = {c: row.get(c, Fraction(0)) - factor * other.get(c, Fraction(0)) for c in {*row, *other}}
    return {c: value for c, value in found.items() if value}


def nombres_possibles():
    cells = st.tuples(
        st.sampled_from(LIEUX),
        st.sampled_from(CATEGORIE.classes),
        st.sampled_from(HEURE.classes),
        st.sampled_from(TRIMESTRES),
    )
    return st.dictionaries(cells, st.integers(1, 12), max_size=24)


def assert_every_displacement_is_another_true_world(tables: Tables) -> None:
    """What no attacker can get past: tables that publish the same and where the small cell is not small."""
    published = masquer(tables)
    small = {case for case, number in tables.comptes.items() if 0 < number < SEUIL}
    assert set(published.deplacements) == small
    for case, move in published.deplacements.items():
        world = {c: number + move.get(c, 0) for c, number in tables.comptes.items()}
        assert world[case] == SEUIL
        assert min(world.values()) >= 0
        assert all(world[total] == sum(world[c] for c in parts) for total, parts in tables.sommes())
        assert all(world[c] == number for c, number in published.cases.items() if number is not None)


@given(nombres_possibles(), st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, 3, 4]))
@settings(max_examples=60, deadline=None)
def test_the_attacker_finds_no_hidden_cell(nombres, villages, trimestres):
    kept = {c: n for c, n in nombres.items() if c[0] in LIEUX[:villages] and c[3] <= trimestres}
    tables = tables_de(kept, LIEUX[:villages], TRIMESTRES[:trimestres])
    published = masquer(tables)
    attacker = Attaquant(tables, published.cases)
    assert attacker.trouves() == set()
    for case in published.deplacements:
        assert attacker.haut[case] >= SEUIL, "a cell known to be small is half found"


@given(nombres_possibles())
@settings(max_examples=150, deadline=None)
def test_each_small_cell_has_another_world_that_publishes_the_same(nombres):
    assert_every_displacement_is_another_true_world(tables_de(nombres))


def test_hiding_small_cells_alone_is_found_out():
    """The gate itself: without the cells hidden beside them, the attacker finds them."""
    tables = tables_de(
        {("A", "fugue", "nuit", 1): 3, ("A", "soin", "jour", 1): 9, ("B", "fugue", "jour", 2): 8}
    )
    alone = {c: None if 0 < n < SEUIL else n for c, n in tables.comptes.items()}
    assert ("A", "categorie", "fugue", TOTAL) in Attaquant(tables, alone).trouves()


def test_the_year_less_three_quarters_does_not_give_the_fourth():
    nombres = {("A", "fugue", "nuit", t): n for t, n in zip(TRIMESTRES, (8, 9, 10, 2), strict=True)}
    tables = tables_de(nombres | {("B", "soin", "jour", t): 20 for t in TRIMESTRES})
    published = masquer(tables).cases
    small = (TOTAL, "categorie", "fugue", 4)
    assert published[small] is None
    others = [published[TOTAL, "categorie", "fugue", t] for t in (TOTAL, 1, 2, 3)]
    assert None in others
    assert small not in Attaquant(tables, published).trouves()


def test_what_is_not_small_is_shown_and_zeros_too():
    tables = tables_de({(lieu, "fugue", "nuit", t): 6 for lieu in LIEUX for t in TRIMESTRES})
    published = masquer(tables)
    assert published.deplacements == {}
    assert published["A", "categorie", "soin", TOTAL] == 0
    assert published[TOTAL, TOTAL, TOTAL, TOTAL] == 72


def test_a_class_nobody_declared_is_an_error():
    with pytest.raises(ValueError, match="nobody declared"):
        tables_de({("A", "inconnue", "nuit", 1): 1})
