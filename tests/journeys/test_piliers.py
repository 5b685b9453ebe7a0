"""The figures in a real browser: the référent of head office, a director set aside, head office itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from protection.models import Incident
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.catalogue import faults_of
from villages.models import Professionnel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = open_page(browser, TELEPHONE_CLAIR)
    yield opened
    opened.context.close()


def total(page: Page) -> str:
    """What the page tells as its total, in the table behind the first drawing."""
    page.get_by_text("Voir les chiffres").first.click()
    return page.get_by_role("row", name="Total").first.get_by_role("cell").inner_text()


def test_the_referent_counts_it_the_director_set_aside_does_not(page, entrer, live_server, monde):
    kept = [factories.creer_incident(monde.village) for _ in range(3)]
    with acting_as_system(raison="test"):
        directeur = Professionnel.objects.get(compte=monde.personnes[Role.DIRECTEUR])
    factories.ecarter(kept[0], directeur)

    entrer(page, monde.personnes[Role.REFERENT_PROTECTION])
    page.goto(live_server.url + reverse("protection:piliers"))
    page.get_by_role("link", name="Ouvrir le recueil").click()
    assert total(page) == "3"

    entrer(page, monde.personnes[Role.DIRECTEUR])
    page.goto(live_server.url + reverse("protection:recueil"))
    assert total(page) == "2"
    lieux = page.locator("section.carte", has=page.get_by_role("heading", name="Par genre de lieu"))
    lieux.get_by_text("Voir les chiffres").click()
    lieux.get_by_role("link", name="Dans la maison").click()
    for incident in kept[1:]:
        expect(page.get_by_role("link", name=f"Incident {incident.reference}")).to_be_visible()
    assert kept[0].reference not in page.content()


def test_head_office_sees_no_small_cell_and_no_list(page, entrer, live_server, monde):
    last_year = timezone.now().replace(month=5, day=10) - timedelta(days=365)
    for _ in range(8):
        factories.creer_incident(monde.village, connu_le=last_year)
    for _ in range(2):
        factories.creer_incident(monde.autre_village, connu_le=last_year, lieu="ecole")
    entrer(page, monde.personnes[Role.SIEGE])
    page.goto(live_server.url + reverse("protection:recueil") + f"?annee={last_year.year}")
    expect(page.get_by_text("caché").first).to_be_attached()
    with acting_as_system(raison="test"):
        references = [i.reference for i in Incident.objects.all()]
    assert not [reference for reference in references if reference in page.content()]
    assert page.locator(f"a[href*='{reverse('protection:incidents_du_chiffre')}']").count() == 0
    assert faults_of(page) == []


@pytest.mark.parametrize("nom", ["piliers", "sensibilisation", "prevention", "recueil", "suivi", "actions"])
def test_a_pillar_with_nothing_in_it_passes_every_gate(page, entrer, live_server, monde, nom):
    entrer(page, monde.personnes[Role.DIRECTEUR])
    page.goto(live_server.url + reverse(f"protection:{nom}"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults_of(page) == []
