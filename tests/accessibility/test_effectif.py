"""The screens of a roster in a real browser: waiting, with faults and endless words, ready, imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from fratries.effectif.models import EffectifDepose
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import faults_of, signed_in_page
from tests.fratries.effectif.classeur import TITRES, enfant, fautif, texte, xlsx

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = [TELEPHONE_CLAIR, BUREAU_SOMBRE]
LONG = "Rakotomalalanirinarisoanantenaina" * 2


@pytest.fixture
def ouvrir(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(ecran: tuple[int, int, str], personne: Utilisateur) -> Page:
        pages.append(signed_in_page(browser, live_server.url, ecran, personne))
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


def photograph(page: Page, nom: str) -> None:
    """Keep a picture where one was asked for."""
    where = os.environ.get("PHOTOS_EFFECTIF")
    if where:
        size = page.viewport_size
        assert size is not None
        page.screenshot(path=Path(where) / f"{nom}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_the_screens_of_a_roster_pass_every_gate(ouvrir, live_server, tmp_path, ecran):
    village = factories.creer_village("Village du Gué")
    factories.creer_maison(village, "Les Tilleuls")
    person = factories.creer_professionnel("chef")
    factories.affecter(person, Role.CHEF_DE_SERVICE, village=village)
    page = ouvrir(ecran, person.compte)
    faults = {}

    def look(nom: str) -> None:
        photograph(page, nom)
        if found := faults_of(page):
            faults[nom] = found

    def send(nom: str, contenu: bytes) -> str:
        (tmp_path / nom).write_bytes(contenu)
        page.goto(live_server.url + reverse("fratries:effectif"))
        page.get_by_label("Tableau d’effectif").set_input_files(tmp_path / nom)
        page.get_by_role("button", name="Lire et vérifier").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre tableau")
        with acting_as_system(raison="test"):
            return str(EffectifDepose.objects.latest("cree_le").pk)

    page.goto(live_server.url + reverse("fratries:effectif"))
    look("vide")
    page.get_by_role("button", name="Lire et vérifier").click()
    expect(page.get_by_text("Choisissez un fichier").first).to_be_visible()
    look("refuse")
    send("faux.xlsx", fautif())
    look("attente")
    page.goto(live_server.url + reverse("ui:aide"))
    run_now(Tache.objects.latest("cree_le").pk)
    page.go_back()
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible()
    look("fautes")
    page.get_by_role("link", name="Revoir les colonnes").click()
    look("colonnes")
    send("long.csv", texte([TITRES, enfant(nom=LONG, maison=LONG, naissance=LONG)]))
    run_now(Tache.objects.latest("cree_le").pk)
    expect(page.get_by_role("heading", name="À corriger")).to_be_visible()
    look("long")
    send("bon.xlsx", xlsx(Enfants=[TITRES, enfant()]))
    run_now(Tache.objects.latest("cree_le").pk)
    expect(page.get_by_role("button", name="Importer tout le tableau")).to_be_visible()
    look("pret")
    page.get_by_role("button", name="Importer tout le tableau").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_now(Tache.objects.latest("cree_le").pk)
    expect(page.get_by_text("Tout est importé")).to_be_visible()
    look("importe")
    assert faults == {}
