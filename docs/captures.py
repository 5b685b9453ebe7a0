"""Take the pictures of the README and of the guides from a running demo.

    make demo                                      # elsewhere, on the port named below
    .venv/bin/python -m docs.captures [ADDRESS]    # http://127.0.0.1:8000 unless told otherwise

Run by hand when a screen has changed, with the packages of ``requirements/test.txt``. It signs in as
people do, password then six digits (a child, with their phrase alone), and writes
``docs/images/<screen>-<width>.png``. The children are those of the demo: invented.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect, sync_playwright

from deploy.local.browser import ARGUMENTS, NAMES
from deploy.local.demo import ACCOUNTS
from deploy.local.totp import code

IMAGES = Path(__file__).resolve().parent / "images"
HEIGHTS = {390: 844, 1366: 900}
#: A picture is sharp on a phone without weighing more than 200 KB.
SCALES = {390: 1.5, 1366: 1.0}

NOTE = (
    "Devoirs faits avant le goûter, sans qu’on le lui rappelle. Elle a voulu préparer la pâte à crêpes "
    "toute seule, et s’est endormie pendant l’histoire."
)


@dataclass(frozen=True)
class Capture:
    """One picture: whose screen, how wide, and how one gets there."""

    nom: str
    compte: str
    largeur: int
    aller: Callable[[Page, str], None]


def _page(path: str) -> Callable[[Page, str], None]:
    return lambda page, base: _open(page, urljoin(base, path))


def _open(page: Page, address: str) -> None:
    response = page.goto(address)
    if response is None or not response.ok:
        raise SystemExit(f"{address} answers {response.status if response else 'nothing'}.")


def _evening(page: Page, base: str) -> None:
    """The journal with one note being typed, so that the saved draft shows."""
    _open(page, urljoin(base, "/journal/"))
    block = page.locator(".bloc-enfant").first
    block.get_by_label("Joie").check()
    block.get_by_role("textbox").fill(NOTE)
    expect(page.get_by_text("Brouillon enregistré")).to_be_visible(timeout=15_000)
    page.evaluate("document.activeElement.blur()")
    block.evaluate("block => window.scrollTo(0, block.offsetTop - 12)")


def _child(suffix: str = "") -> Callable[[Page, str], None]:
    def go(page: Page, base: str) -> None:
        _open(page, urljoin(base, "/enfants/"))
        first = page.locator('a[href^="/enfants/"]:has-text("Inaya")').first
        _open(page, urljoin(base, f"{first.get_attribute('href')}{suffix}"))

    return go


def _runaway(page: Page, base: str) -> None:
    """The one told in the demo, hour by hour."""
    _open(page, urljoin(base, "/fugues/"))
    page.locator("main").get_by_role("link", name="Ouvrir").first.click()
    expect(page.get_by_role("heading", name="Heure par heure")).to_be_visible()


def _incident(page: Page, base: str) -> None:
    """The first incident of the list, from end to end."""
    _open(page, urljoin(base, "/incidents/"))
    page.locator("main").get_by_role("link", name="Ouvrir").first.click()
    expect(page.get_by_role("heading", name="La déclaration")).to_be_visible()


def _rituals(page: Page, base: str) -> None:
    """The rituals of the house one takes over, from the relay."""
    _open(page, urljoin(base, "/relais/"))
    link = page.get_by_role("link", name="Rituels de ce soir")
    _open(page, urljoin(base, str(link.get_attribute("href"))))


def _to(go: Callable[[Page, str], None], text: str) -> Callable[[Page, str], None]:
    """The same page, scrolled to a heading."""

    def scrolled(page: Page, base: str) -> None:
        go(page, base)
        title = page.get_by_role("heading", name=text).first
        title.evaluate("title => window.scrollTo(0, title.getBoundingClientRect().top + window.scrollY - 88)")

    return scrolled


def _journal_of_access(page: Page, base: str) -> None:
    """The entries, below the filters: date fields speak the language of this machine's browser."""
    _open(page, urljoin(base, "/droits/journal/"))
    page.locator("main table").first.evaluate("list => window.scrollTo(0, list.offsetTop - 72)")


def _search(page: Page, base: str) -> None:
    """A name with a letter gone wrong, and why each hit was found."""
    _open(page, urljoin(base, "/recherche/"))
    page.get_by_label("Qui, ou quel lieu").fill("inyaa")
    expect(page.get_by_text("une lettre d’écart").first).to_be_visible(timeout=15_000)


def _village(page: Page, base: str) -> None:
    """The village one directs: the only one in the list, or the first."""
    _open(page, urljoin(base, "/villages/"))
    link = page.locator('main a[href^="/villages/"]:not([href$="nouveau/"])').first
    if page.url.endswith("/villages/") and link.count():
        _open(page, urljoin(base, str(link.get_attribute("href"))))


CAPTURES = [
    Capture("ma-maison", "claire.renaud", 390, _page("/ma-maison/")),
    Capture("journal", "claire.renaud", 390, _evening),
    Capture("fiche", "claire.renaud", 1366, _child()),
    Capture("relais", "claire.renaud", 390, _page("/relais/")),
    Capture("traitements", "claire.renaud", 390, _page("/traitements/")),
    Capture("scolarite", "claire.renaud", 390, _child("scolarite/")),
    Capture("visites", "claire.renaud", 390, _child("visites/")),
    Capture("personnes", "claire.renaud", 390, _child("personnes-importantes/")),
    Capture("argent", "claire.renaud", 1366, _child("argent/")),
    Capture("histoire", "claire.renaud", 390, _child("histoire/")),
    Capture("rituels", "sabrina.lopez", 390, _rituals),
    Capture("famille", "karim.belkacem", 1366, _child("famille/")),
    Capture("genogramme", "helene.vidal", 1366, _child("famille/genogramme/")),
    Capture("dossier-medical", "dominique.roche", 1366, _child("sante/")),
    Capture("echeancier", "fabrice.leconte", 1366, _to(_page("/echeances/"), "Date dépassée")),
    Capture("contacts", "olivier.chassagne", 390, _to(_child("contacts/"), "Qui peut appeler")),
    Capture("dossier-ouvert", "sandrine.moulin", 1366, _child()),
    Capture("qui-peut-voir", "veronique.saunier", 1366, _child("qui-peut-voir/")),
    Capture("village", "veronique.saunier", 1366, _village),
    Capture("admissions", "martine.aubin", 390, _page("/admissions/")),
    Capture("declarer", "claire.renaud", 390, _page("/incidents/declarer/")),
    Capture("incident", "fabrice.leconte", 1366, _incident),
    Capture("fugue", "claire.renaud", 390, _runaway),
    Capture("piliers", "veronique.saunier", 1366, _page("/piliers/")),
    Capture("prevention", "veronique.saunier", 1366, _page("/piliers/prevention/")),
    Capture("registre", "martine.aubin", 1366, _page("/registre/")),
    Capture("demandes", "veronique.saunier", 390, _page("/demandes/")),
    Capture("occupation", "veronique.saunier", 1366, _page("/occupation/")),
    Capture("roles", "veronique.saunier", 1366, _page("/droits/roles/")),
    Capture("recherche", "veronique.saunier", 1366, _search),
    Capture("acces", "isabelle.kowalski", 1366, _journal_of_access),
    Capture("comptes", "julien.teyssier", 1366, _page("/comptes/")),
    Capture("mon-espace", "loutre-verte-27", 390, _page("/mon-espace/")),
]


def sign_in(browser: Browser, base: str, account: dict[str, str]) -> Page:
    """Open a session as this person does: a child has a door of their own, without the six digits."""
    page = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce").new_page()
    page.goto(urljoin(base, "/compte/login/" if account["totp_secret"] else "/compte/enfant/"))
    page.fill('input[name="login"]', account["identifiant"])
    page.fill('input[name="password"]', account["mot_de_passe"])
    page.locator('input[name="password"]').press("Enter")
    if account["totp_secret"]:
        page.fill('input[name="code"]', code(account["totp_secret"], time.time()))
        page.locator('input[name="code"]').press("Enter")
    page.wait_for_url(lambda address: "/compte/" not in address)
    return page


def take(browser: Browser, base: str, accounts: dict[str, dict[str, str]]) -> None:
    """Write every picture, one session per person."""
    for compte in dict.fromkeys(capture.compte for capture in CAPTURES):
        session = sign_in(browser, base, accounts[compte])
        cookies = session.context.storage_state()
        session.context.close()
        for capture in (capture for capture in CAPTURES if capture.compte == compte):
            largeur = capture.largeur
            context = browser.new_context(
                viewport={"width": largeur, "height": HEIGHTS[largeur]},
                device_scale_factor=SCALES[largeur],
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                color_scheme="light",
                storage_state=cookies,
            )
            page = context.new_page()
            capture.aller(page, base)
            page.evaluate("document.fonts.ready.then(() => true)")
            expect(page.locator(".squelette")).to_have_count(0)
            target = IMAGES / f"{capture.nom}-{largeur}.png"
            page.screenshot(path=target, animations="disabled", caret="hide")
            sys.stdout.write(f"{target.name} {target.stat().st_size // 1000} KB\n")
            context.close()


def main(base: str) -> None:
    """Find the accounts of the demo and the browser, then take every picture."""
    if not ACCOUNTS.exists():
        raise SystemExit(f"{ACCOUNTS} does not exist: make demo first.")
    accounts = {
        account["identifiant"]: account for account in json.loads(ACCOUNTS.read_text(encoding="utf-8"))
    }
    program = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        take(browser, base, accounts)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
