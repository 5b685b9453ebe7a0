"""The bedrooms of a house: kept by those who keep the organisation, counted for everybody, naming nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, envoi_de, saisir
from villages.models import Chambre

pytestmark = pytest.mark.django_db

TIENNENT = {role for role in Role if Capacite.ECRIRE_ORGANISATION in CAPACITES[role]}


def _page(client, maison) -> str:
    return client.get(reverse("villages:chambres", args=[maison.pk])).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_a_room_is_added_by_those_who_maintain_the_village(monde, role):
    client = client_de(monde.personnes[role])
    response = saisir(client, "villages:nouvelle_chambre", monde.tilleuls.pk, nom="Sous les toits", lits="3")
    allowed = role in TIENNENT
    assert response.status_code == (302 if allowed else 404)
    assert Chambre.objects.filter(maison=monde.tilleuls, lits=3).exists() is allowed
    if allowed:
        assert "Sous les toits" in _page(client, monde.tilleuls)
        with acting_as_system(raison="test"):
            assert EntreeAudit.objects.filter(action="villages.chambre_enregistree").count() == 1


@pytest.mark.parametrize("role", [Role.DIRECTEUR, Role.CHEF_DE_SERVICE])
def test_rooms_of_another_village_stay_closed(monde, role):
    ailleurs = factories.creer_chambre(monde.sorbiers, "Chambre rouge")
    client = client_de(monde.personnes[role])
    assert client.get(reverse("villages:chambres", args=[monde.sorbiers.pk])).status_code == 404
    for nom, ident in [
        ("villages:nouvelle_chambre", monde.sorbiers.pk),
        ("villages:modifier_chambre", ailleurs.pk),
        ("villages:fermer_chambre", ailleurs.pk),
    ]:
        assert client.post(reverse(nom, args=[ident]), {"nom": "Prise", "lits": "1"}).status_code == 404
    ailleurs.refresh_from_db()
    assert (ailleurs.nom, ailleurs.fermee_le) == ("Chambre rouge", None)


def test_staff_read_how_many_beds_are_free_and_no_name(monde):
    factories.loger(monde.lea, factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2))
    factories.creer_chambre(monde.erables, "Chambre verte", 2)
    page = _page(client_de(monde.personnes[Role.STAGIAIRE]), monde.tilleuls)
    assert "Chambre bleue" in page
    assert "1 lit libre" in page
    assert "Chambre verte" not in page
    assert "Léa" not in page
    assert "Modifier" not in page
    assert reverse("villages:nouvelle_chambre", args=[monde.tilleuls.pk]) not in page


def test_a_house_without_rooms_says_what_to_do(monde):
    page = _page(client_de(monde.personnes[Role.CHEF_DE_SERVICE]), monde.tilleuls)
    assert "Aucune chambre" in page
    assert "Nouvelle chambre" in page


@pytest.mark.parametrize(
    ("lits", "phrase"), [((3, 3), ""), ((3, 2), "Un lit de moins que de places"), ((4, 4), "2 lits de plus")]
)
def test_beds_and_places_that_differ_are_said_and_never_refused(monde, lits, phrase):
    for rang, nombre in enumerate(lits):
        factories.creer_chambre(monde.tilleuls, f"Chambre {rang}", nombre)
    page = _page(client_de(monde.personnes[Role.CHEF_DE_SERVICE]), monde.tilleuls)
    assert ("ne disent pas la même chose" in page) is bool(phrase)
    assert phrase in page.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_room_is_renamed_and_its_versions_are_kept(monde):
    bleue = factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert saisir(client, "villages:modifier_chambre", bleue.pk, nom="Le nid", lits="1").status_code == 302
    bleue.refresh_from_db()
    assert (bleue.nom, bleue.lits) == ("Le nid", 1)
    assert list(bleue.versions.order_by("history_date").values_list("nom", "lits")) == [
        ("Chambre bleue", 2),
        ("Le nid", 1),
    ]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": "chambre BLEUE", "lits": "2"}, "porte déjà ce nom"),
        ({"nom": "Le nid", "lits": "0"}, "supérieure ou égale à 1"),
        ({"nom": "Le nid", "lits": "40"}, "inférieure ou égale à 8"),
        ({"nom": "", "lits": "2"}, "obligatoire"),
    ],
)
def test_a_wrong_room_says_so_and_keeps_what_was_typed(monde, champs, phrase):
    factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    response = saisir(client, "villages:nouvelle_chambre", monde.tilleuls.pk, **champs)
    page = response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert response.status_code == 422
    assert phrase in page
    assert f'value="{champs["nom"]}"' in page or not champs["nom"]
    assert Chambre.objects.count() == 1


def test_the_same_form_sent_twice_adds_one_room(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("villages:nouvelle_chambre", args=[monde.tilleuls.pk])
    champs = {"envoi": envoi_de(client.get(adresse)), "nom": "Le nid", "lits": "1"}
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    assert Chambre.objects.count() == 1


def test_a_room_closes_once_nobody_sleeps_there_and_frees_its_name(monde):
    bleue = factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)
    factories.loger(monde.lea, bleue)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    today = aujourdhui().isoformat()
    refused = saisir(client, "villages:fermer_chambre", bleue.pk, fermee_le=today)
    assert refused.status_code == 422
    assert "Un enfant dort dans cette chambre" in refused.content.decode()
    assert "Léa" not in refused.content.decode()
    factories.loger(monde.lea, None)
    later = (aujourdhui() + timedelta(days=1)).isoformat()
    assert saisir(client, "villages:fermer_chambre", bleue.pk, fermee_le=later).status_code == 422
    assert saisir(client, "villages:fermer_chambre", bleue.pk, fermee_le=today).status_code == 302
    assert "Chambres fermées" in _page(client, monde.tilleuls)
    assert client.get(reverse("villages:modifier_chambre", args=[bleue.pk])).status_code == 404
    again = saisir(client, "villages:nouvelle_chambre", monde.tilleuls.pk, nom="Chambre bleue", lits="2")
    assert again.status_code == 302
    assert Chambre.objects.filter(nom="Chambre bleue").count() == 2


def test_beds_are_not_taken_from_under_those_who_sleep_there(monde):
    bleue = factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)
    factories.loger(monde.lea, bleue)
    factories.loger(monde.noe, bleue)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    response = saisir(client, "villages:modifier_chambre", bleue.pk, nom="Chambre bleue", lits="1")
    assert response.status_code == 422
    assert "2 enfants dorment dans cette chambre" in response.content.decode().replace("\u00a0", " ")
    bleue.refresh_from_db()
    assert bleue.lits == 2


def test_the_database_refuses_what_the_screen_does(monde):
    bleue = factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)
    factories.loger(monde.lea, bleue)
    with acting_as_system(raison="test"):
        for champs in ({"nom": "CHAMBRE bleue", "lits": 1}, {"nom": "Vide", "lits": 0}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Chambre(maison=monde.tilleuls, **champs).save()
        Chambre(maison=monde.erables, nom="Chambre bleue", lits=1).save()
        bleue.fermee_le = aujourdhui()
        with pytest.raises(IntegrityError, match="a child sleeps"), transaction.atomic():
            bleue.save()
        bleue.fermee_le, bleue.maison = None, monde.erables
        bleue.nom = "Déplacée"
        with pytest.raises(IntegrityError, match="sejour_chambre_de_la_maison"), transaction.atomic():
            bleue.save()


@pytest.mark.parametrize("number", [1, 4])
def test_the_rooms_cost_the_same_with_more_rooms(monde, number, django_assert_num_queries):
    for rang in range(number):
        factories.creer_chambre(monde.tilleuls, f"Chambre {rang}")
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    _page(client, monde.tilleuls)
    with django_assert_num_queries(REQUETES):
        assert "Chambre 0" in _page(client, monde.tilleuls)


REQUETES = 16
