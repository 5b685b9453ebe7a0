"""The clocks of a runaway: elapsed hours, also the night the clocks change; an administrator sets the protocol."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from protection.models import Fugue
from protection.regles_fugue import A_PREVENIR, REGLES_FUGUE
from protection.selectors.faits_fugue import delais_des_fugues
from protection.services.codes import AVIS_FUGUE
from protection.services.relances import relancer
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Etat, Portion, Unite
from socle.echeances.selectors import echeances_de
from socle.echeances.services import regler_delai
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.outils.dates import jour_de_soiree
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.protection.test_fugue import presents, signaler
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def horloges(user, fugue) -> dict:
    with acting_as(user):
        return {e.regle.code: e for e in delais_des_fugues(user, [fugue])[fugue.pk]}


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def fugue(monde, educatrice):
    return factories.creer_fugue(monde.lea, educatrice, constatee_le=timezone.now() - timedelta(minutes=30))


def test_each_recipient_has_a_clock_from_the_moment_the_absence_is_noticed(educatrice, fugue):
    clocks = horloges(educatrice, fugue)
    assert set(clocks) == set(A_PREVENIR.values())
    assert clocks["FUG-02"].le == timezone.localtime(fugue.constatee_le + timedelta(hours=2))
    assert {e.etat for e in clocks.values()} == {Etat.A_FAIRE}


def test_late_is_said_in_words_and_what_is_done_is_done(educatrice, fugue):
    factories.creer_alerte_fugue(fugue, educatrice, "astreinte")
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        clocks = horloges(educatrice, fugue)
        assert clocks["FUG-01"].etat is Etat.FAIT
        assert clocks["FUG-02"].etat is Etat.EN_RETARD
        assert clocks["FUG-02"].quand.startswith("En retard de")


def test_once_back_the_police_is_told_and_the_interview_is_owed(educatrice, fugue):
    factories.creer_alerte_fugue(fugue, educatrice, "police", le=fugue.constatee_le)
    with acting_as_system(raison="test"):
        fugue.rentree_le = timezone.now() - timedelta(minutes=10)
        fugue.save()
    clocks = horloges(educatrice, fugue)
    assert clocks["FUG-01"].etat is Etat.SANS_OBJET
    assert clocks["FUG-04"].etat is Etat.A_FAIRE
    assert clocks["FUG-07"].etat is Etat.A_FAIRE
    assert clocks["FUG-08"].jour == timezone.localdate() + timedelta(days=3)
    factories.creer_alerte_fugue(fugue, educatrice, "police", du_retour=True)
    factories.creer_entretien(fugue, educatrice)
    clocks = horloges(educatrice, fugue)
    assert (clocks["FUG-07"].etat, clocks["FUG-08"].etat) == (Etat.FAIT, Etat.FAIT)


def test_what_was_said_to_the_ase_is_confirmed_in_writing(educatrice, fugue):
    assert "FUG-06" not in horloges(educatrice, fugue)
    factories.creer_alerte_fugue(fugue, educatrice, "ase")
    assert horloges(educatrice, fugue)["FUG-06"].etat is not Etat.FAIT
    factories.creer_alerte_fugue(fugue, educatrice, "ase", canal="courriel")
    assert horloges(educatrice, fugue)["FUG-06"].etat is Etat.FAIT


def test_the_declaration_of_the_disappearance_is_owed_by_who_handles_incidents(monde, educatrice, fugue):
    factories.creer_alerte_fugue(fugue, educatrice, "police")
    assert "FUG-09" not in horloges(educatrice, fugue)
    assert horloges(monde.personnes[Role.DIRECTEUR], fugue)["FUG-09"].jour == timezone.localdate()


@pytest.mark.parametrize(
    ("constat", "limite"),
    [
        # 25 October 2026: three o'clock becomes two; 29 March 2026: two o'clock becomes three.
        (datetime(2026, 10, 25, 1, 30, tzinfo=PARIS), datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=PARIS), datetime(2026, 3, 29, 4, 30, tzinfo=PARIS)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=PARIS), datetime(2027, 1, 1, 1, 0, tzinfo=PARIS)),
    ],
    ids=["autumn", "spring", "new-year"],
)
def test_two_hours_are_two_real_hours_whatever_the_night(monde, educatrice, constat, limite):
    with time_machine.travel(constat, tick=False):
        fugue = Fugue(
            pk=nouvel_id(),
            enfant_id=monde.lea.pk,
            village_id=monde.village.pk,
            constatee_le=constat,
            vue_le=constat,
        )
        clock = horloges(educatrice, fugue)["FUG-02"]
    assert clock.le.timestamp() == limite.timestamp()
    assert clock.le.timestamp() - constat.timestamp() == timedelta(hours=2).total_seconds()


def test_at_two_in_the_morning_the_night_missed_is_yesterday_s(monde, educatrice):
    nuit = timezone.localtime().replace(hour=2, minute=10, second=0, microsecond=0)
    with time_machine.travel(nuit, tick=False):
        client = client_de(educatrice)
        veille = jour_de_soiree()
        assert veille == nuit.date() - timedelta(days=1)
        assert signaler(client, monde.lea).status_code == 302
        assert presents(monde) == {monde.noe.pk}
        with acting_as_system(raison="test"):
            fugue = Fugue.objects.get()
            assert fugue.absence.debut == veille
        saisir(client, "protection:fugue_retour", fugue.pk, le=nuit.date().isoformat())
        assert presents(monde) == {monde.lea.pk, monde.noe.pk}


def test_an_administrator_sets_the_local_protocol(monde, educatrice, fugue):
    siege = monde.personnes[Role.SIEGE]
    with acting_as(siege):
        regler_delai(
            acteur=siege,
            code="FUG-02",
            portion=Portion.DELAI,
            delai=Delai(1, Unite.HEURE),
            a_compter_du=timezone.localdate(),
            motif="Protocole signé avec le Département.",
            ident=nouvel_id(),
        )
    assert horloges(educatrice, fugue)["FUG-02"].le == timezone.localtime(
        fugue.constatee_le + timedelta(hours=1)
    )


def test_they_stand_in_the_list_of_deadlines_of_who_is_on_duty_only(monde, educatrice, fugue):
    def codes(role) -> set[str]:
        user = monde.personnes[role]
        with acting_as(user):
            return {e.regle.code for e in echeances_de(user) if e.fait.objet == fugue.pk}

    assert codes(Role.AIDE_FAMILIAL) == set(A_PREVENIR.values())
    assert codes(Role.REFERENT_PROTECTION) == set(A_PREVENIR.values())
    assert codes(Role.SECRETARIAT) == set()
    user = monde.personnes[Role.REFERENT_PROTECTION]
    with acting_as(user):
        sujets = {e.fait.sujet for e in echeances_de(user) if e.fait.objet == fugue.pk}
    assert sujets == {f"Fugue {fugue.reference}"}


def test_only_the_declaration_claims_a_text_and_every_delay_of_the_protocol_may_be_set():
    by_code = {r.code: r for r in REGLES_FUGUE}
    text = by_code.pop("FUG-09")
    assert "28 décembre 2016" in text.source
    assert text.certitude is Certitude.S
    assert {r.certitude for r in by_code.values()} == {Certitude.A}
    assert all(r.reglable and r.verifiee_le <= date.max for r in REGLES_FUGUE)


def test_a_delay_that_passes_is_told_once_to_the_direction_the_on_call_and_the_siege(
    monde, educatrice, fugue
):
    told = {Role.CADRE_ASTREINTE, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}
    assert relancer(fugue.constatee_le + timedelta(minutes=50)) == 0
    factories.creer_alerte_fugue(fugue, educatrice, "astreinte")
    late = fugue.constatee_le + timedelta(hours=2, minutes=5)
    assert relancer(late) == len(told)
    assert relancer(late) == 0
    with acting_as_system(raison="test"):
        avis = Avis.objects.filter(objet=fugue.pk)
        assert {a.destinataire_id for a in avis} == {monde.personnes[role].pk for role in told}
        assert {a.code for a in avis} == {AVIS_FUGUE}
    factories.creer_alerte_fugue(fugue, educatrice, "police")
    assert relancer(late + timedelta(minutes=5)) == 0
