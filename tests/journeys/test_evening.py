"""The evening of an éducatrice at 390 px: four children, by keyboard alone, with and without script.

Interactions are counted as the gate does: one key, or one text typed, is one interaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from enfants.models import Brouillon, Enfant, NoteJournal
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.gates import assert_no_text_in_web_storage
from villages.models import Maison

pytestmark = pytest.mark.django_db(transaction=True)

INTERACTIONS_AU_PLUS = 25
TEXTES = {
    "Aïcha": "Rentrée contente de l’école, a montré son dessin.",
    "Inès": "Repas calme. A demandé quand vient sa mère.",
    "Léa": "A lu seule, puis a joué avec Malo.",
    "Malo": "Grosse fatigue, couché tôt.",
}


@dataclass
class Soiree:
    maison: Maison
    educatrice: Utilisateur
    directrice: Utilisateur
    etranger: Utilisateur


@pytest.fixture
def soiree(transactional_db: None) -> Soiree:
    village, autre = factories.creer_village("Les Collines"), factories.creer_village("La Rivière")
    maison, ailleurs = (
        factories.creer_maison(village, "Les Tilleuls"),
        factories.creer_maison(autre, "Les Sorbiers"),
    )
    enfants = [factories.creer_enfant(village, prenom, "Martin", maison=maison) for prenom in TEXTES]
    educatrice = factories.creer_personne(Role.EDUCATEUR_FAMILIAL, "claire", maison=maison, enfant=enfants[0])
    directrice = factories.creer_personne(Role.DIRECTEUR, "anne", maison=maison, enfant=enfants[0])
    etranger = factories.creer_personne(Role.EDUCATEUR_FAMILIAL, "paul", maison=ailleurs, enfant=enfants[0])
    return Soiree(maison, educatrice, directrice, etranger)


@dataclass
class Clavier:
    """A keyboard that counts."""

    page: Page
    interactions: int = field(default=0)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.interactions += 1

    def type(self, texte: str) -> None:
        self.page.keyboard.insert_text(texte)
        self.interactions += 1


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def telephone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = open_page(browser, TELEPHONE_CLAIR, java_script_enabled=request.param)
    page.avec_script = request.param  # type: ignore[attr-defined]
    yield page
    page.context.close()


def _focused(control: Locator) -> bool:
    return bool(control.evaluate("control => control === document.activeElement"))


def test_four_children_by_keyboard_alone(telephone: Page, soiree: Soiree, entrer, live_server, browser):
    entrer(telephone, soiree.educatrice)
    telephone.goto(live_server.url)
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Claire")
    telephone.get_by_role("link", name="Écrire le journal du soir").focus()
    clavier = Clavier(telephone)
    clavier.press("Enter")
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Journal du soir")
    for prenom, texte in TEXTES.items():
        while not _focused(telephone.get_by_label(f"Note pour {prenom}", exact=True)):
            clavier.press("Tab")
            assert clavier.interactions <= INTERACTIONS_AU_PLUS
        clavier.type(texte)
    if telephone.avec_script:  # type: ignore[attr-defined]
        clavier.press("Control+Enter")
    else:
        while not _focused(telephone.get_by_role("button", name="Enregistrer")):
            clavier.press("Tab")
            assert clavier.interactions <= INTERACTIONS_AU_PLUS
        clavier.press("Enter")
    expect(telephone.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert clavier.interactions <= INTERACTIONS_AU_PLUS
    expect(telephone.get_by_role("button", name="Annuler cette note")).to_have_count(4)
    expect(telephone.get_by_text("A lu seule, puis a joué avec un autre enfant.")).to_be_visible()
    with acting_as(soiree.educatrice):
        assert NoteJournal.objects.count() == 4
        assert Brouillon.objects.count() == 0
    telephone.get_by_role("link", name="Revenir à la maison").click()
    expect(telephone.get_by_text("Chaque enfant présent a sa note ce soir.")).to_be_visible()
    _the_director_reads_and_the_stranger_finds_nothing(browser, soiree, entrer, live_server)


def _the_director_reads_and_the_stranger_finds_nothing(
    browser: Browser, soiree: Soiree, entrer, live_server
) -> None:
    with acting_as(soiree.educatrice):
        ids = list(NoteJournal.objects.values_list("pk", flat=True))
    director, stranger = (open_page(browser, TELEPHONE_CLAIR) for _ in range(2))
    entrer(director, soiree.directrice)
    entrer(stranger, soiree.etranger)
    read = ""
    for pk in ids:
        assert director.goto(f"{live_server.url}/notes/{pk}/").status == 200  # type: ignore[union-attr]
        read += director.locator("main").inner_text()
        assert stranger.goto(f"{live_server.url}/notes/{pk}/").status == 404  # type: ignore[union-attr]
        assert not any(texte[:20] in stranger.content() for texte in TEXTES.values())
    assert "A lu seule, puis a joué avec un autre enfant." in read
    assert "Grosse fatigue, couché tôt." in read
    director.goto(f"{live_server.url}/ma-maison/")
    expect(director.get_by_text("Chaque enfant présent a sa note ce soir.")).to_be_visible()
    stranger.goto(f"{live_server.url}/maisons/{soiree.maison.pk}/journal/")
    expect(stranger.get_by_role("heading", level=1)).not_to_contain_text("Journal")
    director.context.close()
    stranger.context.close()


def test_moods_too_stay_within_the_count(browser: Browser, soiree: Soiree, entrer, live_server):
    page = open_page(browser, TELEPHONE_CLAIR)
    entrer(page, soiree.educatrice)
    page.goto(f"{live_server.url}/maisons/{soiree.maison.pk}/journal/#enfants")
    clavier = Clavier(page)
    for rang, (prenom, texte) in enumerate(TEXTES.items()):
        clavier.press("Tab")
        clavier.press("Space")
        clavier.press("Tab")
        assert _focused(page.get_by_label(f"Note pour {prenom}", exact=True))
        clavier.type(texte)
        if rang < len(TEXTES) - 1:
            clavier.press("Tab")
            clavier.press("Tab")
    clavier.press("Control+Enter")
    expect(page.get_by_text("Joie")).to_have_count(4)
    assert clavier.interactions <= INTERACTIONS_AU_PLUS
    page.context.close()


def test_what_is_typed_is_kept_as_one_types_and_never_in_the_browser(
    browser: Browser, soiree, entrer, live_server
):
    page = open_page(browser, TELEPHONE_CLAIR)
    entrer(page, soiree.educatrice)
    page.goto(f"{live_server.url}/maisons/{soiree.maison.pk}/journal/")
    page.get_by_label("Note pour Léa", exact=True).fill("Phrase canari du soir.")
    status = page.get_by_role("status").filter(has_text=re.compile("Brouillon enregistré à"))
    expect(status).to_be_visible(timeout=8000)
    assert_no_text_in_web_storage(page, ["canari"])
    page.goto(f"{live_server.url}/ma-maison/")
    page.get_by_role("link", name="Écrire le journal du soir").click()
    expect(page.get_by_label("Note pour Léa", exact=True)).to_have_value("Phrase canari du soir.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Annuler cette note").click()
    expect(page.get_by_text("La note est annulée.")).to_be_visible()
    expect(page.get_by_label("Note pour Léa", exact=True)).to_have_value("Phrase canari du soir.")
    page.context.close()


def test_a_correction_made_twice_shows_both_texts(browser: Browser, soiree: Soiree, entrer, live_server):
    with acting_as(soiree.educatrice):
        enfant = Enfant.objects.visible_to(soiree.educatrice, "lire_identite").order_by("id").first()
    note = factories.creer_note(
        enfant, soiree.maison, soiree.educatrice, "D’origine.", ecrite_le=timezone.now() - timedelta(hours=1)
    )
    pages = [open_page(browser, TELEPHONE_CLAIR) for _ in range(2)]
    for page in pages:
        entrer(page, soiree.educatrice)
        page.goto(f"{live_server.url}/notes/{note.pk}/corriger/")
    for rang, page in enumerate(pages):
        page.get_by_label("Note", exact=True).fill(f"Correction {rang}.")
        page.get_by_label("Pourquoi cette correction").fill("Précision.")
        page.get_by_role("button", name="Enregistrer").click()
    second = pages[1]
    expect(second.get_by_text("Quelqu’un a corrigé cette note pendant que vous écriviez")).to_be_visible()
    expect(second.get_by_text("Correction 0.")).to_be_visible()
    expect(second.get_by_label("Note", exact=True)).to_have_value("Correction 1.")
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.get_by_role("heading", name="Version 3")).to_be_visible()
    for page in pages:
        page.context.close()
