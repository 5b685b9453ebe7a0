"""Public holidays: those fixed, and those that follow Easter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from socle.outils.feries import est_ferie


@pytest.mark.parametrize(
    "jour",
    [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22)],
)  # fmt: skip
def test_easter_falls_where_it_should(jour):
    assert est_ferie(jour + timedelta(days=1))
    assert est_ferie(jour + timedelta(days=39))
    assert est_ferie(jour + timedelta(days=50))


def test_eleven_days_a_year():
    first = date(2027, 1, 1)
    days = [day for day in (first + timedelta(days=n) for n in range(365)) if est_ferie(day)]
    assert len(days) == 11
    assert {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2027, 11, 11)} <= set(days)
    assert not est_ferie(date(2027, 3, 28))
    assert not est_ferie(date(2027, 5, 7))
