"""School holidays by zone: read from a table an administrator completes, nothing guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from socle.outils import vacances
from socle.outils.vacances import VacancesTableError, en_vacances, lire, vacances_entre

ENTETE = "annee,nom,zone,debut,reprise,source,certitude"


@pytest.fixture(autouse=True)
def table_neuve(settings):
    settings.VACANCES_SCOLAIRES = ""
    vacances._toutes.cache_clear()
    yield
    vacances._toutes.cache_clear()


@pytest.mark.parametrize("zone", "ABC")
@pytest.mark.parametrize("annee", ["2025-2026", "2026-2027"])
def test_each_zone_has_two_weeks_four_times_a_year(zone, annee):
    year = int(annee[:4])
    found = [v for v in vacances_entre(zone, date(year, 9, 1), date(year + 1, 6, 30)) if v.annee == annee]
    assert [v.nom for v in found] == ["Toussaint", "Noël", "Hiver", "Printemps"]
    for v in found:
        assert v.reprise - v.debut == timedelta(days=16)
        assert (v.debut.weekday(), v.reprise.weekday()) == (5, 0)
        assert (v.certitude, bool(v.source)) == ("S", True)


def test_a_period_meets_what_touches_it_the_day_of_return_left_out():
    assert [v.nom for v in vacances_entre("A", date(2027, 2, 28), date(2027, 2, 28))] == ["Hiver"]
    assert vacances_entre("A", date(2027, 3, 1), date(2027, 3, 5)) == []
    assert en_vacances("B", date(2027, 3, 1))
    assert not en_vacances("C", date(2027, 3, 1))
    assert not en_vacances("Z", date(2027, 3, 1))


def test_an_administrator_completes_the_table(settings, tmp_path):
    more = tmp_path / "plus.csv"
    more.write_text(f"{ENTETE}\n2027-2028,Toussaint,AB,2027-10-23,2027-11-08,Arrêté,V\n", encoding="utf-8")
    assert vacances_entre("A", date(2027, 10, 25), date(2027, 10, 30)) == []
    settings.VACANCES_SCOLAIRES = str(more)
    vacances._toutes.cache_clear()
    [found] = vacances_entre("A", date(2027, 10, 25), date(2027, 10, 30))
    assert (found.nom, found.certitude) == ("Toussaint", "V")
    assert vacances_entre("C", date(2027, 10, 25), date(2027, 10, 30)) == []


@pytest.mark.parametrize(
    "line",
    [
        "2027,X,A,pas un jour,2027-11-08,S,V",
        "2027,X,A,2027-11-08,2027-11-08,S,V",
        "2027,X,,2027-11-01,2027-11-08,S,V",
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(line):
    with pytest.raises(VacancesTableError, match="line 2"):
        list(lire([ENTETE, line]))
