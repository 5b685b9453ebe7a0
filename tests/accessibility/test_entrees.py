"""Screens between a request and a departure in the states a plain visit does not reach."""

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

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = [TELEPHONE_CLAIR, BUREAU_SOMBRE]


@pytest.fixture
def ouvrir(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(ecran: tuple[int, int, str], personne: Utilisateur) -> Page:
        pages.append(signed_in_page(browser, live_server.url, ecran, personne))
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_the_register_is_waited_for_then_ready(ouvrir, live_server, monde, ecran):
    factories.creer_inscription(monde.lea)
    page = ouvrir(ecran, monde.personnes[Role.SECRETARIAT])
    page.goto(live_server.url + reverse("enfants:registre"))
    page.get_by_role("button", name="Imprimer l’année").click()
    expect(page.get_by_text("Vous pouvez quitter cette page")).to_be_visible()
    faults = {"waiting": faults_of(page)}
    run_now(Tache.objects.get().pk)
    page.reload()
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible()
    faults["ready"] = faults_of(page)
    assert faults == {"waiting": [], "ready": []}


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_empty_lists_and_refused_forms_pass_every_gate(ouvrir, live_server, monde, ecran):
    page = ouvrir(ecran, monde.personnes[Role.SECRETARIAT])
    faults = {}
    for nom in ("enfants:admissions", "enfants:registre", "fratries:demandes"):
        page.goto(live_server.url + reverse(nom))
        faults[nom] = faults_of(page)
    for nom, bouton in (
        ("enfants:preparer_admission", "Continuer"),
        ("fratries:nouvelle_demande", "Enregistrer"),
    ):
        page.goto(live_server.url + reverse(nom))
        page.get_by_role("button", name=bouton, exact=True).click()
        expect(page.locator("#resume-erreurs")).to_be_visible()
        faults[f"{nom}, refused"] = faults_of(page)
    assert not any(faults.values()), faults


def test_a_child_is_received_with_the_keyboard_alone(ouvrir, live_server, monde):
    page = ouvrir(TELEPHONE_CLAIR, monde.personnes[Role.SECRETARIAT])
    page.goto(live_server.url + reverse("enfants:preparer_admission"))
    page.get_by_label("Prénom").focus()
    page.keyboard.type("Tom")
    page.keyboard.press("Tab")
    page.keyboard.type("Petit")
    page.get_by_label("Date de naissance").fill("2018-03-02")
    page.get_by_label("Date de naissance").press("Enter")
    expect(page.get_by_role("heading", name="Accueillir Tom")).to_be_visible()
    page.get_by_label("Maison", exact=True).select_option(label="Les Tilleuls")
    page.get_by_label("Jour de l’arrivée").press("Enter")
    expect(page.get_by_role("heading", name="Admission de Tom")).to_be_visible()
    expect(page.get_by_text("Pas de séjour sans titre")).to_be_visible()
