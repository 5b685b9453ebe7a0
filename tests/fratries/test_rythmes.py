"""The days a visiting right falls on: weeks, days of the month, year ends, leap years, changes of clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fratries.rythmes import DERNIER, Rythme, en_phrase, jours_de

SAMEDI, MERCREDI, VENDREDI = 5, 2, 4


def test_every_other_saturday_goes_on_over_the_new_year():
    rythme = Rythme(date(2026, 12, 1), SAMEDI, toutes_les=2)
    assert jours_de(rythme, date(2026, 12, 1), date(2027, 1, 31)) == [
        date(2026, 12, 5),
        date(2026, 12, 19),
        date(2027, 1, 2),
        date(2027, 1, 16),
        date(2027, 1, 30),
    ]


def test_the_parity_of_weeks_does_not_depend_on_where_one_looks_from():
    rythme = Rythme(date(2026, 1, 7), MERCREDI, toutes_les=3)
    whole = jours_de(rythme, date(2026, 1, 1), date(2026, 12, 31))
    assert whole[0] == date(2026, 1, 7)
    for start in range(60):
        debut = date(2026, 3, 1) + timedelta(days=start)
        expected = [d for d in whole if debut <= d <= date(2026, 6, 30)]
        assert jours_de(rythme, debut, date(2026, 6, 30)) == expected


def test_a_right_that_begins_after_its_weekday_waits_for_the_next_turn():
    rythme = Rythme(date(2026, 3, 12), MERCREDI, toutes_les=2)
    assert jours_de(rythme, date(2026, 3, 1), date(2026, 4, 15)) == [
        date(2026, 3, 25), date(2026, 4, 8),
    ]  # fmt: skip


def test_first_third_and_last_of_the_month_in_a_leap_february():
    rythme = Rythme(date(2028, 1, 1), SAMEDI, rangs=(1, 3))
    assert jours_de(rythme, date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 5), date(2028, 2, 19)]
    last = Rythme(date(2028, 1, 1), 1, rangs=(DERNIER,))
    assert jours_de(last, date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 29)]


def test_the_last_is_told_once_when_it_is_also_the_fourth():
    rythme = Rythme(date(2026, 1, 1), SAMEDI, rangs=(4, DERNIER))
    assert jours_de(rythme, date(2026, 2, 1), date(2026, 2, 28)) == [date(2026, 2, 28)]
    assert jours_de(rythme, date(2026, 5, 1), date(2026, 5, 31)) == [date(2026, 5, 23), date(2026, 5, 30)]


@pytest.mark.parametrize("year", range(2024, 2032))
def test_every_year_has_its_months_of_first_fridays(year):
    days = jours_de(Rythme(date(2020, 1, 1), VENDREDI, rangs=(1,)), date(year, 1, 1), date(year, 12, 31))
    assert [d.month for d in days] == list(range(1, 13))
    assert all(d.weekday() == VENDREDI and d.day <= 7 for d in days)


def test_a_change_of_clocks_moves_no_day():
    rythme = Rythme(date(2026, 3, 1), 6)
    days = jours_de(rythme, date(2026, 3, 22), date(2026, 4, 5))
    assert days == [date(2026, 3, 22), date(2026, 3, 29), date(2026, 4, 5)]


def test_nothing_before_the_start_nor_after_the_last_day():
    rythme = Rythme(date(2026, 3, 4), MERCREDI, fin=date(2026, 3, 18))
    assert jours_de(rythme, date(2026, 1, 1), date(2027, 1, 1)) == [
        date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 18),
    ]  # fmt: skip
    assert jours_de(rythme, date(2026, 4, 1), date(2026, 4, 30)) == []


@pytest.mark.parametrize(
    ("rythme", "phrase"),
    [
        (Rythme(date(2026, 1, 1), SAMEDI), "chaque samedi"),
        (Rythme(date(2026, 1, 1), SAMEDI, toutes_les=2), "un samedi sur deux"),
        (Rythme(date(2026, 1, 1), MERCREDI, rangs=(3, 1)), "le 1er et le 3e mercredi du mois"),
        (Rythme(date(2026, 1, 1), MERCREDI, rangs=(DERNIER,)), "le dernier mercredi du mois"),
    ],
)
def test_the_rule_in_words(rythme, phrase):
    assert en_phrase(rythme) == phrase
