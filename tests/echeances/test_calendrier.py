"""Delays on the calendar: month ends, 29 February, changes of clocks."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.echeances.calendrier import Delai, decale_mois
from socle.echeances.enums import Unite

PARIS = ZoneInfo("Europe/Paris")
jours = st.dates(date(1950, 1, 1), date(2100, 12, 31))
moments = st.datetimes(datetime(1980, 1, 1), datetime(2090, 12, 31), timezones=st.just(PARIS))  # noqa: DTZ001
#: The first draw of a time zone is slow on a busy machine; the law does not depend on it.
lent = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
quantites = st.integers(0, 240)
unites_de_jour = st.sampled_from([Unite.JOUR, Unite.SEMAINE, Unite.MOIS, Unite.ANNEE])


@pytest.mark.parametrize(
    ("depart", "delai", "attendu"),
    [
        (date(2026, 1, 31), Delai(1, Unite.MOIS), date(2026, 2, 28)),
        (date(2028, 1, 31), Delai(1, Unite.MOIS), date(2028, 2, 29)),
        (date(2028, 2, 29), Delai(1, Unite.ANNEE), date(2029, 2, 28)),
        (date(2028, 2, 29), Delai(4, Unite.ANNEE), date(2032, 2, 29)),
        (date(2026, 8, 31), Delai(6, Unite.MOIS), date(2027, 2, 28)),
        (date(2026, 12, 15), Delai(2, Unite.MOIS), date(2027, 2, 15)),
        (date(2026, 11, 20), Delai(15, Unite.JOUR), date(2026, 12, 5)),
        (date(2026, 11, 20), Delai(0, Unite.JOUR), date(2026, 11, 20)),
    ],
)
def test_a_delay_ends_on_the_day_the_code_says(depart, delai, attendu):
    assert delai.apres(depart) == attendu


def test_a_month_back_from_the_last_of_march_is_the_last_of_february():
    assert Delai(1, Unite.MOIS).avant(date(2026, 3, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("depart", "ecart"),
    [(datetime(2026, 10, 24, 12, tzinfo=PARIS), -1), (datetime(2026, 3, 28, 12, tzinfo=PARIS), +1)],
    ids=["winter time", "summer time"],
)
def test_forty_eight_hours_over_a_change_of_clocks_are_forty_eight_real_hours(depart, ecart):
    due = Delai(48, Unite.HEURE).apres(depart)
    assert due.astimezone(UTC) - depart.astimezone(UTC) == timedelta(hours=48)
    assert due.astimezone(PARIS).hour == 12 + ecart


def test_a_day_counts_from_its_midnight_here_when_the_delay_is_in_hours():
    due = Delai(72, Unite.HEURE).apres(date(2026, 11, 20))
    assert due == datetime(2026, 11, 23, tzinfo=PARIS)


def test_a_moment_near_midnight_counts_from_the_day_it_is_here():
    """23:30 UTC on the 20th is already the 21st in Paris."""
    assert Delai(8, Unite.JOUR).apres(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == date(2026, 11, 29)


def test_a_negative_delay_is_a_mistake_of_the_rule():
    with pytest.raises(ValueError, match="never negative"):
        Delai(-1, Unite.JOUR)


@lent
@given(jours, quantites)
def test_months_keep_the_day_or_take_the_last(jour, mois):
    later = decale_mois(jour, mois)
    assert (later.year * 12 + later.month) - (jour.year * 12 + jour.month) == mois
    assert later.day == min(jour.day, monthrange(later.year, later.month)[1])


@lent
@given(jours, st.integers(0, 60))
def test_a_year_is_twelve_months(jour, ans):
    assert Delai(ans, Unite.ANNEE).apres(jour) == Delai(12 * ans, Unite.MOIS).apres(jour)


@lent
@given(jours, jours, quantites, unites_de_jour)
def test_a_later_start_never_ends_earlier(un, autre, quantite, unite):
    debut, fin = sorted([un, autre])
    delai = Delai(quantite, unite)
    assert delai.apres(debut) <= delai.apres(fin)


@lent
@given(jours, quantites, unites_de_jour)
def test_a_longer_delay_ends_later_and_before_undoes_after_within_a_month(jour, quantite, unite):
    delai = Delai(quantite, unite)
    assert jour <= delai.apres(jour) < Delai(quantite + 1, unite).apres(jour)
    back = delai.avant(delai.apres(jour))
    assert timedelta(0) <= jour - back <= timedelta(days=3)
    if unite in {Unite.JOUR, Unite.SEMAINE}:
        assert back == jour


@lent
@given(moments, st.integers(0, 5000))
def test_hours_are_elapsed_time(moment, heures):
    due = Delai(heures, Unite.HEURE).apres(moment)
    assert due.astimezone(UTC) - moment.astimezone(UTC) == timedelta(hours=heures)
