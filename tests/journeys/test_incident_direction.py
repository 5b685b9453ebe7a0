"""The director protects, qualifies, transmits and prints an incident; a psychologist then reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from protection.enums import EtatIncident
from protection.models import Incident
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.accessibility.browser import BUREAU_SOMBRE, open_page
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

pytestmark = pytest.mark.django_db(transaction=True)

FAITS = "Un cormoran huppé a renversé la soupière dans l’entrée."


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def ouvrir(browser: Browser, entrer) -> Iterator[Callable[[Utilisateur], Page]]:
    pages: list[Page] = []

    def _ouvrir(personne: Utilisateur) -> Page:
        pages.append(open_page(browser, BUREAU_SOMBRE))
        entrer(pages[-1], personne)
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


def _save(page: Page, bouton: str = "Enregistrer") -> None:
    page.get_by_role("button", name=bouton).click()


def test_the_director_protects_qualifies_transmits_and_prints(ouvrir, live_server, monde):
    incident = factories.creer_incident(
        monde.village,
        declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL],
        victimes=[monde.lea],
        faits=FAITS,
    )
    with acting_as_system(raison="test"):
        psy = nom_de(Professionnel.objects.get(compte=monde.personnes[Role.PSYCHOLOGUE]))
    page = ouvrir(monde.personnes[Role.DIRECTEUR])
    page.goto(live_server.url + reverse("protection:incidents"))
    page.get_by_role("link", name=f"Ouvrir l’incident {incident.reference}").click()
    page.get_by_role("link", name="Décider la protection").click()
    page.get_by_label("Ce qui est décidé").fill("Léa dort chez sa voisine de chambre, porte ouverte.")
    _save(page)
    page.get_by_role("link", name="Ajouter un régime").click()
    page.get_by_role("radio", name="information préoccupante").check()
    page.get_by_label("Pourquoi").fill("Au vu des mots de l’enfant.")
    _save(page)
    page.get_by_role("link", name="Qualifier", exact=True).click()
    page.get_by_label("Ce qui est décidé").fill("Une information préoccupante.")
    _save(page)
    # Nothing says « all is transmitted » before it is: the page names whom it is owed to.
    page.locator("main").get_by_role("link", name="la CRIP").click()
    expect(page.get_by_label("À qui")).to_have_value("crip")
    page.get_by_role("radio", name="par courriel").check()
    page.get_by_label("Ce qui a été transmis").fill("L’information préoccupante, entière.")
    _save(page)
    page.get_by_role("link", name="Tout est transmis").click()
    page.get_by_label("Ce qui est décidé").fill("La CRIP a tout reçu.")
    _save(page)
    with acting_as_system(raison="test"):
        assert Incident.objects.get().etat == EtatIncident.TRANSMIS

    page.get_by_role("link", name="Confier").click()
    page.get_by_label("À quel psychologue").select_option(label=psy)
    page.get_by_label("Ce qui lui est demandé").fill("Évaluer avec Léa.")
    _save(page, "Confier")
    expect(page.get_by_text("L’incident lui est confié.")).to_be_visible()

    page.get_by_role("link", name="Imprimer").click()
    page.get_by_role("radio", name="l’information préoccupante, pour la CRIP").check()
    _save(page, "Préparer le document")
    with acting_as_system(raison="test"):
        [job] = Tache.objects.filter(code="incidents.impression")
    run_now(job.pk)
    page.reload()
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Télécharger le PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    reader = ouvrir(monde.personnes[Role.PSYCHOLOGUE])
    reader.goto(live_server.url + reverse("protection:incidents"))
    reader.get_by_role("link", name=f"Ouvrir l’incident {incident.reference}").click()
    expect(reader.get_by_text(FAITS)).to_be_visible()
    for nom in ("Noter une transmission", "Ajouter un régime", "Voir qui a déclaré", "Imprimer"):
        expect(reader.locator("main").get_by_text(nom)).to_have_count(0)
