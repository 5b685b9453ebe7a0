"""« Ma maison » : where each person lands, and what they see there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from enfants.enums import NatureAbsence
from enfants.models import Absence, Sejour
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests import factories

pytestmark = pytest.mark.django_db


def _page(client, url: str = "/ma-maison/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- landing -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_where_each_role_lands(monde, connecter, role):
    response = connecter(monde.personnes[role]).get("/")
    if role is Role.ENFANT:
        assert response.url == "/mon-espace/"
    elif PERIMETRES[role] is Perimetre.ASSOCIATION:
        assert response.status_code == 200
        assert "Claire" in response.content.decode()
    else:
        assert response.url == "/ma-maison/"


@pytest.mark.parametrize(
    ("heure", "salut"), [(4, "Bonsoir"), (5, "Bonjour"), (17, "Bonjour"), (18, "Bonsoir")]
)
def test_the_greeting_follows_the_hour(monde, connecter, heure, salut):
    with time_machine.travel(datetime(2027, 1, 10, heure - 1, 30, tzinfo=UTC), tick=False):
        assert f"{salut} Claire" in _page(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]))


# --- one house ----------------------------------------------------------------------------


def test_the_house_says_who_is_there_and_what_is_to_be_written(monde, connecter):
    malade = factories.creer_enfant(monde.village, "Aïcha", "Sow", maison=monde.tilleuls)
    factories.creer_absence(malade, fin=aujourdhui() + timedelta(days=9))
    page = _page(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]))
    assert "Les Tilleuls" in page
    assert "2 enfants présents" in page
    assert "Aucune note ce soir pour <strong>Noé</strong>." in page
    assert "Écrire le journal du soir" in page
    assert page.index("Aïcha") < page.index("Léa</a>") < page.index("Noé</a>")
    assert page.count("Noté") == 1
    assert page.count("À écrire") == 1
    assert "Absent(e)" in page
    assert "droit d’hébergement" in page
    with acting_as_system(raison="test"):
        entree = EntreeAudit.objects.filter(action="enfants.liste").latest("id")
    assert set(entree.enfants) == {monde.lea.pk, monde.noe.pk, malade.pk}


def test_yesterday_s_note_is_not_tonight_s_nor_is_a_note_taken_back(monde, connecter):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    client = connecter(educatrice)
    factories.creer_note(monde.noe, monde.tilleuls, educatrice, jour=jour_de_soiree() - timedelta(days=1))
    client.post(f"/notes/{monde.note.pk}/annuler/")
    page = _page(client)
    assert page.count("À écrire") == 2
    assert "Noté<" not in page


def test_what_is_coming_within_two_days(monde, connecter):
    today = jour_de_soiree()
    with acting_as_system(raison="test"):
        Absence(
            enfant=monde.noe,
            nature=NatureAbsence.CAMP,
            debut=today - timedelta(days=2),
            fin=today + timedelta(days=1),
        ).save()
        Absence(
            enfant=monde.lea,
            nature=NatureAbsence.VISITE,
            debut=today + timedelta(days=2),
            fin=today + timedelta(days=3),
        ).save()
        Absence(enfant=monde.lea, nature=NatureAbsence.INTERNAT, debut=today + timedelta(days=5)).save()
        sejour = Sejour.objects.get(enfant=monde.lea)
        sejour.fin = today + timedelta(days=2)
        sejour.save()
    remplacant = factories.creer_professionnel("hugo", prenom="Hugo")
    factories.creer_relais(remplacant, monde.tilleuls, today + timedelta(days=1), today + timedelta(days=4))
    page = _page(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]))
    for phrase in ("Noé revient", "Léa s’absente", "visite", "Départ", "Relais", "Hugo arrive"):
        assert phrase in page
    assert "internat" not in page


def test_an_arrival_is_told_to_who_keeps_the_file(monde, connecter):
    arrivee = factories.creer_enfant(
        monde.village, "Sacha", "Roy", maison=monde.tilleuls, debut=aujourdhui() + timedelta(days=1)
    )
    assert arrivee.pk
    assert "Arrivée" in _page(
        connecter(monde.personnes[Role.CHEF_DE_SERVICE]), f"/maisons/{monde.tilleuls.pk}/"
    )


@pytest.mark.parametrize(
    ("naissance", "aujourdhui", "phrase"),
    [
        (date(2017, 1, 12), date(2027, 1, 10), "aura 10 ans"),
        (date(2017, 1, 18), date(2027, 1, 10), ""),
        (date(2016, 2, 29), date(2027, 2, 25), "aura 11 ans"),
        (date(2017, 1, 2), date(2026, 12, 30), "aura 10 ans"),
    ],
    ids=["in two days", "in eight days", "born on 29 February", "over the new year"],
)
def test_birthdays_within_seven_days(monde, connecter, naissance, aujourdhui, phrase):
    with acting_as_system(raison="test"):
        monde.noe.date_naissance = naissance
        monde.noe.save()
    debut = datetime(aujourdhui.year, aujourdhui.month, aujourdhui.day, 19, tzinfo=UTC)
    with time_machine.travel(debut, tick=False):
        factories.affecter(
            monde.personnes[Role.AIDE_FAMILIAL].professionnel, Role.AIDE_FAMILIAL, maison=monde.tilleuls
        )
        page = _page(connecter(monde.personnes[Role.AIDE_FAMILIAL]))
    assert phrase in page
    assert phrase or "aura" not in page


def test_the_secretariat_sees_who_lives_there_and_nothing_of_the_evening(monde, connecter):
    page = _page(connecter(monde.personnes[Role.SECRETARIAT]), f"/maisons/{monde.tilleuls.pk}/")
    assert "Léa" in page
    for word in ("Noté", "À écrire", "présent", "Journal"):
        assert word not in page


def test_a_reader_is_not_offered_to_write(monde, connecter):
    page = _page(connecter(monde.personnes[Role.DIRECTEUR]), f"/maisons/{monde.tilleuls.pk}/")
    assert "À écrire" in page
    assert "Écrire le journal du soir" not in page


def test_a_reference_person_sees_only_the_children_entrusted(monde, connecter):
    page = _page(connecter(monde.personnes[Role.PSYCHOLOGUE]))
    assert "Léa" in page
    assert "Noé" not in page


# --- several houses -----------------------------------------------------------------------


def test_a_director_sees_the_houses_of_the_village_by_name_with_what_is_missing(monde, connecter):
    factories.creer_enfant(monde.village, "Tom", "Petit", maison=monde.erables)
    page = _page(connecter(monde.personnes[Role.DIRECTEUR]))
    assert page.index("Les Érables") < page.index("Les Tilleuls")
    assert "1 note à écrire" in page
    assert "2 notes à écrire" in page
    assert "Les Sorbiers" not in page
    assert "Tom" not in page


def test_a_house_of_elsewhere_does_not_exist(monde, connecter):
    for role in (Role.EDUCATEUR_FAMILIAL, Role.DIRECTEUR, Role.PSYCHOLOGUE):
        client = connecter(monde.personnes[role])
        assert client.get(f"/maisons/{monde.sorbiers.pk}/").status_code == 404
    assert (
        connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(f"/maisons/{monde.erables.pk}/").status_code
        == 404
    )


# --- cost ---------------------------------------------------------------------------------


def test_a_house_costs_the_same_with_one_child_and_with_three(monde, connecter, django_assert_num_queries):
    client = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    url = f"/maisons/{monde.erables.pk}/"
    client.get(url)
    with django_assert_num_queries(53):
        client.get(url)
    for prenom in ("Tom", "Zoé"):
        enfant = factories.creer_enfant(monde.village, prenom, "Petit", maison=monde.erables)
        factories.creer_note(enfant, monde.erables, monde.personnes[Role.CHEF_DE_SERVICE])
        factories.creer_absence(enfant)
    with django_assert_num_queries(53):
        client.get(url)


def test_the_list_of_houses_costs_the_same_with_two_and_with_four(
    monde, connecter, django_assert_num_queries
):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    client.get("/ma-maison/")
    with django_assert_num_queries(19):
        client.get("/ma-maison/")
    for rang in range(2):
        maison = factories.creer_maison(monde.village, f"Les Chênes {rang}")
        factories.creer_enfant(monde.village, "Tom", f"Petit {rang}", maison=maison)
    with django_assert_num_queries(19):
        client.get("/ma-maison/")
