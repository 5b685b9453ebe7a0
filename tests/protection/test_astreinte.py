"""The on-call chain: the first at once, the next in time, each once, nobody set aside, and it says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protection.enums import CanalAppel
from protection.models import AlerteAstreinte, AppelAstreinte, Incident, LectureAlerte
from protection.services import echelons
from protection.services.alertes import alerter, avancer, noter_lecture, prendre_en_charge
from socle.audit.models import EntreeAudit
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Portion, Unite
from socle.echeances.models import ReglageDelai
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.protection.astreinte import QUART, appels, declarer, lever, page_de, pro_de, tour_de_garde
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def garde(monde):
    return tour_de_garde(monde)


# --- what wakes it ----------------------------------------------------------------------


@pytest.mark.parametrize(("danger", "raised"), [("oui", 1), ("inconnu", 1), ("non", 0)])
def test_a_declaration_in_danger_wakes_the_chain_at_once(monde, garde, danger, raised):
    declarer(client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), monde, danger)
    with acting_as_system(raison="test"):
        assert AlerteAstreinte.objects.count() == raised
        assert [a.compte_id for a in AppelAstreinte.objects.all()] == [garde[1].pk] * raised


def test_raised_twice_it_is_raised_once(monde, garde):
    alerte = lever(monde)
    with acting_as_system(raison="test"):
        assert alerter(alerte.incident) == alerte
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk]


def test_without_a_gateway_it_goes_by_mail_or_by_the_screen_and_the_page_says_so(monde, garde, settings):
    alerte = lever(monde)
    assert appels(alerte) == [(1, garde[1].pk, CanalAppel.ECRAN)]
    assert "Ni SMS ni courriel ne partent de cette installation" in page_de(garde[1], alerte)
    settings.COURRIEL = {"host": "127.0.0.1", "port": 1}
    assert "Aucun SMS ne part de cette installation" in page_de(garde[1], alerte)
    with acting_as_system(raison="test"):
        other = alerter(factories.creer_incident(monde.village, danger="oui"))
    assert appels(other) == [(1, garde[1].pk, CanalAppel.COURRIEL)]


# --- nobody opens in time ---------------------------------------------------------------


def test_nobody_opens_in_time_and_it_goes_up_each_step_once(monde, garde):
    alerte = lever(monde)
    start = alerte.le
    assert avancer(start + QUART - timedelta(seconds=1)) == 0
    called = []
    for tour in range(1, 7):
        moment = start + tour * QUART
        avancer(moment)
        assert avancer(moment) == 0
        called.append({compte for etape, compte, _ in appels(alerte) if etape == tour + 1})
    direction = {monde.personnes[r].pk for r in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR)}
    siege = {monde.personnes[Role.REFERENT_PROTECTION].pk}
    assert called == [{garde[2].pk}, {garde[3].pk}, direction, siege, set(), set()]


def test_opening_stops_the_chain(monde, garde):
    alerte = lever(monde)
    page_de(garde[1], alerte)
    assert avancer(alerte.le + 10 * QUART) == 0
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk]


def test_reading_the_incident_by_another_way_stops_it_too(monde, garde):
    alerte = lever(monde)
    client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("protection:incident", args=[alerte.incident_id]))
    assert avancer(alerte.le + QUART) == 0


def test_seen_in_the_list_is_not_opened(monde, garde):
    alerte = lever(monde)
    page = client_de(garde[1]).get(reverse("protection:alertes"))
    assert "Personne n’a encore lu" in unescape(page.content.decode())
    assert avancer(alerte.le + QUART) == 1


def test_taking_charge_is_said_once_and_shown(monde, garde):
    alerte = lever(monde)
    address = reverse("protection:prendre_alerte", args=[alerte.pk])
    for _ in range(2):
        assert client_de(garde[2]).post(address).status_code == 302
    assert "Quelqu’un s’en occupe" in page_de(garde[1], alerte)
    with acting_as_system(raison="test"):
        assert LectureAlerte.objects.filter(prise_en_charge=True).count() == 1


def test_an_empty_roster_wakes_the_direction_at_once(monde, garde):
    with acting_as_system(raison="test"):
        for compte in garde.values():
            compte.is_active = False
            compte.save()
    alerte = lever(monde)
    assert {compte for _, compte, _ in appels(alerte)} == {
        monde.personnes[r].pk for r in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR)
    }


def test_an_administrator_changes_how_long_it_waits(monde, garde):
    with acting_as_system(raison="test"):
        ReglageDelai(
            regle="ASTR-01",
            portion=Portion.DELAI,
            quantite=5,
            unite=Unite.MINUTE,
            a_compter_du=timezone.localdate(),
            motif="Nuits longues.",
            decide_par=monde.personnes[Role.SIEGE],
        ).save()
    alerte = lever(monde)
    assert avancer(alerte.le + timedelta(minutes=4, seconds=59)) == 0
    assert avancer(alerte.le + timedelta(minutes=5)) == 1


def test_without_beat_the_page_says_whose_turn_it_was(monde, garde):
    alerte = lever(monde, declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL])
    due = timezone.localtime(alerte.le + QUART).strftime("%-H h %M").replace(" ", "\u202f")
    with time_machine.travel(alerte.le + timedelta(minutes=40), tick=False):
        page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(
            reverse("protection:ma_declaration", args=[alerte.incident_id])
        )
        text = unescape(page.content.decode()).replace("\xa0", "\u202f")
    assert f"À {due}, c’était le tour de Garde2 Astreinte" in text


@pytest.mark.parametrize(
    "depart",
    [
        datetime.fromisoformat("2026-03-29T00:55:00+00:00"),
        datetime.fromisoformat("2026-10-25T00:55:00+00:00"),
    ],
    ids=["one hour less", "one hour more"],
)
def test_a_quarter_of_an_hour_is_one_when_the_clocks_change(depart):
    due = Delai(15, Unite.MINUTE).apres(depart)
    assert due - depart == QUART


# --- nobody implicated ------------------------------------------------------------------


def test_who_is_set_aside_is_passed_over_without_a_word(monde, garde):
    with acting_as_system(raison="test"):
        first = Professionnel.objects.get(compte=garde[1])
    incident = factories.creer_incident(monde.village, danger="oui", mis_en_cause=first)
    with acting_as_system(raison="test"):
        alerte = alerter(incident)
    # The first answers to the ladder like anybody: named, they and their rung lose it.
    assert garde[1].pk not in {compte for _, compte, _ in appels(alerte)}
    assert appels(alerte) == [(1, monde.personnes[Role.DIRECTEUR].pk, CanalAppel.ECRAN)]


def test_an_educator_named_leaves_the_roster_alone(monde, garde):
    ident = declarer(
        client_de(monde.personnes[Role.AIDE_FAMILIAL]),
        monde,
        "oui",
        qui_1=f"p:{pro_de(monde, Role.EDUCATEUR_FAMILIAL).pk}",
        role_1="mis_en_cause",
    )
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get(incident=ident)
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk]


def test_a_director_named_is_never_called_nor_those_who_answer_to_them(monde, garde):
    ident = declarer(
        client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]),
        monde,
        "oui",
        qui_1=f"p:{pro_de(monde, Role.DIRECTEUR).pk}",
        role_1="mis_en_cause",
    )
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get(incident=ident)
    for tour in range(1, 6):
        avancer(alerte.le + tour * QUART)
    assert [compte for _, compte, _ in appels(alerte)] == [monde.personnes[Role.REFERENT_PROTECTION].pk]
    for user in (*garde.values(), monde.personnes[Role.DIRECTEUR]):
        assert client_de(user).get(reverse("protection:alerte", args=[alerte.pk])).status_code == 404


def test_read_by_somebody_set_aside_since_it_is_not_read(monde, garde):
    alerte = lever(monde)
    page_de(garde[1], alerte)
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as_system(raison="test"):
        first = Professionnel.objects.get(compte=garde[1])
    with acting_as(directeur):
        echelons.ecarter(acteur=directeur, incident=alerte.incident, professionnel=first, motif="Nommé.")
    assert avancer(alerte.le + QUART) == 1
    assert appels(alerte)[-1][1] == directeur.pk


# --- who declared -----------------------------------------------------------------------


def test_who_declared_reads_no_name_of_somebody_set_aside(monde, garde):
    educatrice = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    ident = declarer(educatrice, monde, "oui")
    with acting_as_system(raison="test"):
        incident = Incident.objects.get(pk=ident)
        first = Professionnel.objects.get(compte=garde[1])
    factories.ecarter(incident, first)
    page = unescape(educatrice.get(reverse("protection:ma_declaration", args=[ident])).content.decode())
    assert "Garde1" not in page
    assert "Une personne qui n’en connaît plus la suite" in page


# --- journal, database ------------------------------------------------------------------


def test_every_step_is_journalled_without_a_name(monde, garde):
    alerte = lever(monde)
    avancer(alerte.le + QUART)
    page_de(garde[2], alerte)
    with acting_as(garde[2]):
        prendre_en_charge(acteur=garde[2], alerte=alerte)
    with acting_as_system(raison="test"):
        done = list(
            EntreeAudit.objects.filter(action__startswith="alertes.")
            .order_by("id")
            .values_list("action", "acteur_id", "enfants")
        )
    assert sorted(done, key=str) == sorted(
        [
            ("alertes.levee", None, []),
            ("alertes.appel", None, []),
            ("alertes.appel", None, []),
            ("alertes.lecture", garde[2].pk, []),
            ("alertes.prise", garde[2].pk, []),
        ],
        key=str,
    )


def test_the_database_refuses_a_second_call_and_reading_for_another(monde, garde):
    alerte = lever(monde)
    with acting_as_system(raison="test"), pytest.raises(IntegrityError), transaction.atomic():
        AppelAstreinte.objects.create(
            alerte=alerte, etape=2, compte=garde[1], le=timezone.now(), canal=CanalAppel.ECRAN
        )
    with acting_as(garde[1]), pytest.raises(Exception, match="own name"), transaction.atomic():
        LectureAlerte.objects.create(alerte=alerte, par=garde[2], le=timezone.now())


def test_nothing_of_an_alert_is_changed_or_erased(monde, garde):
    alerte = lever(monde)
    with acting_as(garde[1]):
        noter_lecture(acteur=garde[1], alerte=alerte)
    for table in ("alerteastreinte", "appelastreinte", "lecturealerte"):
        for act in (f"UPDATE protection_{table} SET le = now()", f"DELETE FROM protection_{table}"):
            with (
                acting_as_system(raison="test"),
                pytest.raises(Exception, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(act)


def test_the_list_asks_as_many_questions_for_one_alert_as_for_four(monde, garde):
    client, address = client_de(garde[1]), reverse("protection:alertes")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    lever(monde)
    factories.creer_message(monde.lea)
    client.get(address)
    few = questions()
    for enfant in (monde.noe, monde.ines):
        lever(monde)
        factories.creer_message(enfant)
    assert questions() == few
