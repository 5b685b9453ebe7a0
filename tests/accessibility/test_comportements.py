"""What ``app.js`` promises, in a real browser: refusals, focus, announcements, one sending, troubles."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from enfants.models import NoteJournal
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests.accessibility.browser import TELEPHONE_CLAIR
from tests.accessibility.catalogue import signed_in_page
from tests.accessibility.gates import assert_no_text_in_web_storage

pytestmark = pytest.mark.django_db(transaction=True)

TEXTE = "Phrase canari, tapée sur le canapé."


@pytest.fixture
def page(browser: Browser, live_server, monde):
    page = signed_in_page(browser, live_server.url, TELEPHONE_CLAIR, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    yield page
    page.context.close()


@pytest.fixture
def adresse(live_server):
    return lambda nom, *args: live_server.url + reverse(nom, args=args)


def notes() -> int:
    with acting_as_system(raison="test"):
        return NoteJournal.objects.count()


def test_refused_form_puts_the_focus_on_its_errors_and_keeps_what_was_typed(page, adresse):
    page.goto(adresse("enfants:note_rapide"))
    page.get_by_label("Ce qui s’est passé").fill(TEXTE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#resume-erreurs")).to_be_focused()
    expect(page.get_by_text("Choisissez au moins un enfant.").first).to_be_visible()
    expect(page.get_by_label("Ce qui s’est passé")).to_have_value(TEXTE)


def test_refused_fragment_replaces_the_form_and_takes_the_focus(page, adresse, monde):
    """The form of a print, given to htmx: the 422 is shown, where htmx alone would drop it."""
    page.goto(adresse("enfants:impression", monde.lea.pk))
    page.evaluate(
        """() => {
          const form = document.getElementById("formulaire");
          form.noValidate = true;
          form.setAttribute("data-hx-post", form.action);
          form.setAttribute("data-hx-swap", "outerHTML");
          htmx.process(form);
        }"""
    )
    page.get_by_label("Depuis le").fill("")
    page.get_by_role("button", name="Préparer le document").click()
    expect(page.locator("#resume-erreurs")).to_be_focused()
    expect(page.locator("#panne")).to_be_hidden()
    assert_no_text_in_web_storage(page)


def test_search_is_announced_in_the_status_region_and_leaves_nothing_behind(page, adresse):
    page.goto(adresse("enfants:liste"))
    page.locator("input[type=search]").fill("Noé")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#annonces[role=status]")).to_have_text("1 enfant")
    assert "No" not in page.url.rsplit("/", 1)[-1]
    assert_no_text_in_web_storage(page, ["Noé", "Martin"])
    page.get_by_role("link", name="Noé").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noé")
    page.go_back()
    assert_no_text_in_web_storage(page, ["Noé", "Martin"])


def test_control_enter_sends_the_form_one_writes_in(page, adresse):
    before = notes()
    page.goto(adresse("enfants:note_rapide"))
    page.get_by_role("checkbox", name="Léa").check()
    page.get_by_label("Ce qui s’est passé").fill(TEXTE)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert notes() == before + 1


def test_form_on_its_way_is_not_sent_twice(page, adresse):
    before = notes()
    page.goto(adresse("enfants:note_rapide"))
    page.get_by_role("checkbox", name="Léa").check()
    page.get_by_label("Ce qui s’est passé").fill(TEXTE)
    stopped = page.evaluate(
        """() => {
          const form = document.querySelector("form[data-envoi-clavier]");
          const seen = [];
          addEventListener("submit", (event) => seen.push(event.defaultPrevented));
          form.requestSubmit();
          form.requestSubmit();
          return seen;
        }"""
    )
    assert stopped == [False, True]
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert notes() == before + 1


def test_lost_network_is_said_and_what_is_typed_stays(page, adresse, monde):
    url = adresse("enfants:journal", monde.tilleuls.pk)
    page.goto(url)
    page.context.set_offline(True)
    page.get_by_label("Note pour Léa", exact=True).fill(TEXTE)
    expect(page.locator("#panne")).to_be_visible(timeout=10_000)
    expect(page.locator("#panne")).to_contain_text("Le réseau ne répond pas")
    expect(page.locator("#annonces")).to_contain_text("Ce que vous avez écrit est encore là")
    expect(page.get_by_label("Note pour Léa", exact=True)).to_have_value(TEXTE)
    assert_no_text_in_web_storage(page, ["canari"])


def test_session_lost_while_writing_leaves_the_words_on_the_screen(page, adresse, monde):
    """The draft request meets a closed session: nothing typed may vanish without a word."""
    page.goto(adresse("enfants:journal", monde.tilleuls.pk))
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Note pour Léa", exact=True).fill(TEXTE)
    expect(page.locator("#panne")).to_be_visible(timeout=10_000)
    expect(page.locator("#panne")).to_contain_text("Votre session s’est fermée")
    expect(page.get_by_label("Note pour Léa", exact=True)).to_have_value(TEXTE)


def test_failing_server_is_said_and_what_is_typed_stays(page, adresse, monde):
    """A draft the server refuses (the house closed meanwhile) keeps the words on the screen."""
    page.goto(adresse("enfants:journal", monde.tilleuls.pk))
    ouvrir = page.locator("#panne")
    expect(ouvrir).to_be_hidden()
    page.evaluate(
        "() => document.querySelector('.brouillon-zone').setAttribute('data-hx-post', '/nulle-part/')"
    )
    page.evaluate("() => htmx.process(document.querySelector('.brouillon-zone'))")
    page.get_by_label("Note pour Léa", exact=True).fill(TEXTE)
    expect(ouvrir).to_be_visible(timeout=10_000)
    expect(page.get_by_label("Note pour Léa", exact=True)).to_have_value(TEXTE)


def test_menu_closes_with_escape_and_gives_the_focus_back(page, adresse):
    page.goto(adresse("ui:aide"))
    summary = page.locator("details[data-menu] > summary")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details[data-menu]")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
