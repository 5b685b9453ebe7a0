"""Who may share a bedroom, on small houses: the same answer as trying every bed for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fratries import chambres
from fratries.chambres import (
    AGE_MIXITE,
    ECART_CHAMBRE,
    REGLES,
    ChambreOfferte,
    Dormeur,
    Repartition,
    partagent,
    repartir,
)

DU = date(2026, 11, 2)
AVANT = DU - timedelta(days=90)


def _enfant(age: int | None, sexe: str = "", **champs: object) -> Dormeur:
    return Dormeur(debut=champs.pop("debut", AVANT), age=age, sexe=sexe, **champs)


def _chambres(*lits: int) -> list[ChambreOfferte]:
    return [ChambreOfferte(rang, nombre) for rang, nombre in enumerate(lits)]


def _ou(trouve: Repartition | None) -> list[object]:
    assert trouve is not None
    assert trouve.lits is not None
    return [chambre for _, chambre in trouve.lits]


# --- the rules --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "ensemble"),
    [
        (_enfant(4, "F"), _enfant(10, "G"), True),
        (_enfant(5, "F"), _enfant(11, "G"), False),
        (_enfant(5, "F"), _enfant(11, "F"), True),
        (_enfant(5, "F"), _enfant(12, "F"), False),
        (_enfant(11, "F"), _enfant(12, ""), True),
        (_enfant(3, "F"), _enfant(None, "G"), True),
        (_enfant(13, "F"), _enfant(None, "G"), False),
        (_enfant(3, "F", lignee="m"), _enfant(15, "G", lignee="m"), True),
        (_enfant(3, "F", lignee="m"), _enfant(15, "G", lignee="n"), False),
    ],
)
def test_who_shares_is_a_rule_in_plain_sight_and_siblings_are_beyond_it(a, b, ensemble):
    assert (AGE_MIXITE, ECART_CHAMBRE) == (10, 6)
    assert partagent(a, b) is ensemble
    assert partagent(b, a) is ensemble


# --- examples a chef de service would give ----------------------------------------------


def test_a_house_whose_rooms_are_not_known_says_nothing():
    assert repartir([_enfant(4)], [], [], du=DU) is None


def test_siblings_go_to_one_room_and_an_empty_one_comes_before_a_stranger_s():
    here = [_enfant(7, "G", chambre=0)]
    deux = [_enfant(5, "F", lignee="m"), _enfant(12, "G", lignee="m")]
    assert _ou(repartir(deux, here, _chambres(2, 2), du=DU)) == [1, 1]
    assert _ou(repartir([_enfant(5, "F")], here, _chambres(2, 1), du=DU)) == [1]


def test_a_half_brother_who_lives_there_makes_room():
    here = [_enfant(15, "G", chambre=0, lignee="m")]
    assert repartir([_enfant(4, "F")], here, _chambres(2), du=DU).impossible
    assert _ou(repartir([_enfant(4, "F", lignee="m")], here, _chambres(2), du=DU)) == [0]


def test_too_few_beds_and_beds_that_do_not_do_are_told_apart():
    here = [_enfant(14, "G", chambre=0)]
    short = repartir([_enfant(14, "G"), _enfant(14, "G")], here, _chambres(2), du=DU)
    assert (short.impossible, short.assez_de_lits) == (True, False)
    unfit = repartir([_enfant(13, "F")], here, _chambres(2), du=DU)
    assert (unfit.impossible, unfit.assez_de_lits) == (True, True)


def test_a_child_whose_room_nobody_has_said_is_given_a_bed_too():
    unknown = _enfant(9, "F", qui="ines")
    found = repartir([_enfant(9, "F")], [unknown], _chambres(1, 1), du=DU)
    assert [enfant.qui for enfant, _ in found.lits] == [None, "ines"]
    assert repartir([_enfant(9, "F")], [unknown], _chambres(1), du=DU).impossible
    gone = replace(unknown, chambre="une autre maison")
    assert repartir([_enfant(9, "F")], [gone], _chambres(1), du=DU).impossible


def test_two_who_share_against_the_rule_are_left_alone_and_nobody_is_added_to_a_full_room():
    here = [_enfant(15, "G", chambre=0), _enfant(12, "F", chambre=0), _enfant(9, "F", chambre=1)]
    assert _ou(repartir([_enfant(9, "F")], here, _chambres(1, 2), du=DU)) == [1]


def test_a_bed_is_shared_in_time():
    leaves = _enfant(9, "G", chambre=0, fin=DU + timedelta(days=5))
    later = _enfant(15, "G", debut=DU + timedelta(days=5))
    assert _ou(repartir([], [leaves, later], _chambres(1), du=DU)) == [0]
    du, au = DU, DU + timedelta(days=3)
    short = Dormeur(debut=du, fin=au, age=9, sexe="F")
    assert _ou(repartir([short], [replace(later, chambre=0)], _chambres(1), du=du, au=au)) == [0]


def test_a_search_that_is_too_long_says_that_it_does_not_know(monkeypatch):
    monkeypatch.setattr(chambres, "ESSAIS_MAX", 3)
    many = [_enfant(9, "F", lignee=n) for n in range(6)]
    stopped = repartir(many, [], _chambres(1, 2, 3), du=DU)
    assert (stopped.lits, stopped.complete, stopped.impossible) == (None, False, False)


def test_eight_newcomers_in_a_house_of_twelve_rooms_are_answered_in_full():
    here = [_enfant(3 * n, "FG"[n % 2], chambre=n) for n in range(6)]
    hard = [_enfant(15 - n % 3, "FG"[n % 2], lignee=n) for n in range(8)]
    assert repartir(hard, here, _chambres(*[2] * 10, 1, 1), du=DU).complete


# --- against trying everything ----------------------------------------------------------

_AGES = st.one_of(st.none(), st.integers(1, 17))


@st.composite
def maisons(draw: st.DrawFn) -> tuple[list[Dormeur], list[Dormeur], list[ChambreOfferte], date | None]:
    """Draw up to four newcomers, four residents and three rooms."""
    rooms = _chambres(*draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    au = draw(st.sampled_from([None, DU + timedelta(days=10)]))

    def child(**champs: object) -> Dormeur:
        lignee = draw(st.sampled_from([None, "m", "n"]))
        return Dormeur(age=draw(_AGES), sexe=draw(st.sampled_from(["F", "G", ""])), lignee=lignee, **champs)

    residents = [
        child(
            debut=DU + timedelta(days=draw(st.sampled_from([-50, 4]))),
            fin=draw(st.sampled_from([None, DU + timedelta(days=4), DU + timedelta(days=40)])),
            chambre=draw(st.sampled_from([None, *(c.ident for c in rooms)])),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    residents = [r for r in residents if r.fin is None or r.fin > r.debut]
    return [child(debut=DU, fin=au) for _ in range(draw(st.integers(1, 4)))], residents, rooms, au


def _nights(au: date | None) -> list[date]:
    return [DU + timedelta(days=n) for n in range(((au or DU + timedelta(days=60)) - DU).days)]


def _sleeps(d: Dormeur, night: date) -> bool:
    return d.debut <= night and (d.fin is None or night < d.fin)


def _refuse(a: Dormeur, b: Dormeur) -> bool:
    """The rule, said a second time and otherwise."""
    if a.lignee and a.lignee == b.lignee:
        return False
    known = [d.age for d in (a, b) if d.age is not None]
    mixed = {a.sexe, b.sexe} == {"F", "G"} and any(age >= 11 for age in known)
    return mixed or (len(known) == 2 and max(known) - min(known) >= 7)


def _holds(chosen: list[tuple[Dormeur, object]], residents, rooms, au) -> bool:
    """Night by night: no room a newcomer enters is over its beds, none they share is against the rule."""
    for room in rooms:
        fixed = [r for r in residents if r.chambre == room.ident]
        placed = [d for d, where in chosen if where == room.ident]
        pairs = [*combinations(placed, 2), *product(placed, fixed)]
        for night in _nights(au) if placed else ():
            if sum(_sleeps(d, night) for d in [*fixed, *placed]) > room.lits:
                return False
        # Not only these nights: a bed is chosen for as long as both stay.
        if any(
            _refuse(a, b) and any(_sleeps(a, n) and _sleeps(b, n) for n in _nights(None)) for a, b in pairs
        ):
            return False
    return True


@settings(max_examples=400, deadline=None)
@given(maisons())
def test_an_arrangement_is_found_when_trying_everything_finds_one(maison):
    arriving, residents, rooms, au = maison
    found = repartir(arriving, residents, rooms, du=DU, au=au)
    waiting = [*arriving, *(r for r in residents if r.chambre is None)]
    possible = any(
        _holds(list(zip(waiting, tried, strict=True)), residents, rooms, au)
        for tried in product([c.ident for c in rooms], repeat=len(waiting))
    )
    assert found.complete
    assert (found.lits is not None) == possible
    if found.lits is not None:
        assert [enfant for enfant, _ in found.lits] == waiting
        assert _holds(list(found.lits), residents, rooms, au)


def test_every_rule_has_its_words():
    assert [regle.phrase for regle in REGLES] == [
        "une fille et un garçon quand l’un des deux a plus de 10 ans",
        "deux enfants de plus de 6 ans d’écart",
    ]
