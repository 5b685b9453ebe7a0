"""From the code handed over to the child's own passphrase: the adult's code opens nothing after that."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.catalogue import faults_of

pytestmark = pytest.mark.django_db(transaction=True)

PHRASE = "les loutres aiment la pluie"


def _knock(page: Page, origine: str, nom: str, secret: str) -> None:
    page.goto(origine + reverse("comptes_enfant"))
    page.get_by_label("Ton nom de connexion").fill(nom)
    page.get_by_label("Ta phrase secrète").fill(secret)
    page.get_by_role("button", name="Entrer").click()


def test_a_child_enters_with_the_code_chooses_a_phrase_and_is_alone_to_know_it(
    browser: Browser, live_server, monde, entrer
):
    chef = open_page(browser, TELEPHONE_CLAIR)
    entrer(chef, monde.personnes[Role.CHEF_DE_SERVICE])
    chef.goto(live_server.url + reverse("enfants:compte", args=[monde.noe.pk]))
    assert faults_of(chef) == []
    chef.get_by_role("button", name="Ouvrir son compte").click()
    expect(chef.get_by_role("heading", name="Le code à remettre")).to_be_visible()
    assert faults_of(chef) == []
    nom, code = chef.locator("main code").all_inner_texts()

    enfant = open_page(browser, TELEPHONE_CLAIR, java_script_enabled=False)
    _knock(enfant, live_server.url, nom, code)
    expect(enfant.get_by_role("heading", name="Choisis ta phrase secrète")).to_be_visible()
    enfant.goto(live_server.url + reverse("participation:mon_espace"))
    expect(enfant.get_by_role("heading", name="Choisis ta phrase secrète")).to_be_visible()
    enfant.get_by_label("Le code qu’on t’a donné").fill(code)
    enfant.get_by_label("Ta phrase secrète", exact=True).fill(PHRASE)
    enfant.get_by_label("Ta phrase secrète, encore une fois").fill(PHRASE)
    enfant.get_by_role("button", name="C’est ma phrase").click()
    expect(enfant.get_by_text("À qui je peux parler")).to_be_visible()

    adulte = open_page(browser, TELEPHONE_CLAIR)
    _knock(adulte, live_server.url, nom, code)
    expect(adulte.get_by_role("heading", name="Bonjour ! C’est toi ?")).to_be_visible()
    expect(adulte.get_by_text("À qui je peux parler")).to_have_count(0)
    _knock(adulte, live_server.url, nom, PHRASE)
    expect(adulte.get_by_text("À qui je peux parler")).to_be_visible()

    chef.get_by_role("link", name="C’est remis").click()
    expect(chef.get_by_text("Ouvert par l’enfant")).to_be_visible()
    expect(chef.get_by_role("button", name="Donner un autre code")).to_have_count(0)
    assert code not in chef.content()
    chef.get_by_role("button", name="Fermer le compte").click()
    expect(chef.get_by_role("button", name="Rouvrir le compte")).to_be_visible()
    enfant.reload()
    expect(enfant.get_by_text("À qui je peux parler")).to_have_count(0)
    for page in (chef, enfant, adulte):
        page.context.close()


@pytest.mark.parametrize("ecran", [TELEPHONE_CLAIR, (1366, 900, "dark")], ids=["telephone", "bureau"])
def test_choosing_a_phrase_passes_every_gate(browser: Browser, live_server, monde, entrer, ecran):
    compte = factories.creer_utilisateur(
        "loutre-verte-27", nature=Utilisateur.Nature.ENFANT, mot_de_passe_provisoire=True
    )
    page = open_page(browser, ecran)
    entrer(page, compte)
    page.goto(live_server.url + reverse("account_change_password"))
    assert faults_of(page) == []
    page.get_by_label("Le code qu’on t’a donné").fill("pas le bon code")
    page.get_by_label("Ta phrase secrète", exact=True).fill("court")
    page.get_by_role("button", name="C’est ma phrase").click()
    expect(page.get_by_role("heading", name="Choisis ta phrase secrète")).to_be_visible()
    assert faults_of(page) == []
    page.context.close()
