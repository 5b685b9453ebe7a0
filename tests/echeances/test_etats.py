"""States are computed when read: at every moment, whatever the workers do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Etat, Precision, Sens, Suivi, Unite
from socle.echeances.etats import Delais, calculer
from socle.echeances.regles import Fait, Regle
from socle.echeances.selectors import grouper
from tests.echeances.test_calendrier import lent

PARIS = ZoneInfo("Europe/Paris")


def regle(**champs: object) -> Regle:
    return Regle(
        **{
            "code": "ESSAI-01", "titre": "Essai", "obligation": "Faire un essai.", "declencheur": "le départ",
            "acteur_legal": "juge", "acteur_interne": "chef de service", "source": "aucune",
            "certitude": Certitude.M, "verifiee_le": date(2026, 1, 1), "permission": "lire_identite",
            "delai": Delai(1, Unite.MOIS),
        } | champs
    )  # fmt: skip


def fait(**champs: object) -> Fait:
    return Fait(**{"regle": "ESSAI-01", "objet": uuid4(), "sujet": "Léa", "adresse": "/"} | champs)


def a(jour: date, heure: int = 12) -> datetime:
    return datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS)


def echeance(une: Regle, le_fait: Fait, moment: datetime):
    return calculer(une, le_fait, Delais(une.delai, une.periode), moment)


TERME = regle(delai=None, avertir=(Delai(2, Unite.MOIS), Delai(1, Unite.MOIS)))
AU_31_MARS = fait(terme=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("jour", "etat", "quand"),
    [
        (date(2027, 1, 30), Etat.A_VENIR, "Dans 60 jours"),
        (date(2027, 1, 31), Etat.BIENTOT, "Dans 59 jours"),
        (date(2027, 3, 23), Etat.BIENTOT, "Dans 8 jours"),
        (date(2027, 3, 24), Etat.A_FAIRE, "Dans 7 jours"),
        (date(2027, 3, 30), Etat.A_FAIRE, "Demain"),
        (date(2027, 3, 31), Etat.A_FAIRE, "Aujourd’hui"),
        (date(2027, 4, 1), Etat.EN_RETARD, "En retard de 1 jour"),
        (date(2027, 4, 3), Etat.EN_RETARD, "En retard de 3 jours"),
        (date(2026, 10, 1), Etat.A_VENIR, "Dans 5 mois"),
    ],
)
def test_a_term_goes_from_to_come_to_late(jour, etat, quand):
    found = echeance(TERME, AU_31_MARS, a(jour))
    assert (found.etat, found.quand) == (etat, quand)


def test_a_day_is_late_once_it_is_over_here_and_not_a_minute_before():
    last = datetime(2027, 3, 31, 23, 59, tzinfo=PARIS)
    assert echeance(TERME, AU_31_MARS, last).etat is Etat.A_FAIRE
    assert echeance(TERME, AU_31_MARS, last + timedelta(minutes=1)).etat is Etat.EN_RETARD


def test_what_somebody_else_owes_is_awaited_never_late_by_us():
    attendue = regle(delai=None, suivi=Suivi.ATTENDRE)
    found = echeance(attendue, AU_31_MARS, a(date(2027, 4, 3)))
    assert (found.quand, found.genre) == ("Attendu depuis 3 jours", "attention")
    ours = echeance(TERME, AU_31_MARS, a(date(2027, 4, 3)))
    assert (ours.genre, ours.icone) == ("danger", "octagon-alert")


def test_hours_are_told_in_hours_and_late_at_the_minute():
    urgent = regle(delai=Delai(48, Unite.HEURE))
    depart = a(date(2026, 11, 20), 10)
    assert echeance(urgent, fait(depart=depart), depart + timedelta(hours=43)).quand == "Dans 5 heures"
    late = echeance(urgent, fait(depart=depart), depart + timedelta(hours=50))
    assert (late.etat, late.quand) == (Etat.EN_RETARD, "En retard de 2 heures")
    assert late.date_en_clair == "22 novembre 2026 à 10 h 00"


def test_what_comes_back_is_counted_from_the_last_time():
    une = regle(delai=Delai(6, Unite.MOIS), periode=Delai(12, Unite.MOIS))
    depart = date(2026, 1, 15)
    assert echeance(une, fait(depart=depart), a(depart)).le == date(2026, 7, 15)
    assert echeance(une, fait(depart=depart, dernier=date(2026, 7, 1)), a(depart)).le == date(2027, 7, 1)


def test_before_a_term():
    une = regle(delai=Delai(8, Unite.SEMAINE), sens=Sens.AVANT)
    assert echeance(une, fait(depart=date(2027, 3, 31)), a(date(2027, 1, 1))).le == date(2027, 2, 3)


def test_done_and_without_object_win_over_late():
    late = a(date(2028, 1, 1))
    assert echeance(TERME, fait(terme=date(2027, 3, 31), fait_le=date(2027, 3, 1)), late).etat is Etat.FAIT
    assert echeance(TERME, fait(terme=date(2027, 3, 31), sans_objet="levée"), late).etat is Etat.SANS_OBJET
    assert echeance(regle(delai=None, s_eteint=True), AU_31_MARS, late).etat is Etat.SANS_OBJET


def test_a_fact_without_what_its_rule_counts_from_is_a_mistake():
    with pytest.raises(ValueError, match="nothing triggers"):
        echeance(regle(), fait(), a(date(2027, 1, 1)))
    with pytest.raises(ValueError, match="carries no date"):
        echeance(TERME, fait(), a(date(2027, 1, 1)))


MAJORITE = regle(delai=Delai(18, Unite.ANNEE), precision=Precision.MOIS, avertir=(Delai(3, Unite.MOIS),))


@lent
@given(st.integers(1, 28), st.integers(1, 28), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_an_age_is_told_by_its_month_and_nothing_tells_the_day_of_birth(un, autre, jour):
    """Two children born the same month read the same, every day of three years."""
    told = [
        (e.etat, e.quand, e.date_en_clair, e.le, e.genre)
        for e in (echeance(MAJORITE, fait(depart=date(2009, 3, born)), a(jour)) for born in (un, autre))
    ]
    assert told[0] == told[1]
    assert told[0][2] == "mars 2027"


ORDRE = [Etat.A_VENIR, Etat.BIENTOT, Etat.A_FAIRE, Etat.EN_RETARD]


@lent
@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.lists(st.builds(Delai, st.integers(0, 12), st.sampled_from(list(Unite))), max_size=4),
    st.lists(st.datetimes(datetime(2019, 1, 1), datetime(2032, 1, 1), timezones=st.just(PARIS)), min_size=2),  # noqa: DTZ001
    st.sampled_from(list(Precision)),
)
def test_time_only_ever_moves_a_deadline_forward(terme, avertir, moments, precision):
    une = regle(delai=None, avertir=tuple(avertir), precision=precision)
    ranks = [ORDRE.index(echeance(une, fait(terme=terme), m).etat) for m in sorted(moments)]
    assert ranks == sorted(ranks)


def test_the_list_is_grouped_by_how_near_it_is():
    mercredi = a(date(2026, 11, 25))
    dates = [date(2026, 11, 20), date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)]
    echeances = [echeance(TERME, fait(terme=d), mercredi) for d in dates]
    groups = {g.titre: [e.jour for e in g.echeances] for g in grouper(echeances, mercredi)}
    assert groups == {
        "Date dépassée": [dates[0]],
        "Cette semaine": [dates[1]],
        "Ce mois-ci": [dates[2]],
        "Plus tard": [dates[3]],
    }
