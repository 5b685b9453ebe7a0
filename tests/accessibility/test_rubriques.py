"""A child's file with fifteen entries: by heading, folded on a phone, beside the page on a desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser, expect

from socle.habilitations.roles import Role
from socle.ui import panels
from socle.ui.panels import Groupe, Panneau
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import faults_of, signed_in_page
from tests.connexion import ouvrir_session

pytestmark = pytest.mark.django_db(transaction=True)

TITRES = {
    "Soins quotidiens": Groupe.SANTE, "Dossier médical": Groupe.SANTE, "Scolarité": Groupe.ECOLE,
    "Mesures et décisions": Groupe.PARCOURS, "Projet individualisé": Groupe.PARCOURS,
    "Documents et droit à l’image": Groupe.PARCOURS, "Proches et personnes ressources": Groupe.FAMILLE,
    "Rencontres et visites": Groupe.FAMILLE, "Agenda": Groupe.QUOTIDIEN, "Interlocuteurs": Groupe.PARCOURS,
    "Autorisations demandées": Groupe.PARCOURS, "Séparations": Groupe.FAMILLE, "Autonomie": Groupe.PARCOURS,
}  # fmt: skip


@pytest.fixture
def quinze_panneaux(monkeypatch) -> None:
    """Two of the registered panels and thirteen invented ones: a full file, whatever the apps register."""
    deux = {code: panels._panneaux[code] for code in ("sejours", "fratrie")}
    monkeypatch.setattr(panels, "_panneaux", deux)
    for rang, (titre, groupe) in enumerate(TITRES.items()):
        panels.register(
            Panneau(
                code=f"essai-{rang}",
                titre=titre,
                icone="house",
                ordre=30 + rang,
                permission="lire_identite",
                url="enfants:impression",
                groupe=groupe,
            )
        )
    assert len(panels._panneaux) == 15


@pytest.fixture
def client_de(monde):
    """Return a client signed in as the person of a role."""

    def _client_de(role: Role) -> Client:
        client = Client()
        ouvrir_session(client, monde.personnes[role])
        return client

    return _client_de


@pytest.mark.usefixtures("quinze_panneaux")
def test_headings_come_in_order_and_each_entry_under_its_own(monde, client_de):
    page = client_de(Role.DIRECTEUR).get(reverse("enfants:fil", args=[monde.lea.pk]))
    shown = [(lien.groupe, lien.libelle) for lien in page.context["onglets"]]
    headings = list(dict.fromkeys(groupe for groupe, _ in shown))
    assert headings == list(Groupe)
    assert shown[:3] == [
        ("Au quotidien", "Fiche"),
        ("Au quotidien", "Fil de vie"),
        ("Au quotidien", "Agenda"),
    ]
    assert shown[-2:] == [("Accès au dossier", "Qui peut voir ?"), ("Accès au dossier", "Son compte")]
    assert len(shown) == 20
    assert [lien.libelle for lien in page.context["onglets"] if lien.actif] == ["Fil de vie"]


@pytest.mark.usefixtures("quinze_panneaux")
def test_who_may_not_open_an_entry_does_not_see_it_nor_an_empty_heading(monde, client_de):
    page = client_de(Role.SECRETARIAT).get(reverse("enfants:fiche", args=[monde.lea.pk]))
    shown = [lien.libelle for lien in page.context["onglets"]]
    assert "Fiche" in shown
    assert "Fil de vie" not in shown
    assert "Qui peut voir ?" not in shown
    assert "Accès au dossier" not in page.text


def test_fifteen_entries_ask_no_more_of_the_database_than_two(monde, client_de, request):
    client, adresse = client_de(Role.DIRECTEUR), reverse("enfants:sejours", args=[monde.lea.pk])
    client.get(adresse)
    with CaptureQueriesContext(connection) as few:
        client.get(adresse)
    request.getfixturevalue("quinze_panneaux")
    with CaptureQueriesContext(connection) as many:
        client.get(adresse)
    assert len(many) == len(few)


@pytest.mark.usefixtures("quinze_panneaux")
@pytest.mark.parametrize("ecran", [TELEPHONE_CLAIR, BUREAU_SOMBRE], ids=["telephone-clair", "bureau-sombre"])
@pytest.mark.parametrize("nom", ["fiche", "fil", "sejours", "qui_peut_voir"])
def test_a_full_file_passes_every_gate(browser: Browser, live_server, monde, ecran, nom):
    page = signed_in_page(browser, live_server.url, ecran, monde.personnes[Role.DIRECTEUR])
    page.goto(live_server.url + reverse(f"enfants:{nom}", args=[monde.lea.pk]))
    assert faults_of(page) == []
    page.context.close()


@pytest.mark.usefixtures("quinze_panneaux")
def test_on_a_phone_one_line_says_where_one_is_and_opens_without_javascript(
    browser: Browser, live_server, monde
):
    page = signed_in_page(
        browser,
        live_server.url,
        TELEPHONE_CLAIR,
        monde.personnes[Role.DIRECTEUR],
        java_script_enabled=False,
    )
    page.goto(live_server.url + reverse("enfants:fil", args=[monde.lea.pk]))
    nav = page.get_by_role("navigation", name="Dossier de l’enfant")
    box = nav.bounding_box()
    assert box is not None
    assert box["height"] < 80
    expect(nav.get_by_role("link")).to_have_count(0)
    summary = nav.locator("summary")
    expect(summary).to_contain_text("Fil de vie")
    summary.focus()
    page.keyboard.press("Enter")
    expect(nav.get_by_role("link")).to_have_count(20)
    expect(nav.get_by_role("link", name="Fil de vie")).to_have_attribute("aria-current", "page")
    nav.get_by_role("link", name="Séjour et absences").click()
    expect(page.get_by_role("heading", name="Séjours")).to_be_visible()
    page.context.close()


@pytest.mark.usefixtures("quinze_panneaux")
def test_on_a_desk_the_list_stands_beside_the_page(browser: Browser, live_server, monde):
    page = signed_in_page(browser, live_server.url, BUREAU_SOMBRE, monde.personnes[Role.DIRECTEUR])
    page.goto(live_server.url + reverse("enfants:fil", args=[monde.lea.pk]))
    nav = page.get_by_role("navigation", name="Dossier de l’enfant")
    expect(nav.get_by_role("link")).to_have_count(20)
    expect(nav.locator("summary")).to_be_hidden()
    beside = page.get_by_role("heading", name="Fil de vie").bounding_box()
    left = nav.bounding_box()
    assert beside is not None
    assert left is not None
    assert left["x"] + left["width"] <= beside["x"]
    assert abs(left["y"] - page.locator(".deux-tiers").bounding_box()["y"]) < 2
    foot = page.locator(".pied").bounding_box()
    assert foot is not None
    assert left["y"] + left["height"] <= foot["y"]
    page.context.close()
