"""A runaway at 23:00: from « Ma maison » to the sheet in hand, on a phone; then the return and the interview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from enfants.models import Absence
from protection.models import AlerteFugue, BrouillonSignalement, EntretienDeRetour, Fugue, Incident
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import jour_de_soiree
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.journeys.test_incident import Doigt

pytestmark = pytest.mark.django_db(transaction=True)

INTERACTIONS_AU_PLUS = 20


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> None:
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def ouvrir(browser: Browser, entrer) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(personne: Utilisateur, **options: object) -> Page:
        pages.append(open_page(browser, TELEPHONE_CLAIR, **options))
        entrer(pages[-1], personne)
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


def _champ(doigt: Doigt, nom: str, texte: str) -> None:
    doigt.page.locator(f"main [name={nom}]").first.fill(texte)
    doigt.interactions += 1


def _trois_pages(doigt: Doigt, monde) -> None:
    page = doigt.page
    doigt.toucher("link", "Un enfant n’est pas rentré")
    expect(page.get_by_role("link", name="17")).to_have_attribute("href", "tel:17")
    doigt.choisir("enfant", str(monde.lea.pk))
    # Whatever the hour of the test: seen since midnight, noticed now.
    _champ(doigt, "vue_heure", "00:00")
    _champ(doigt, "vue_ou", "devant le gymnase")
    doigt.toucher("button", "Continuer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Léa n’est pas là")
    _champ(doigt, "vetements", "Manteau jaune, bottes rouges.")
    _champ(doigt, "telephone", "06 12 34 56 78")
    _champ(doigt, "lieux", "La gare, chez sa tante.")
    _champ(doigt, "soin", "Insuline avant minuit.")
    doigt.toucher("button", "Continuer")
    expect(page.get_by_text("Qui est prévenu, à quelle heure")).to_be_visible()


def test_a_runaway_at_23_00_from_the_house_to_the_sheet_in_hand(ouvrir, live_server, monde, tmp_path):
    factories.creer_astreinte(factories.creer_professionnel("garde"), monde.village, rang=3)
    page = ouvrir(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page.goto(live_server.url)
    doigt = Doigt(page)
    _trois_pages(doigt, monde)
    doigt.toucher("button", "C’est fait : l’astreinte ou la direction")
    doigt.toucher("button", "C’est fait : le 17 (police, gendarmerie)")
    expect(page.get_by_text("Prévenu", exact=True)).to_have_count(2)
    doigt.toucher("link", "Continuer")
    doigt.toucher("button", "Imprimer la fiche")
    expect(page.get_by_text("La fiche attend son tour").first).to_be_visible()
    with acting_as_system(raison="test"):
        tache = Tache.objects.filter(code="fugues.fiche").get()
    run_now(tache.pk)
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible()
    with page.expect_download() as received:
        doigt.toucher("link", "Télécharger le PDF")
    kept = Path(tmp_path / "fiche.pdf")
    received.value.save_as(kept)
    reader = PdfReader(BytesIO(kept.read_bytes()))
    assert len(reader.pages) == 1
    assert "Manteau jaune, bottes rouges." in " ".join(reader.pages[0].extract_text().split())
    assert doigt.interactions <= INTERACTIONS_AU_PLUS
    with acting_as_system(raison="test"):
        assert Absence.objects.current(jour_de_soiree()).filter(enfant=monde.lea).exists()
        assert AlerteFugue.objects.count() == 2
        assert not Incident.objects.exists()


def test_the_on_call_sees_it_at_once_and_the_house_tells_the_return_and_what_the_child_said(
    ouvrir, live_server, monde
):
    educatrice = ouvrir(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    educatrice.goto(live_server.url)
    _trois_pages(Doigt(educatrice), monde)
    cadre = ouvrir(monde.personnes[Role.CADRE_ASTREINTE])
    cadre.goto(live_server.url + "/fugues/")
    cadre.get_by_role("link", name="Ouvrir").click()
    expect(cadre.get_by_role("heading", level=1)).to_contain_text("Léa Martin")
    cadre.get_by_role("link", name="L’enfant est rentré").or_(
        cadre.get_by_role("link", name="Elle est rentrée")
    ).click()
    cadre.get_by_label("Comment va l’enfant").fill("Froid aux mains.")
    cadre.get_by_role("button", name="Noter le retour").click()
    expect(cadre.get_by_role("heading", level=1)).to_contain_text("Léa est de retour")
    educatrice.goto(live_server.url + "/fugues/")
    educatrice.get_by_role("link", name="Ouvrir").click()
    educatrice.get_by_role("link", name="Noter l’entretien de retour").click()
    educatrice.get_by_label("Ses mots").fill("« Je voulais ma tante. »")
    educatrice.get_by_label("Ce qui change maintenant").fill("Un appel le mercredi.")
    educatrice.get_by_role("radio", name="Non", exact=True).check()
    educatrice.get_by_role("button", name="Enregistrer").click()
    expect(educatrice.locator("blockquote")).to_contain_text("« Je voulais ma tante. »")
    with acting_as_system(raison="test"):
        fugue = Fugue.objects.get()
        assert fugue.rentree_le <= timezone.now()
        assert EntretienDeRetour.objects.get().fugue_id == fugue.pk
        assert not Absence.objects.current(jour_de_soiree()).filter(enfant=monde.lea).exists()


def test_what_is_typed_on_the_second_page_is_there_on_another_device_once_the_first_is_gone(
    ouvrir, live_server, monde
):
    personne = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    fugue = factories.creer_fugue(monde.lea, personne)
    address = f"{live_server.url}/fugues/{fugue.pk}/signalement/"
    page = ouvrir(personne)
    page.goto(address)
    page.get_by_label("Vêtements").fill("Manteau jaune, bottes rouges.")
    page.get_by_label("Où l’enfant peut être").press_sequentially("La gare.")
    expect(page.get_by_text("Brouillon enregistré à")).to_be_visible()
    # The battery is dead: nothing is sent, the browser and what it held are gone.
    page.context.close()
    autre = ouvrir(personne)
    autre.goto(address)
    expect(autre.get_by_label("Vêtements")).to_have_value("Manteau jaune, bottes rouges.")
    expect(autre.get_by_label("Où l’enfant peut être")).to_have_value("La gare.")
    expect(autre.get_by_text("sont repris")).to_be_visible()
    collegue = ouvrir(monde.personnes[Role.AIDE_FAMILIAL])
    collegue.goto(address)
    expect(collegue.get_by_label("Vêtements")).to_have_value("")
    autre.get_by_role("button", name="Continuer").click()
    expect(autre.get_by_text("Qui est prévenu, à quelle heure")).to_be_visible()
    with acting_as_system(raison="test"):
        assert not BrouillonSignalement.objects.exists()
        assert str(Fugue.objects.get().lieux) == "La gare."


def test_the_child_s_page_begins_it_with_the_child_chosen_and_the_on_call_opens_from_the_message(
    ouvrir, live_server, monde
):
    page = ouvrir(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page.goto(f"{live_server.url}/enfants/{monde.lea.pk}/")
    page.get_by_role("link", name="L’enfant n’est pas rentré").click()
    expect(page.locator("main [name=enfant]")).to_have_value(str(monde.lea.pk))
    page.get_by_label("Vers quelle heure").fill("00:00")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Léa n’est pas là")
    with acting_as_system(raison="test"):
        fugue = Fugue.objects.get()
    address = f"{live_server.url}/fugues/{fugue.pk}/"
    page.goto(address)
    expect(page.get_by_text("Personne n’a encore lu")).to_be_visible()
    cadre = ouvrir(monde.personnes[Role.CADRE_ASTREINTE])
    cadre.goto(live_server.url + "/alertes/")
    cadre.get_by_role("link", name="Ouvrir l’alerte").click()
    cadre.get_by_role("button", name="Je m’en occupe").click()
    cadre.get_by_role("link", name="Ouvrir la fugue").click()
    expect(cadre.get_by_role("heading", level=1)).to_contain_text("Léa Martin")
    page.goto(address)
    expect(page.get_by_text("Quelqu’un s’en occupe")).to_be_visible()


def test_it_works_without_javascript(ouvrir, live_server, monde):
    page = ouvrir(monde.personnes[Role.AIDE_FAMILIAL], java_script_enabled=False)
    page.goto(live_server.url)
    doigt = Doigt(page)
    _trois_pages(doigt, monde)
    doigt.toucher("button", "C’est fait : les parents, ou qui exerce l’autorité")
    expect(page.get_by_text("Prévenu", exact=True)).to_have_count(1)
    with acting_as_system(raison="test"):
        assert AlerteFugue.objects.get().destinataire == "parents"
        assert str(Fugue.objects.get().soin) == "Insuline avant minuit."
