"""Searching while one types, by the « / » key, without JavaScript; and an export that is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import faults_of, signed_in_page
from villages.models import Village

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = [TELEPHONE_CLAIR, BUREAU_SOMBRE]
NOM = "de Saint-Barthélemy-Vandenbroucke-Wojciechowski-Razafindrakoto"
URL = "/recherche/"


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> None:
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def village(transactional_db: None) -> Village:
    return factories.creer_village("Les Collines")


@pytest.fixture
def directrice(village) -> Utilisateur:
    """A director, twelve children under an endless name, one called Mathilde, a relative of hers."""
    maison = factories.creer_maison(village, "Les Tilleuls", places=20)
    for rang in range(12):
        factories.creer_enfant(village, f"Éléonore-Apolline{rang}", NOM, maison=maison)
    enfant = factories.creer_enfant(village, "Mathilde", "Martin", maison=maison)
    factories.creer_proche(enfant, prenom="Nadia", nom="Martin")
    person = factories.creer_professionnel("veronique")
    factories.affecter(person, Role.DIRECTEUR, village=village)
    assert person.compte is not None
    return person.compte


@pytest.fixture
def ouvrir(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(ecran: tuple[int, int, str], personne: Utilisateur, **options: object) -> Page:
        pages.append(signed_in_page(browser, live_server.url, ecran, personne, **options))
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_what_is_found_shows_while_one_types_and_passes_every_gate(ouvrir, live_server, directrice, ecran):
    page = ouvrir(ecran, directrice)
    page.goto(live_server.url + URL)
    field = page.get_by_label("Qui, ou quel lieu")
    expect(field).to_be_focused()
    field.press_sequentially("matihlde")
    expect(page.get_by_role("link", name="Mathilde Martin")).to_be_visible()
    expect(page.get_by_text("prénom, une lettre d’écart")).to_be_visible()
    expect(page.locator("#annonces")).to_have_text("1 résultat")
    expect(field).to_be_focused()
    assert page.url == live_server.url + URL
    assert faults_of(page) == []
    field.fill("saint barthelemy")
    expect(page.get_by_text("Voir les suivants")).to_be_visible()
    assert faults_of(page) == []
    field.fill("zoroastre")
    expect(page.get_by_text("Personne ne porte ce nom")).to_be_visible()
    assert faults_of(page) == []
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "zoroastre" not in kept
    assert "barthelemy" not in kept


def test_the_slash_key_leads_to_the_search_but_not_while_one_writes(ouvrir, live_server, directrice):
    page = ouvrir(BUREAU_SOMBRE, directrice)
    page.goto(live_server.url + reverse("enfants:liste"))
    field = page.get_by_label("Chercher un enfant")
    field.press("/")
    expect(field).to_have_value("/")
    field.evaluate("field => field.blur()")
    page.keyboard.press("/")
    page.wait_for_url("**/recherche/")
    page.get_by_role("link", name="Aide", exact=True).focus()
    page.keyboard.press("/")
    expect(page.get_by_label("Qui, ou quel lieu")).to_be_focused()
    expect(page.get_by_label("Qui, ou quel lieu")).to_have_value("")


def test_the_slash_key_may_be_switched_off(ouvrir, live_server, directrice):
    page = ouvrir(BUREAU_SOMBRE, directrice)
    page.goto(live_server.url + "/preferences/")
    page.get_by_role("radio", name="Inactive").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos préférences sont enregistrées")).to_be_visible()
    page.locator("body").press("/")
    page.get_by_role("link", name="Chercher", exact=True).click()
    page.wait_for_url("**/recherche/")


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_everything_is_found_without_javascript(ouvrir, live_server, directrice, ecran):
    page = ouvrir(ecran, directrice, java_script_enabled=False)
    page.goto(live_server.url + reverse("enfants:liste"))
    page.get_by_role("link", name="Chercher", exact=True).click()
    page.get_by_label("Qui, ou quel lieu").fill("martin nadia")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("link", name="Nadia Martin")).to_be_visible()
    assert page.url == live_server.url + URL


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_a_filtered_list_and_an_export_pass_every_gate(ouvrir, live_server, directrice, ecran):
    page = ouvrir(ecran, directrice)
    page.goto(live_server.url + reverse("enfants:liste") + "?age=6-10&tri=-nom")
    expect(page.get_by_text("1 filtre actif")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Trier par").select_option("prenom")
    page.wait_for_url("**tri=prenom**")
    page.get_by_role("link", name="Exporter").click()
    page.get_by_role("button", name="Préparer le fichier").click()
    expect(page.get_by_text("Une chose à corriger")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Pour qui, et pour quoi faire").fill("Réserver le car de la sortie.")
    page.get_by_role("button", name="Préparer le fichier").click()
    expect(page.get_by_text("Le fichier attend son tour")).to_be_visible()
    assert faults_of(page) == []
    run_now(Tache.objects.get(code="exports.produire").pk)
    expect(page.get_by_role("button", name="Télécharger le fichier")).to_be_visible()
    assert faults_of(page) == []
    with page.expect_download() as received:
        page.get_by_role("button", name="Télécharger le fichier").click()
    assert received.value.suggested_filename.startswith("export-enfants-")
    page.reload()
    expect(page.get_by_text("Ce fichier a été téléchargé")).to_be_visible()
    assert faults_of(page) == []
