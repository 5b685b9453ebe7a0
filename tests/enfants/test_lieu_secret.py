"""The place a judge keeps secret is planted, then looked for in every output of the child."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from enfants.selectors.lieu import MasqueLieux
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.architecture.test_roll_call import ADRESSES
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

LIEUX = ("Tilleuls", "Collines", "Érables")
RECIT = "Anniversaire aux Tilleuls avec les enfants des Érables, puis promenade dans le village des COLLINES."


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> None:
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def note(monde):
    return factories.creer_note(monde.lea, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], RECIT)


@pytest.fixture
def secret(monde):
    return factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")


@pytest.fixture
def dehors(monde) -> Client:
    """A therapist, outside the village, let in by dated grants."""
    compte = factories.creer_utilisateur("orthophoniste", nature="partenaire")
    for droit in ("lire_identite", "lire_justice_extrait"):
        factories.accorder(compte, monde.lea, droit)
    return client_de(compte)


def imprime(client: Client, enfant) -> str:
    today = aujourdhui()
    data = {"du": (today - timedelta(days=7)).isoformat(), "au": today.isoformat()}
    assert client.post(reverse("enfants:impression", args=[enfant.pk]), data).status_code == 302
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    response = client.get(reverse("enfants:impression_document", args=[enfant.pk, tache.pk]))
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def places_in(text: str) -> set[str]:
    return {lieu for lieu in LIEUX if lieu.lower() in text.lower()}


def test_without_a_decision_the_paper_says_what_was_written(monde, note):
    printed = imprime(client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), monde.lea)
    assert places_in(printed) == set(LIEUX)


def test_the_paper_of_who_works_there_names_no_place_and_keeps_the_rest(monde, note, secret):
    printed = imprime(client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), monde.lea)
    assert places_in(printed) == set()
    assert "Anniversaire aux [lieu gardé secret]" in printed
    assert "puis promenade" in printed


@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_the_named_permission_prints_the_place(monde, note, secret, role):
    assert Capacite.LIRE_LIEU_CACHE in CAPACITES[role]
    client = client_de(monde.personnes[role])
    assert places_in(imprime(client, monde.lea)) == set(LIEUX)
    assert "Tilleuls" in client.get(reverse("enfants:parcours", args=[monde.lea.pk])).content.decode()


def test_once_lifted_the_secret_is_over(monde, note):
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père", levee_le=aujourdhui())
    assert places_in(imprime(client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), monde.lea)) == set(LIEUX)


def test_the_other_child_of_the_house_is_printed_as_before(monde, secret):
    factories.creer_note(monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], RECIT)
    assert places_in(imprime(client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), monde.noe)) == set(LIEUX)


def pages_of_the_child(enfant) -> list[str]:
    """Every address that takes the child alone, the list of children and the landing pages."""
    found = [reverse("enfants:liste"), reverse("enfants:ma_maison"), reverse("villages:echeancier")]
    for adresse in ADRESSES:
        if adresse.parametres == ["enfant_id"]:
            try:
                found.append(reverse(adresse.nom, args=[enfant.pk]))
            except NoReverseMatch:
                pytest.fail(f"{adresse.nom} cannot be walked")
    return found


def test_somebody_from_outside_walks_every_page_of_the_child_without_meeting_the_place(monde, dehors, note):
    """Planted first: without the decision, the same walk meets the house and the village."""
    pages = pages_of_the_child(monde.lea)
    seen = {url: places_in(dehors.get(url, follow=True).content.decode()) for url in pages}
    assert {"Tilleuls", "Collines"} <= set().union(*seen.values())
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")
    read = 0
    for url in pages:
        response = dehors.get(url, follow=True)
        read += response.status_code == 200
        assert places_in(response.content.decode()) == set(), url
    assert read >= 8
    assert dehors.get(reverse("enfants:maison", args=[monde.tilleuls.pk])).status_code == 404
    assert "Lieu gardé secret" in dehors.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()


def test_who_lives_and_works_there_goes_on_seeing_it_and_is_warned(monde, secret):
    client = client_de(monde.personnes[Role.AIDE_FAMILIAL])
    fiche = client.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert "Les Tilleuls" in fiche
    assert "ne dites à personne où vit l’enfant" in fiche
    assert (
        "ne dites à personne"
        not in client.get(reverse("enfants:fiche", args=[monde.noe.pk])).content.decode()
    )


def test_the_page_made_for_paper_keeps_it_from_the_house_too(monde, secret):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = client.get(reverse("enfants:parcours", args=[monde.lea.pk])).content.decode()
    contenu = page[page.index("<main") :]
    assert places_in(contenu) == set()
    assert "Lieu gardé secret" in contenu


def test_overlapping_names_are_taken_out_once():
    masque = MasqueLieux(("Tilleuls", "Tilleuls du Bas"))
    assert masque("Aux tilleuls du bas, ce soir.") == "Aux [lieu gardé secret], ce soir."
    assert MasqueLieux()("Aux Tilleuls.") == "Aux Tilleuls."
