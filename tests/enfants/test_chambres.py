"""In which room a child sleeps: said on the stay, kept in its versions, never of another house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from enfants import services
from enfants.models import Depart, Sejour
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Chambre

pytestmark = pytest.mark.django_db

TIENNENT_LES_DOSSIERS = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}


def _sejour(enfant) -> Sejour:
    with acting_as_system(raison="test"):
        return Sejour.objects.select_related("chambre").get(enfant=enfant)


@pytest.fixture
def bleue(monde) -> Chambre:
    return factories.creer_chambre(monde.tilleuls, "Chambre bleue", 2)


@pytest.mark.parametrize("role", list(Role))
def test_the_room_is_said_by_those_who_keep_the_files(monde, bleue, role):
    response = saisir(client_de(monde.personnes[role]), "enfants:chambre", monde.lea.pk, chambre=bleue.pk)
    allowed = role in TIENNENT_LES_DOSSIERS
    assert response.status_code in ({302} if allowed else {403, 404})
    assert _sejour(monde.lea).chambre_id == (bleue.pk if allowed else None)


def test_a_child_of_another_village_is_not_found(monde, bleue):
    rouge = factories.creer_chambre(monde.sorbiers, "Chambre rouge")
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert saisir(client, "enfants:chambre", monde.malo.pk, chambre=rouge.pk).status_code == 404
    assert client.post(reverse("enfants:chambre", args=[monde.malo.pk])).status_code == 404
    assert _sejour(monde.malo).chambre_id is None


def test_the_stay_tells_the_room_and_its_versions_keep_the_former(monde, bleue):
    verte = factories.creer_chambre(monde.tilleuls, "Chambre verte", 1)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    for chambre in (bleue.pk, verte.pk, verte.pk, ""):
        assert saisir(client, "enfants:chambre", monde.lea.pk, chambre=chambre).status_code == 302
        page = client.get(reverse("enfants:sejour", args=[monde.lea.pk])).content.decode()
        assert ("Chambre verte" in page) is (chambre == verte.pk)
    sejour = _sejour(monde.lea)
    with acting_as_system(raison="test"):
        kept = sejour.versions.order_by("history_date").values_list("chambre_id", flat=True)
        # Said twice is said once.
        assert list(kept) == [None, bleue.pk, verte.pk, None]
        assert EntreeAudit.objects.filter(action="enfants.chambre", enfants=[monde.lea.pk]).count() == 3


def test_the_rooms_offered_say_who_sleeps_there_as_far_as_one_may_know(monde, bleue):
    secretariat = monde.personnes[Role.SECRETARIAT]
    factories.loger(monde.noe, bleue)
    factories.creer_chambre(monde.erables, "Chambre verte")
    factories.creer_chambre(monde.tilleuls, "Vieille chambre", fermee_le=aujourdhui())
    client, adresse = client_de(secretariat), reverse("enfants:chambre", args=[monde.lea.pk])
    page = client.get(adresse).content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "Chambre bleue : 2 lits, avec Noé (9 ans)" in page
    assert "Chambre verte" not in page
    assert "Vieille chambre" not in page
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.filter(action="enfants.fiche").latest("id")
        assert monde.noe.pk in entry.enfants
    factories.refuser(secretariat, monde.noe)
    page = client.get(adresse).content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "Chambre bleue : 2 lits, avec un enfant" in page
    assert "Noé" not in page


def test_a_house_without_rooms_says_who_adds_them(monde):
    page = client_de(monde.personnes[Role.SECRETARIAT]).get(reverse("enfants:chambre", args=[monde.lea.pk]))
    assert "Aucune chambre n’est enregistrée dans cette maison" in page.content.decode()


def test_a_full_room_is_refused_beside_the_field(monde):
    seule = factories.creer_chambre(monde.tilleuls, "Sous les toits", 1)
    factories.loger(monde.noe, seule)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    response = saisir(client, "enfants:chambre", monde.lea.pk, chambre=seule.pk)
    assert response.status_code == 422
    assert "Tous les lits y sont pris" in response.content.decode()
    assert f'value="{seule.pk}"' in response.content.decode()
    assert _sejour(monde.lea).chambre_id is None


def test_a_room_of_another_house_is_refused_by_the_form_and_the_service(monde):
    verte = factories.creer_chambre(monde.erables, "Chambre verte")
    secretariat = monde.personnes[Role.SECRETARIAT]
    response = saisir(client_de(secretariat), "enfants:chambre", monde.lea.pk, chambre=verte.pk)
    assert response.status_code == 422
    with acting_as(secretariat), pytest.raises(services.dossier.ValidationError):
        services.changer_de_chambre(acteur=secretariat, sejour=_sejour(monde.lea), chambre=verte)
    assert _sejour(monde.lea).chambre_id is None


def test_the_database_keeps_a_room_with_its_house_and_open(monde, bleue):
    verte = factories.creer_chambre(monde.erables, "Chambre verte")
    fermee = factories.creer_chambre(monde.tilleuls, "Vieille chambre", fermee_le=aujourdhui())
    with pytest.raises(IntegrityError, match="sejour_chambre_de_la_maison"), transaction.atomic():
        factories.loger(monde.lea, verte)
    with pytest.raises(IntegrityError, match="the room is closed"), transaction.atomic():
        factories.loger(monde.lea, fermee)
    sejour = factories.loger(monde.lea, bleue)
    sejour.maison = monde.erables
    with (
        acting_as_system(raison="test"),
        pytest.raises(IntegrityError, match="sejour_chambre_de_la_maison"),
        transaction.atomic(),
    ):
        sejour.save()


def test_a_new_house_begins_without_a_room_and_the_past_stay_keeps_its_own(monde, bleue):
    factories.loger(monde.lea, bleue)
    secretariat = monde.personnes[Role.SECRETARIAT]
    with acting_as(secretariat):
        former = _sejour(monde.lea)
        services.changer_de_maison(
            acteur=secretariat, sejour=former, maison=monde.erables, debut=aujourdhui()
        )
        stays = Sejour.objects.filter(enfant=monde.lea).order_by("debut")
        assert list(stays.values_list("chambre_id", flat=True)) == [bleue.pk, None]
        with pytest.raises(services.dossier.ValidationError, match="terminé"):
            services.changer_de_chambre(acteur=secretariat, sejour=former, chambre=None)


def test_a_departure_written_from_an_older_page_keeps_the_room_said_since(monde, bleue):
    secretariat = monde.personnes[Role.SECRETARIAT]
    older = _sejour(monde.lea)
    factories.loger(monde.lea, bleue)
    with acting_as(secretariat):
        depart = Depart(sejour=older, enfant=monde.lea, destination="famille", motif="Mainlevée.")
        services.terminer_sejour(acteur=secretariat, depart=depart, fin=aujourdhui() + timedelta(days=1))
    assert _sejour(monde.lea).chambre_id == bleue.pk


def test_a_place_kept_secret_hides_the_room_too(monde, bleue):
    factories.loger(monde.lea, bleue)
    referent = monde.personnes[Role.REFERENT_ASE]
    with acting_as_system(raison="test"):
        factories.accorder(referent, monde.lea, "lire_identite")
    client, adresse = client_de(referent), reverse("enfants:sejour", args=[monde.lea.pk])
    assert "Chambre bleue" in client.get(adresse).content.decode()
    factories.creer_mesure(monde.lea, lieu_secret=True)
    page = client.get(adresse).content.decode()
    assert "Lieu gardé secret" in page
    assert "Chambre bleue" not in page


@pytest.mark.parametrize("number", [1, 4])
def test_the_choice_costs_the_same_with_more_rooms(monde, number, django_assert_num_queries):
    for rang in range(number):
        chambre = factories.creer_chambre(monde.tilleuls, f"Chambre {rang}")
        factories.loger(
            factories.creer_enfant(monde.village, f"E{rang}", "Aa", maison=monde.tilleuls), chambre
        )
    client, adresse = (
        client_de(monde.personnes[Role.SECRETARIAT]),
        reverse("enfants:chambre", args=[monde.lea.pk]),
    )
    client.get(adresse)
    with django_assert_num_queries(REQUETES):
        assert "Chambre 0" in client.get(adresse).content.decode()


REQUETES = 22
