"""Gate 6: whoever left, Back shows the sign-in page and nothing personal."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from socle.habilitations.roles import Role
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import signed_in_page
from tests.accessibility.gates import assert_nothing_left_behind

pytestmark = pytest.mark.django_db(transaction=True)

NOMS = ["Léa", "Noé", "Martin", "Journée tranquille"]


def read_and_sign_out(page: Page, origine: str, monde) -> None:
    for nom, args in (
        ("enfants:ma_maison", []),
        ("enfants:fiche", [monde.lea.pk]),
        ("enfants:fil", [monde.lea.pk]),
        ("enfants:note", [monde.note.pk]),
    ):
        page.goto(origine + reverse(nom, args=args))
        expect(page.locator("main")).to_contain_text("Léa")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


@pytest.mark.parametrize("ecran", [TELEPHONE_CLAIR, BUREAU_SOMBRE], ids=["telephone", "bureau"])
@pytest.mark.parametrize("javascript", [True, False], ids=["avec-javascript", "sans-javascript"])
def test_signed_out_adult_leaves_no_page_behind(browser: Browser, live_server, monde, ecran, javascript):
    page = signed_in_page(
        browser,
        live_server.url,
        ecran,
        monde.personnes[Role.EDUCATEUR_FAMILIAL],
        java_script_enabled=javascript,
    )
    read_and_sign_out(page, live_server.url, monde)
    assert_nothing_left_behind(page, NOMS, pages=4)
    page.context.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["avec-javascript", "sans-javascript"])
def test_child_who_quits_leaves_no_page_behind(browser: Browser, live_server, monde, javascript):
    page = signed_in_page(
        browser,
        live_server.url,
        TELEPHONE_CLAIR,
        monde.personnes[Role.ENFANT],
        java_script_enabled=javascript,
    )
    page.goto(live_server.url + reverse("participation:mon_espace"))
    page.goto(live_server.url + reverse("participation:mon_espace") + "?encore")
    page.get_by_role("button", name="Quitter vite").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    assert_nothing_left_behind(page, ["Mon espace", "À qui je peux parler"], pages=2)
    page.context.close()


def test_departure_that_closes_nothing_is_caught(browser: Browser, live_server, monde):
    """The planted fault: whoever only goes to another page has left nothing."""
    page = signed_in_page(browser, live_server.url, TELEPHONE_CLAIR, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page.goto(live_server.url + reverse("enfants:fiche", args=[monde.lea.pk]))
    page.goto(live_server.url + reverse("ui:aide"))
    with pytest.raises(AssertionError, match="Léa"):
        assert_nothing_left_behind(page, NOMS, pages=1)
    page.context.close()


def test_page_brought_back_from_memory_asks_the_server_again(browser: Browser, live_server, monde):
    """Playwright switches the back-forward cache off: its event is given to the page instead."""
    page = signed_in_page(browser, live_server.url, TELEPHONE_CLAIR, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page.goto(live_server.url + reverse("enfants:fiche", args=[monde.lea.pk]))
    page.context.clear_cookies(name="sessionid")
    page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    expect(page.get_by_text("Léa")).to_have_count(0)
    page.context.close()
