"""The gates are themselves held: each planted fault must make its gate fail, and only a fault does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import gates
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.catalogue import faults_of

PLANT = "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets.push(s); }"


@pytest.fixture
def preferences(browser: Browser, live_server) -> Iterator[Page]:
    page = open_page(browser, TELEPHONE_CLAIR)
    page.goto(live_server.url + "/preferences/")
    yield page
    page.context.close()


def remove_a_label(page: Page) -> None:
    page.evaluate(
        "() => { const i = document.createElement('input'); i.id = 'nu';"
        " document.querySelector('main').append(i); }"
    )


def pale_text(page: Page) -> None:
    page.evaluate(PLANT, "h1 { color: #ddd !important; }")


def wide_block(page: Page) -> None:
    page.evaluate(PLANT, "h1 { inline-size: 900px; }")


def unbreakable_text_when_zoomed(page: Page) -> None:
    page.evaluate(
        PLANT,
        ".chapo { white-space: nowrap; font-size: 10px; inline-size: max-content; max-inline-size: none; }",
    )


def small_button(page: Page) -> None:
    page.evaluate(PLANT, "main .bouton { min-block-size: 20px; padding: 0; }")


def no_focus_ring(page: Page) -> None:
    page.evaluate(PLANT, ".bouton:focus-visible { outline: none !important; }")


def bar_over_the_fields(page: Page) -> None:
    page.evaluate(
        "() => { const b = document.createElement('div'); b.className = 'gate-bar'; b.textContent = 'x';"
        " document.body.append(b); }"
    )
    page.evaluate(
        PLANT,
        ".gate-bar { position: fixed; inset: 0 0 auto; block-size: 60vh; z-index: 99; }",
    )


def link_before_the_skip_link(page: Page) -> None:
    page.evaluate(
        "() => { const a = document.createElement('a'); a.href = '/'; a.textContent = 'x';"
        " document.body.prepend(a); }"
    )


def skip_link_to_nowhere(page: Page) -> None:
    page.evaluate("() => document.querySelector('main').removeAttribute('tabindex')")
    page.evaluate("() => { document.querySelector('main').id = 'ailleurs'; }")


def page_in_local_storage(page: Page) -> None:
    page.evaluate("() => localStorage.setItem('copie', document.querySelector('main').innerText)")


def page_in_session_storage(page: Page) -> None:
    page.evaluate("() => sessionStorage.setItem('htmx-history-cache', document.body.innerHTML)")


FAULTS: list[tuple[Callable[[Page], None], Callable[[Page], None]]] = [
    (remove_a_label, gates.assert_no_axe_violation),
    (pale_text, gates.assert_no_axe_violation),
    (wide_block, gates.assert_no_horizontal_scroll),
    (unbreakable_text_when_zoomed, gates.assert_no_horizontal_scroll),
    (small_button, gates.assert_targets_large_enough),
    (no_focus_ring, gates.assert_focus_visible_and_uncovered),
    (bar_over_the_fields, gates.assert_focus_visible_and_uncovered),
    (link_before_the_skip_link, gates.assert_skip_link_first),
    (skip_link_to_nowhere, gates.assert_skip_link_first),
    (page_in_local_storage, gates.assert_no_text_in_web_storage),
    (page_in_session_storage, gates.assert_no_text_in_web_storage),
]


@pytest.mark.parametrize(("fault", "gate"), FAULTS, ids=lambda part: part.__name__)
def test_planted_fault_makes_the_gate_fail(preferences: Page, fault, gate):
    gate(preferences)
    fault(preferences)
    with pytest.raises(AssertionError):
        gate(preferences)


def test_every_gate_has_a_planted_fault():
    assert set(gates.GATES) == {gate for _, gate in FAULTS}


def test_examination_repeats_what_the_gates_say(preferences: Page):
    assert faults_of(preferences) == []
    remove_a_label(preferences)
    small_button(preferences)
    reported = " ".join(faults_of(preferences))
    assert "label" in reported
    assert "smaller than 44 px" in reported


def test_request_to_elsewhere_is_caught(browser: Browser, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    network = gates.Reseau.watch(page, live_server.url)
    page.goto(live_server.url + "/preferences/")
    network.assert_no_request_left()
    other_host = live_server.url.replace("localhost", "127.0.0.1")
    assert other_host != live_server.url
    page.goto(other_host + "/aide/")
    with pytest.raises(AssertionError, match="left the origin"):
        network.assert_no_request_left()
    page.context.close()


def test_heavy_page_is_caught(preferences: Page):
    with pytest.raises(AssertionError, match="KiB"):
        gates.assert_weight(preferences, 1024)
