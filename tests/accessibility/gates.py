"""The interface gates, as plain functions on an open page. ``test_gates.py`` plants faults they must catch.

They read the page through ``page.evaluate`` and constructed stylesheets, which the strict
Content-Security-Policy allows; nothing is injected as a script or style element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

_JS = Path(__file__).parent / "js"

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # It calls a control small when the bottom bar stands over it at this very scroll position; sizes
    # (44 px and more) and what the bar covers on focus are gates of their own, below.
    "rules": {"target-size": {"enabled": False}},
    # Details of what passes are never read, and cost as much as the check.
    "resultTypes": ["violations"],
}
#: Headings of the doors: where whoever left arrives.
PORTES = {"Se connecter", "Bonjour ! C’est toi ?", "Qui est là ?"}
CIBLE_ADULTE = 44
CIBLE_ENFANT = 48
PREMIERE_PAGE = 250 * 1024
PAGE_SUIVANTE = 30 * 1024
#: More Tab presses than any page has controls.
TABS_AU_PLUS = 400


def _script(name: str) -> str:
    return (_JS / f"{name}.js").read_text(encoding="utf-8")


def assert_no_axe_violation(page: Page) -> None:
    """Gate 1: the automatic rules of WCAG 2.2 A and AA, and axe's good practice."""
    found = Axe().run(page, options=AXE).response["violations"]
    report = [
        f"{rule['id']}: {rule['help']} — " + " | ".join(str(node["html"])[:160] for node in rule["nodes"][:4])
        for rule in found
    ]
    assert not report, "\n".join(report)


def assert_no_horizontal_scroll(page: Page) -> None:
    """Gate 2: at 320 px, at 640 px with text twice as big, and with the spacing of WCAG 1.4.12."""
    size = page.viewport_size
    assert size is not None
    try:
        for width, zoom, spaced in (
            (320, 100, False),
            (640, 200, False),
            (size["width"], 100, True),
            (320, 100, True),
        ):
            page.set_viewport_size({"width": width, "height": size["height"]})
            page.evaluate(_script("apparence"), {"zoom": zoom, "spaced": spaced})
            wide = page.evaluate(_script("debordement"))
            assert not wide, f"at {width} px, text {zoom} %, spacing {spaced}: {wide}"
    finally:
        page.evaluate(_script("apparence"), {"zoom": 100, "spaced": False})
        page.set_viewport_size(size)


def assert_targets_large_enough(page: Page, minimum: int = CIBLE_ADULTE) -> None:
    """Gate 2: every control is large enough; links inside a sentence are exempt, as in WCAG 2.5.8."""
    small = page.evaluate(_script("cibles"), minimum)
    assert not small, f"smaller than {minimum} px: {small}"


def assert_focus_visible_and_uncovered(page: Page) -> None:
    """Gate 3: walk the page with Tab; each stop shows its focus and no sticky bar covers it."""
    page.evaluate(_script("debut"))
    note = _script("focus")
    covered = []
    for _ in range(TABS_AU_PLUS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(note)
        if stop is None or stop["again"]:
            break
        if stop["covered"]:
            covered.append(f"{stop['label']} under {stop['covered']}")
    else:
        raise AssertionError(f"more than {TABS_AU_PLUS} stops: the focus never comes back")
    mute = page.evaluate(_script("focus_muet"))
    assert page.evaluate("() => window.__gate.length") > 0, "nothing receives the focus"
    assert not mute, f"no visible focus: {mute}"
    assert not covered, f"covered when focused: {covered}"


def assert_skip_link_first(page: Page) -> None:
    """Gate 3: the first Tab reaches a link to the main content, and following it goes there."""
    page.evaluate(_script("debut"))
    page.keyboard.press("Tab")
    target = page.evaluate("() => document.activeElement?.getAttribute('href')")
    assert target == "#contenu", f"first stop leads to {target!r}"
    page.keyboard.press("Enter")
    landed = page.evaluate("() => document.activeElement?.tagName")
    assert landed == "MAIN", f"the skip link leaves the focus on {landed}"


def assert_no_text_in_web_storage(page: Page, words: Iterable[str] = ()) -> None:
    """Gate 5: no storage of the browser holds a sentence of the page, nor any of ``words``."""
    found = page.evaluate(_script("stockage"), list(words))
    assert not found, f"kept in the browser: {found}"


def assert_nothing_left_behind(page: Page, words: Iterable[str], *, pages: int) -> None:
    """Gate 6: after leaving, Back through ``pages`` pages shows the sign-in page and none of ``words``."""
    for step in range(1, pages + 1):
        page.go_back()
        shown = page.locator("body").inner_text()
        found = [word for word in words if word in shown]
        assert not found, f"{step} pages back: {found}"
        heading = " ".join(page.get_by_role("heading", level=1).inner_text().split())
        assert heading in PORTES, f"{step} pages back: « {heading} » instead of a door"


@dataclass
class Reseau:
    """What a page asked of the network; install it before the first navigation."""

    origine: str
    etrangeres: list[str] = field(default_factory=list)

    @classmethod
    def watch(cls, page: Page, origine: str) -> Reseau:
        watcher = cls(origine.rstrip("/"))
        page.on("request", watcher.note)
        return watcher

    def note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme not in {"data", "blob", "about"}
            and f"{parts.scheme}://{parts.netloc}" != self.origine
        ):
            self.etrangeres.append(request.url)

    def faults(self) -> list[str]:
        """Return, once, what left the origin since the last time."""
        found, self.etrangeres = self.etrangeres, []
        return [f"left the origin: {url}" for url in found]

    def assert_no_request_left(self) -> None:
        """Gate 5: everything came from our own origin."""
        assert not self.etrangeres, f"left the origin: {self.etrangeres}"


def page_weight(page: Page) -> int:
    """Return the bytes transferred for the page on the screen, its resources included."""
    page.wait_for_load_state("load")
    page.evaluate("() => document.fonts.ready.then(() => null)")  # a typeface may come after the load
    return int(page.evaluate(_script("poids")))


def assert_weight(page: Page, maximum: int) -> None:
    """Gate 5: first page at most 250 KiB, the next 30 KiB."""
    weight = page_weight(page)
    assert 0 < weight <= maximum, f"{weight / 1024:.0f} KiB for at most {maximum / 1024:.0f}"


#: Gates that hold on any page as it stands.
GATES: list[Callable[[Page], None]] = [
    assert_no_axe_violation,
    assert_no_horizontal_scroll,
    assert_targets_large_enough,
    assert_focus_visible_and_uncovered,
    assert_skip_link_first,
    assert_no_text_in_web_storage,
]


def assert_page_passes(page: Page, *, cible: int = CIBLE_ADULTE) -> None:
    """Hold an open page to every gate, with children's targets when asked."""
    for gate in GATES:
        if gate is assert_targets_large_enough:
            assert_targets_large_enough(page, cible)
        else:
            gate(page)
