"""The pages of the interface itself, held to every gate at 390 light and 1366 dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from socle.ui import navigation
from socle.ui.navigation import Entree
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.gates import (
    CIBLE_ADULTE,
    CIBLE_ENFANT,
    PAGE_SUIVANTE,
    PREMIERE_PAGE,
    Reseau,
    assert_page_passes,
    assert_weight,
)

PAGES = {
    "/styleguide/": CIBLE_ADULTE,
    "/styleguide/enfant/": CIBLE_ENFANT,
    "/preferences/": CIBLE_ADULTE,
    "/aide/": CIBLE_ADULTE,
    "/accessibilite/": CIBLE_ADULTE,
    "/nulle-part/": CIBLE_ADULTE,
}


@pytest.fixture
def four_entries(monkeypatch) -> None:
    """A full bottom bar, as an éducatrice sees it, and one entry more for the menu."""
    monkeypatch.setattr(navigation, "_entrees", {})
    for rank, (label, icon, url) in enumerate(
        [
            ("Ma maison", "house", "ui:styleguide"),
            ("Journal", "notebook-pen", "ui:preferences"),
            ("Enfants", "users-round", "ui:aide"),
            ("Agenda", "calendar-days", "ui:accessibilite"),
        ]
    ):
        navigation.register(
            Entree(
                libelle=label,
                court=label.split()[-1].capitalize(),
                icone=icon,
                url=url,
                ordre=rank,
                visible=lambda r: True,
            )
        )


@pytest.mark.parametrize("adresse", PAGES)
@pytest.mark.usefixtures("four_entries")
def test_page_passes_every_gate(vue: Page, live_server, adresse):
    network = Reseau.watch(vue, live_server.url)
    vue.goto(live_server.url + adresse)
    assert_page_passes(vue, cible=PAGES[adresse])
    network.assert_no_request_left()


@pytest.mark.parametrize("taille", ["grande", "tres-grande"])
def test_bigger_text_passes_every_gate(vue: Page, live_server, taille):
    vue.goto(live_server.url + "/preferences/")
    vue.get_by_role("radio", name="Très grande" if taille == "tres-grande" else "Grande", exact=True).check()
    vue.get_by_role("button", name="Enregistrer").click()
    expect(vue.locator("html")).to_have_attribute("data-taille", taille)
    assert_page_passes(vue)


def test_chosen_theme_beats_the_device(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    page.goto(live_server.url + "/preferences/")
    by_day = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.get_by_role("radio", name="Sombres").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos préférences sont enregistrées")).to_be_visible()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != by_day
    page.context.close()


def test_first_page_is_light_and_the_next_lighter(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    page.goto(live_server.url + "/styleguide/")
    assert_weight(page, PREMIERE_PAGE)
    page.goto(live_server.url + "/preferences/")
    assert_weight(page, PAGE_SUIVANTE)
    page.context.close()


@pytest.mark.usefixtures("four_entries")
def test_everything_is_there_without_javascript(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR, java_script_enabled=False)
    page.goto(live_server.url + "/preferences/")
    page.get_by_role("radio", name="Sombres").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos préférences sont enregistrées")).to_be_visible()
    expect(page.get_by_role("navigation", name="Navigation principale").get_by_role("link")).to_have_count(4)
    page.context.close()


@pytest.mark.usefixtures("four_entries")
def test_bottom_bar_does_not_hide_the_end_of_the_page(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    page.goto(live_server.url + "/styleguide/")
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    foot = page.locator(".pied-liens").bounding_box()
    bar = page.locator(".barre").bounding_box()
    assert foot is not None
    assert bar is not None
    assert foot["y"] + foot["height"] <= bar["y"] + 1
    page.context.close()


def test_selection_survives_forced_colours(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR, forced_colors="active")
    page.goto(live_server.url + "/preferences/")
    chosen = page.locator("input:checked + .puce-corps").first
    other = page.locator("input:not(:checked) + .puce-corps").first
    expect(chosen.locator(".puce-coche")).to_be_visible()
    expect(other.locator(".puce-coche")).to_be_hidden()
    widths = [each.evaluate("e => getComputedStyle(e).borderTopWidth") for each in (chosen, other)]
    assert widths == ["3px", "1px"]
    page.context.close()


def test_no_error_reaches_the_console(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for adresse in ("/styleguide/", "/styleguide/enfant/", "/preferences/"):
        page.goto(live_server.url + adresse)
    assert said == []
    page.context.close()
