"""The main screens in the states real life puts them in: empty, refused, very long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from enfants.enums import CategorieDocument, Moment
from enfants.models import Brouillon, BrouillonCorrection, Enfant
from socle.comptes.models import Utilisateur
from socle.documents.enums import EtatAnalyse
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import faults_of, signed_in_page
from tests.enfants.saisie import adresse_brouillon, alterer, bloc, saisie
from tests.saisie import client_de
from villages.models import Maison

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = [TELEPHONE_CLAIR, BUREAU_SOMBRE]
PRENOM = "Marie-Éléonore-Constance-Apolline"
NOM = "de Saint-Barthélemy-Vandenbroucke-Wojciechowski-Razafindrakoto"
NOM_SANS_TRAIT = "Rakotomalalanirinarisoanantenaina"
AUTRES = ["Zoé", "Inès", "Lou", "Eva", "Mia", "Léa", "Noa", "Tao", "Isa", "Ana", "Eli"]
PHRASE = "Elle a joué longtemps au jardin avec les autres, puis elle a raconté sa journée. "


#: Pages of one file that long names and long words must not break.
DE_L_ENFANT = (
    "fiche", "fil", "impression", "soins", "agenda_enfant", "scolarite", "personnes", "rituels", "argent",
    "droits_image", "histoire",
)  # fmt: skip


@dataclass
class Decor:
    maison: Maison
    educatrice: Utilisateur
    enfants: list[Enfant]


@pytest.fixture
def maison_vide(transactional_db: None) -> Decor:
    village = factories.creer_village("Les Collines")
    maison = factories.creer_maison(village, "Les Tilleuls")
    professionnel = factories.creer_professionnel("claire")
    factories.affecter(professionnel, Role.EDUCATEUR_FAMILIAL, maison=maison)
    assert professionnel.compte is not None
    return Decor(maison, professionnel.compte, [])


@pytest.fixture
def maison_chargee(maison_vide: Decor) -> Decor:
    """Twelve siblings under endless names, a note of 20,000 characters, a word without end."""
    maison = maison_vide.maison
    enfants = [
        factories.creer_enfant(maison.village, prenom, NOM, maison=maison)
        for prenom in [NOM_SANS_TRAIT, *(f"{PRENOM}-{autre}" for autre in AUTRES)]
    ]
    factories.creer_fratrie(maison.village, *enfants)
    educatrice = maison_vide.educatrice
    factories.creer_note(enfants[0], maison, educatrice, (PHRASE * 300)[:20_000], importante=True)
    factories.creer_note(enfants[1], maison, educatrice, "https://exemple.fr/" + "a" * 500)
    factories.creer_allergie(enfants[0], "arachide" * 12, gravite="grave", conduite=PHRASE * 5)
    for enfant in enfants[:4]:
        factories.creer_prise(
            factories.creer_traitement(
                enfant, "Médicament" * 10, *Moment, dose="5 ml " * 20, consigne=PHRASE * 3
            ),
            educatrice,
        )
    factories.creer_rendez_vous(enfants[0], "Orthodontiste " * 8)
    return Decor(maison, educatrice, enfants)


@pytest.fixture
def ouvrir(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(ecran: tuple[int, int, str], personne: Utilisateur) -> Page:
        pages.append(signed_in_page(browser, live_server.url, ecran, personne))
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


def examine(page: Page, origine: str, adresses: list[str]) -> str:
    """Return what the gates reproach each page, to be read."""
    faults = {}
    for adresse in adresses:
        answer = page.goto(origine + adresse)
        assert answer is not None
        found = ([] if answer.ok else [f"answers {answer.status}"]) + faults_of(page)
        if found:
            faults[adresse] = found
    return "\n".join(f"{adresse}: {fault}" for adresse, found in faults.items() for fault in found)


def common_pages(decor: Decor) -> list[str]:
    return [
        reverse("enfants:ma_maison"),
        reverse("enfants:journal", args=[decor.maison.pk]),
        reverse("enfants:note_rapide"),
        reverse("enfants:liste"),
        reverse("enfants:relais"),
        reverse("enfants:traitements_du_jour", args=[decor.maison.pk]),
        reverse("enfants:argent_semaine", args=[decor.maison.pk]),
    ]


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_someone_who_reaches_no_child_opens_only_what_is_offered(ouvrir, live_server, maison_vide, ecran):
    page = ouvrir(ecran, maison_vide.educatrice)
    assert examine(page, live_server.url, [reverse("enfants:accueil")]) == ""
    offered = page.locator("main .lien-carte").evaluate_all("links => links.map(e => e.getAttribute('href'))")
    assert offered
    assert examine(page, live_server.url, offered) == ""


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_child_without_a_note_invites_to_write_one(ouvrir, live_server, maison_vide, ecran):
    enfant = factories.creer_enfant(maison_vide.maison.village, maison=maison_vide.maison)
    page = ouvrir(ecran, maison_vide.educatrice)
    pages = [
        reverse(f"enfants:{nom}", args=[enfant.pk])
        for nom in ("fiche", "fil", "impression", "sejours", "soins")
    ]
    pages += [reverse(f"enfants:{nom}", args=[enfant.pk]) for nom in ("documents", "deposer_document")]
    pages.append(reverse("enfants:traitements_du_jour", args=[maison_vide.maison.pk]))
    pages.append(reverse("fratries:fratrie", args=[enfant.pk]))
    pages.append(reverse("enfants:relais"))
    assert examine(page, live_server.url, pages) == ""
    expect(page.locator(".vide")).to_contain_text("Vous avez tout lu")
    page.goto(live_server.url + reverse("enfants:liste"))
    page.locator("input[type=search]").fill("Personne")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".vide")).to_contain_text("Personne ne porte ce nom ici")
    assert faults_of(page) == []


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_long_names_and_long_notes_pass_every_gate(ouvrir, live_server, maison_chargee, ecran):
    page = ouvrir(ecran, maison_chargee.educatrice)
    enfant = maison_chargee.enfants[0]
    paper = factories.creer_document(
        enfant, "Anticonstitutionnellement" * 6, categorie=CategorieDocument.PROJET
    )
    for etat in (EtatAnalyse.EN_COURS, EtatAnalyse.SANS_ANTIVIRUS):
        other = factories.creer_document(enfant, "Bulletin " * 15, categorie=CategorieDocument.SCOLARITE)
        with acting_as_system(raison="test"):
            Document.tous.filter(pk=other.fichier_id).update(analyse=etat)
    pages = [
        reverse("enfants:documents", args=[enfant.pk]),
        *(
            reverse(f"enfants:{nom}", args=[enfant.pk, paper.pk])
            for nom in ("document", "remplacer_document")
        ),
        *common_pages(maison_chargee),
        *(reverse(f"enfants:{nom}", args=[enfant.pk]) for nom in DE_L_ENFANT),
        reverse("enfants:agenda"),
        reverse("fratries:visites", args=[enfant.pk]),
        reverse("enfants:fil", args=[maison_chargee.enfants[1].pk]),
        reverse("fratries:fratrie", args=[enfant.pk]),
    ]
    assert examine(page, live_server.url, pages) == ""


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_drafts_taken_up_again_and_drafts_that_do_not_open_pass_every_gate(
    ouvrir, live_server, maison_vide, ecran
):
    educatrice, maison = maison_vide.educatrice, maison_vide.maison
    enfant = factories.creer_enfant(maison.village, maison=maison)
    hier = timezone.now() - timedelta(days=1)
    note = factories.creer_note(enfant, maison, educatrice, PHRASE, jour=hier.date(), ecrite_le=hier)
    client = client_de(educatrice)
    correction = {"texte": PHRASE * 2, "motif": "Oubli.", "version": 1}
    client.post(reverse("enfants:brouillon_correction", args=[note.pk]), correction)
    client.post(adresse_brouillon(maison), saisie(enfant) | bloc(enfant, texte=PHRASE))
    pages = [
        reverse(f"enfants:{nom}", args=[pk])
        for nom, pk in (("corriger_note", note.pk), ("journal", maison.pk))
    ]
    page = ouvrir(ecran, educatrice)
    assert examine(page, live_server.url, pages) == ""
    expect(page.get_by_text("est repris")).to_be_visible()
    alterer(BrouillonCorrection, educatrice)
    alterer(Brouillon, educatrice)
    assert examine(page, live_server.url, pages) == ""
    expect(page.get_by_text("Votre brouillon ne s’ouvre pas")).to_be_visible()


REFUS: dict[str, Callable[[Page, Decor], None]] = {}


def refusal(nom: str) -> Callable[[Callable[[Page, Decor], None]], Callable[[Page, Decor], None]]:
    def note(remplir: Callable[[Page, Decor], None]) -> Callable[[Page, Decor], None]:
        REFUS[nom] = remplir
        return remplir

    return note


@refusal("enfants:note_rapide")
def _nobody_chosen(page: Page, decor: Decor) -> None:
    page.get_by_role("button", name="Enregistrer").click()


@refusal("enfants:journal")
def _date_in_the_future(page: Page, decor: Decor) -> None:
    page.get_by_text("Un autre jour").click()
    page.locator("input[name=jour]").fill("2999-01-01")
    page.get_by_role("button", name="Enregistrer").click()


@refusal("enfants:impression")
def _end_before_start(page: Page, decor: Decor) -> None:
    page.get_by_label("Depuis le").fill("2026-01-02")
    page.get_by_label("Jusqu’au").fill("2026-01-01")
    page.get_by_role("button", name="Préparer le document").click()


@refusal("enfants:fil")
def _one_letter(page: Page, decor: Decor) -> None:
    page.locator("form[role=search]").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("Chercher un mot").fill("a")
    page.get_by_role("button", name="Chercher").click()


@refusal("enfants:deposer_document")
def _no_file(page: Page, decor: Decor) -> None:
    page.get_by_role("button", name="Déposer").click()


@refusal("enfants:nouveau_traitement")
def _no_moment(page: Page, decor: Decor) -> None:
    page.get_by_label("Médicament").fill("Amoxicilline")
    page.get_by_role("button", name="Enregistrer").click()


@refusal("enfants:non_donne")
def _no_reason(page: Page, decor: Decor) -> None:
    page.get_by_role("button", name="Enregistrer").click()


@refusal("enfants:argent_semaine")
def _sum_that_is_none(page: Page, decor: Decor) -> None:
    page.get_by_role("checkbox", name="Léa").check()
    page.get_by_label("Somme pour Léa").fill("cinq")
    page.get_by_role("button", name="Enregistrer").click()


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_refused_forms_pass_every_gate(ouvrir, live_server, maison_vide, ecran):
    enfant = factories.creer_enfant(maison_vide.maison.village, maison=maison_vide.maison)
    page = ouvrir(ecran, maison_vide.educatrice)
    values = {
        "enfants:note_rapide": [],
        "enfants:journal": [maison_vide.maison.pk],
        "enfants:impression": [enfant.pk],
        "enfants:fil": [enfant.pk],
        "enfants:deposer_document": [enfant.pk],
        "enfants:nouveau_traitement": [enfant.pk],
        "enfants:argent_semaine": [maison_vide.maison.pk],
        "enfants:non_donne": [factories.creer_traitement(enfant).pk],
    }
    faults = {}
    for nom, remplir in REFUS.items():
        page.goto(live_server.url + reverse(nom, args=values[nom]))
        with page.expect_navigation() as answered:
            remplir(page, maison_vide)
        assert answered.value.status == 422, nom
        expect(page.locator("[aria-invalid=true]").first).to_be_attached()
        if found := faults_of(page):
            faults[nom] = found
    assert faults == {}


@pytest.mark.parametrize("ecran", ECRANS, ids=["telephone-clair", "bureau-sombre"])
def test_pages_after_saving_and_asking_pass_every_gate(ouvrir, live_server, maison_vide, ecran):
    enfant = factories.creer_enfant(maison_vide.maison.village, maison=maison_vide.maison)
    page = ouvrir(ecran, maison_vide.educatrice)
    page.goto(live_server.url + reverse("enfants:note_rapide"))
    page.get_by_role("checkbox", name="Léa").check()
    page.get_by_label("Ce qui s’est passé").fill(PHRASE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert faults_of(page) == []
    page.goto(live_server.url + reverse("enfants:impression", args=[enfant.pk]))
    page.get_by_role("button", name="Préparer le document").click()
    page.wait_for_url("**/impression/*/")
    assert faults_of(page) == []
    page.goto(live_server.url + reverse("enfants:fiche_urgence", args=[enfant.pk]))
    page.get_by_role("button", name="Préparer le document").click()
    page.wait_for_url("**/papiers/*/")
    assert faults_of(page) == []
    # Its progress asks the server again and again: leave before the database is emptied.
    page.goto(live_server.url + reverse("enfants:abonnements"))
    page.get_by_role("button", name="Faire une adresse").click()
    expect(page.get_by_label("Adresse à copier")).to_have_value(re.compile(r"/agenda/[\w-]{43}\.ics$"))
    assert faults_of(page) == []
