"""The clocks of an incident at any moment: nights the clock changes, 29 February, midnight (Europe/Paris)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from protection.enums import Destinataire, Regime
from protection.models import ConsigneDeSecurite, Incident, Transmission
from protection.regles import (
    ACCIDENT_TRAVAIL,
    ACTION,
    ALERTE_INTERNE,
    ASTREINTE,
    BILANS,
    CHANGEMENT_JUGE,
    CONFIRMATION,
    CRIP,
    EVALUATION_CRIP,
    PARENTS,
    PROCUREUR,
    REGLES,
    REPONSE_MESSAGE,
    RETOUR_ENFANT,
    REVUE_CONSIGNE,
    VIOLATION,
)
from protection.selectors.faits import Matiere, faits_de
from socle.echeances.calendrier import debut_de, decale_mois
from socle.echeances.enums import Etat
from socle.echeances.etats import Delais, Echeance, calculer
from socle.echeances.regles import regle
from socle.outils.identifiants import nouvel_id

PARIS = ZoneInfo("Europe/Paris")

#: Moments where a naive clock goes wrong: both changes, both sides of midnight, a leap day, a year's end.
PIEGES = [
    datetime(2027, 3, 28, 0, 59, tzinfo=UTC),  # one minute before Paris jumps from 2 h to 3 h
    datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 2 h 30 the first time
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 2 h 30 the second time
    datetime(2028, 2, 29, 22, 59, tzinfo=UTC),  # 23 h 59 on a 29 February
    datetime(2028, 2, 28, 23, 0, tzinfo=UTC),  # midnight that begins it
    datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 30, 12, 0, tzinfo=UTC),  # three months later there is no 30
]

#: The first draw of a time zone is slow on a busy machine; the law does not depend on it.
lent = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
moments = st.one_of(
    st.sampled_from(PIEGES),
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)

#: Those counted in hours are hours that pass, whatever the clock on the wall does.
EN_HEURES = {ALERTE_INTERNE: 24, CONFIRMATION: 48, VIOLATION: 72, ACCIDENT_TRAVAIL: 48, CHANGEMENT_JUGE: 48}
EN_JOURS = {CRIP: 0, PROCUREUR: 0, PARENTS: 1, RETOUR_ENFANT: 7, REVUE_CONSIGNE: 7}
EN_MOIS = {EVALUATION_CRIP: 3} | {code: mois for mois, code in BILANS.items()}


def clocks(connu: datetime, now: datetime) -> dict[str, Echeance]:
    """Every clock an incident may run, all counted from one moment, as they stand at ``now``."""
    incident = Incident(pk=nouvel_id(), constate_le=connu, connu_le=connu)
    matiere = Matiere(
        transmissions=[
            Transmission(pk=nouvel_id(), destinataire=Destinataire.DEPARTEMENT, canal="telephone", le=connu),
            Transmission(pk=nouvel_id(), destinataire=Destinataire.CRIP, canal="courriel", le=connu),
        ],
        regimes=dict.fromkeys(Regime.values, connu),
        enfants={nouvel_id()},
        salarie_blesse=True,
        consignes=[ConsigneDeSecurite(debut=connu)],
        clos_le=connu,
    )
    found = {}
    for fait in faits_de(incident, matiere):
        une = regle(fait.regle)
        found[fait.regle] = calculer(une, fait, Delais(une.delai, une.periode), now)
    return found


def test_every_rule_of_an_incident_is_among_the_clocks_tried_here():
    tried = set(clocks(PIEGES[0], PIEGES[0]))
    # an action of the plan has the date somebody gave it; the chain and the messages have their own tests
    assert {une.code for une in REGLES} - tried == {ACTION, ASTREINTE, REPONSE_MESSAGE}
    assert set(EN_HEURES) | set(EN_JOURS) | set(EN_MOIS) <= tried


@lent
@given(moments)
@example(PIEGES[0])
@example(PIEGES[3])
def test_hours_are_hours_that_pass(connu):
    found = clocks(connu, connu)
    for code, heures in EN_HEURES.items():
        le = found[code].le
        assert isinstance(le, datetime)
        assert le.astimezone(UTC) - connu == timedelta(hours=heures), code


@lent
@given(moments)
def test_days_are_days_of_the_place_and_without_delay_is_the_same_day(connu):
    found, jour = clocks(connu, connu), connu.astimezone(PARIS).date()
    for code, jours in EN_JOURS.items():
        assert found[code].le == jour + timedelta(days=jours), code


@lent
@given(moments)
@example(PIEGES[4])
@example(PIEGES[7])
def test_months_keep_the_day_or_end_with_the_month(connu):
    found, jour = clocks(connu, connu), connu.astimezone(PARIS).date()
    for code, mois in EN_MOIS.items():
        le = found[code].le
        assert isinstance(le, date)
        assert le == decale_mois(jour, mois), code
        assert le.day == jour.day or (le + timedelta(days=1)).day == 1, code
        assert (le.year * 12 + le.month) - (jour.year * 12 + jour.month) == mois, code


@lent
@given(moments, st.integers(min_value=-90 * 86400, max_value=90 * 86400))
def test_a_clock_is_late_after_its_date_and_never_before(connu, seconds):
    """Both sides of the very end are tried too: a moment, or the midnight in Paris that ends the day."""
    for code, deadline in clocks(connu, connu).items():
        if deadline.close:
            continue
        end = deadline.le
        over = end if isinstance(end, datetime) else debut_de(end + timedelta(days=1))
        for now in (
            connu + timedelta(seconds=seconds),
            over - timedelta(seconds=1),
            over + timedelta(seconds=1),
        ):
            state = clocks(connu, now)[code].etat
            assert (state is Etat.EN_RETARD) == (now > over or (now == over and state is Etat.EN_RETARD)), (
                code,
                now,
            )


@lent
@given(moments, moments)
def test_what_is_done_is_closed_whenever_it_was(connu, other):
    incident = Incident(pk=nouvel_id(), constate_le=connu, connu_le=connu)
    told = Transmission(pk=nouvel_id(), destinataire=Destinataire.CRIP, canal="courriel", le=other)
    matiere = Matiere(transmissions=[told], regimes={Regime.INFORMATION_PREOCCUPANTE: connu})
    [fait] = [f for f in faits_de(incident, matiere) if f.regle == CRIP]
    assert fait.fait_le == timezone.localtime(other).date()
    une = regle(CRIP)
    assert calculer(une, fait, Delais(une.delai, une.periode), connu + timedelta(days=400)).etat is Etat.FAIT


def test_the_traps_are_what_they_say():
    """A trap that no longer traps would leave the properties true for nothing."""
    local = [moment.astimezone(PARIS) for moment in PIEGES]
    assert local[0].utcoffset() == timedelta(hours=1)
    assert (PIEGES[0] + timedelta(minutes=1)).astimezone(PARIS).hour == 3
    assert local[2].replace(tzinfo=None) == local[3].replace(tzinfo=None)
    assert local[4].date() == date(2028, 2, 29) == local[5].date()
    with pytest.raises(ValueError, match="day is out of range"):
        local[7].date().replace(year=2027, month=2)
