"""Ma maison and the pages of the journal, held to every gate at 390 light and 1366 dark."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.gates import Reseau, assert_page_passes
from tests.connexion import ouvrir_session
from tests.monde import Monde, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

EDUCATRICE, CHEF = Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE


def _entrer(page: Page, monde: Monde, role: Role, url: str) -> None:  # noqa: F811
    client = Client()
    ouvrir_session(client, monde.personnes[role])
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


@pytest.mark.parametrize(
    ("role", "adresse"),
    [
        (EDUCATRICE, "/ma-maison/"),
        (CHEF, "/ma-maison/"),
        (Role.SECRETARIAT, "/maisons/{maison}/"),
        (Role.DPO, "/"),
        (EDUCATRICE, "/maisons/{maison}/journal/"),
        (CHEF, "/note-rapide/"),
        (EDUCATRICE, "/notes/{note}/"),
        (EDUCATRICE, "/notes/{note}/annuler/"),
        (EDUCATRICE, "/notes/{signee}/corriger/"),
        (EDUCATRICE, "/notes/{signee}/annuler/"),
    ],
    ids=str,
)
def test_page_passes_every_gate(vue: Page, live_server, monde: Monde, role, adresse):  # noqa: F811
    factories.creer_absence(monde.noe)
    signee = factories.creer_note(
        monde.lea, monde.tilleuls, monde.personnes[EDUCATRICE], "Hier.", ecrite_le=timezone.now() - timedelta(hours=3),
        themes=["ecole", "parole"], importante=True, humeur="fatigue", complement="Un mot de plus.",
    )  # fmt: skip
    network = Reseau.watch(vue, live_server.url)
    _entrer(vue, monde, role, live_server.url)
    vue.goto(live_server.url + adresse.format(maison=monde.tilleuls.pk, note=monde.note.pk, signee=signee.pk))
    assert_page_passes(vue)
    network.assert_no_request_left()


def test_a_refused_evening_passes_every_gate(vue: Page, live_server, monde: Monde):  # noqa: F811
    _entrer(vue, monde, EDUCATRICE, live_server.url)
    vue.goto(f"{live_server.url}/maisons/{monde.tilleuls.pk}/journal/")
    vue.get_by_label("Note pour Léa").fill("é" * 20_001)
    vue.get_by_text("Un autre jour").click()
    vue.get_by_label("Jour").fill("2099-01-01")
    for resume in vue.get_by_text("Préciser").all():
        resume.click()
    vue.get_by_role("button", name="Enregistrer").click()
    vue.get_by_role("heading", name="choses à corriger").wait_for()
    assert_page_passes(vue)
