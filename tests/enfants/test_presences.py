"""Days of presence of a month: nights slept, counted once, without a word on why one was away."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.enums import NatureAbsence
from enfants.models import Absence, Sejour
from enfants.selectors.presences import MaisonPresence, mois_suivant, presences_du_mois
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.connexion import ouvrir_session

pytestmark = pytest.mark.django_db

REQUETES = 14
OCTOBRE = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def novembre():
    """The twentieth of November, at ten: October is over, November is not."""
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def secretaire(novembre, monde):
    return monde.personnes[Role.SECRETARIAT]


@pytest.fixture
def martine(secretaire) -> Client:
    client = Client()
    ouvrir_session(client, secretaire)
    return client


def compter(secretaire, mois=OCTOBRE) -> dict[str, MaisonPresence]:
    with acting_as(secretaire):
        return {house.maison.nom: house for house in presences_du_mois(secretaire, mois)}


def ligne(house: MaisonPresence, nom: str) -> tuple[int, int, int]:
    [found] = [line for line in house.lignes if nom in line.nom]
    return found.nuits, found.absences, found.presence


def sejourner(enfant, maison, debut, fin=None) -> None:
    with acting_as_system(raison="test"):
        Sejour(enfant=enfant, maison=maison, debut=debut, fin=fin).save()


def absent(enfant, debut, fin=None) -> None:
    with acting_as_system(raison="test"):
        Absence(
            enfant=enfant, nature=NatureAbsence.HOSPITALISATION, debut=debut, fin=fin, precision="Secret"
        ).save()


def test_a_whole_month_is_thirty_one_days_minus_nights_away(monde, secretaire):
    absent(monde.lea, date(2026, 9, 28), date(2026, 10, 3))
    absent(monde.lea, date(2026, 10, 10), date(2026, 10, 10))
    absent(monde.lea, date(2026, 10, 30), None)
    tilleuls = compter(secretaire)["Les Tilleuls"]
    assert ligne(tilleuls, "Léa") == (31, 4, 27)
    assert ligne(tilleuls, "Noé") == (31, 0, 31)
    assert (tilleuls.nuits, tilleuls.absences, tilleuls.presence) == (62, 4, 58)


def test_the_day_of_arrival_counts_and_the_day_of_departure_does_not(monde, secretaire):
    zoe = factories.creer_enfant(monde.village, "Zoé", "Sow")
    sejourner(zoe, monde.tilleuls, date(2026, 10, 10), date(2026, 10, 14))
    sejourner(zoe, monde.erables, date(2026, 10, 14), date(2026, 11, 5))
    counted = compter(secretaire)
    assert ligne(counted["Les Tilleuls"], "Zoé") == (4, 0, 4)
    assert ligne(counted["Les Érables"], "Zoé") == (18, 0, 18)
    november = compter(secretaire, date(2026, 11, 1))
    assert ligne(november["Les Érables"], "Zoé") == (4, 0, 4)


def test_the_month_in_course_is_counted_up_to_last_night(monde, secretaire):
    absent(monde.lea, date(2026, 11, 19), None)
    assert ligne(compter(secretaire, date(2026, 11, 1))["Les Tilleuls"], "Léa") == (19, 1, 18)


def test_the_page_says_what_it_counts_and_nothing_of_why(monde, martine):
    absent(monde.lea, date(2026, 10, 2), date(2026, 10, 4))
    page = martine.get(reverse("enfants:presences"), {"mois": "2026-10"}).content.decode()
    assert "Martin Léa" in page
    assert "Un jour de présence est une nuit dormie" in page
    assert "Octobre 2026" in page
    assert "?mois=2026-09" in page
    assert "?mois=2026-11" in page
    assert "hospitalisation" not in page.lower()
    assert "Secret" not in page
    assert "Les Sorbiers" not in page
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.get(action="enfants.presences")
    assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk, monde.ines.pk}


@pytest.mark.parametrize("mois", ["", "2026-13", "hier", "2030-01", "0000-01"])
def test_a_month_that_makes_no_sense_is_this_one(monde, martine, mois):
    page = martine.get(reverse("enfants:presences"), {"mois": mois}).content.decode()
    assert "Novembre 2026" in page
    assert "jusqu’à la nuit dernière" in page
    assert "Décembre" not in page


@pytest.mark.parametrize("role", list(Role))
def test_only_who_keeps_the_files_counts(monde, novembre, role):
    client = Client()
    ouvrir_session(client, monde.personnes[role])
    keeps = role in {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR}
    assert client.get(reverse("enfants:presences")).status_code == (200 if keeps else 403)


def test_the_direction_of_another_village_counts_its_own_children(monde, novembre):
    other = factories.creer_professionnel("direction-ailleurs")
    factories.affecter(other, Role.DIRECTEUR, village=monde.autre_village)
    client = Client()
    ouvrir_session(client, other.compte)
    page = client.get(reverse("enfants:presences"), {"mois": "2026-10"}).content.decode()
    assert "Le Goff Malo" in page
    assert "Martin" not in page


def test_queries_do_not_grow_with_the_children(monde, martine):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            martine.get(reverse("enfants:presences"), {"mois": "2026-10"})
        return len(queries)

    martine.get(reverse("enfants:presences"))
    one = count()
    for rang in range(3):
        factories.creer_enfant(monde.village, f"Enfant {rang}", maison=monde.erables)
    assert count() == one == REQUETES


def test_months_follow_each_other():
    assert mois_suivant(date(2026, 12, 1)) == date(2027, 1, 1)
    assert mois_suivant(date(2026, 1, 1), de=-1) == date(2025, 12, 1)
