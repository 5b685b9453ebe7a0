"""Every page of the product, generated from the URLconf, held to every gate in a real browser.

``make test`` opens each page once, as the person who sees the most of it, at 390 light and 1366
dark; ``make test-complet`` opens it for everyone who may, at both widths in both themes, and holds
every content that differs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import (
    ADRESSES,
    COMPLET,
    SANS_PAGE,
    Adresse,
    Catalogue,
    Salle,
    faults_of,
    reproach,
)
from tests.accessibility.gates import assert_weight

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = [TELEPHONE_CLAIR, BUREAU_SOMBRE]
if COMPLET:
    ECRANS = [(largeur, hauteur, theme) for largeur, hauteur, _ in ECRANS for theme in ("light", "dark")]

A_OUVRIR = [adresse for adresse in ADRESSES if adresse.nom not in SANS_PAGE]
#: Few tests, each with its own world: making one costs more than opening a page.
PAR_TEST = 20
LOTS = [A_OUVRIR[rang : rang + PAR_TEST] for rang in range(0, len(A_OUVRIR), PAR_TEST)]


def label(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    assert isinstance(value, list)
    return f"{value[0].nom}-{value[-1].nom}"


@pytest.fixture
def catalogue(monde) -> Catalogue:
    return Catalogue(monde)


@pytest.fixture
def salle(browser: Browser, live_server, catalogue: Catalogue, ecran) -> Iterator[Salle]:
    salle = Salle(browser, live_server.url, catalogue, ecran)
    yield salle
    salle.close()


@pytest.mark.parametrize("ecran", ECRANS, ids=label)
@pytest.mark.parametrize("lot", LOTS, ids=label)
def test_every_page_passes_every_gate(live_server, catalogue, salle, ecran, lot: list[Adresse]):
    faults: dict[str, list[str]] = {}
    for adresse in lot:
        visites = list(catalogue.visites(adresse, toutes=COMPLET))
        if not visites:
            faults[adresse.nom] = ["nobody gets a page: give it an object, or its reason in SANS_PAGE"]
        for visite in visites:
            page, network = salle.page(visite.role)
            answer = page.goto(live_server.url + visite.url)
            assert answer is not None
            found = [] if answer.ok else [f"answers {answer.status}"]
            found += [
                fault for fault in [reproach(assert_weight, page, salle.maximum(visite, page))] if fault
            ]
            found += network.faults()
            if salle.a_tenir(visite, page):
                found += faults_of(page)
            if found:
                faults[str(visite)] = found
    assert not faults, "\n".join(f"{page}\n    " + "\n    ".join(found) for page, found in faults.items())


def test_what_is_left_out_has_no_page(catalogue):
    noms = {adresse.nom for adresse in ADRESSES}
    assert set(SANS_PAGE) <= noms, "left out, but no longer an address"
    pages = [
        str(visite)
        for adresse in ADRESSES
        if adresse.nom in SANS_PAGE
        for visite in catalogue.visites(adresse, toutes=False)
    ]
    assert not pages, f"left out, yet answering with a page: {pages}"
