"""An incident from a phone at night to its closing; whoever is named in it finds nothing of it anywhere.

Interactions are counted as the gate does: one touch, one choice, or one text typed, is one interaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from protection.models import DeclarationEnCours, Incident
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.gates import assert_no_text_in_web_storage
from tests.documents.photos import LIEU as PRISE_A
from tests.documents.photos import jpeg
from tests.exports.fichiers import exporter, telecharger, tout
from tests.monde import Monde
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db(transaction=True)

INTERACTIONS_AU_PLUS = 45
FAITS = "Un cormoran huppé a renversé la soupière dans l’entrée."
PAROLES = "« Il a crié comme un ptérodactyle. »"
AVIS = "La mirabelle reviendra, je le crains."
MESURES = "Restée dans le clafoutis jusqu’à minuit."
LIEU = "sous l’escalier cramoisi"
CONSIGNE = "Dormir porte ouverte, veilleuse allumée."
PHOTO = "La soupière, au bas des marches outremer"
MOTS = ("cormoran", "ptérodactyle", "mirabelle", "clafoutis", "cramoisi", "outremer")


@dataclass
class Doigt:
    """A finger that counts; it looks for nothing outside of the page's own part."""

    page: Page
    interactions: int = field(default=0)

    def toucher(self, genre: str, nom: str) -> None:
        self.page.locator("main").get_by_role(genre, name=nom, exact=True).click()  # type: ignore[arg-type]
        self.interactions += 1

    def cocher(self, ou: Locator) -> None:
        ou.check()
        self.interactions += 1

    def choisir(self, nom: str, valeur: str) -> None:
        self.page.locator(f"select[name={nom}]").select_option(valeur)
        self.interactions += 1

    def ecrire(self, nom: str, texte: str) -> None:
        self.page.get_by_label(nom).fill(texte)
        self.interactions += 1


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


def _professionnel(monde: Monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def _titre(page: Page, texte: str) -> None:
    expect(page.locator("main, header").get_by_text(texte).first).to_be_visible()


def _trois_pages(doigt: Doigt, monde: Monde) -> None:
    """From « Ma maison » to the end of the third page: the director did something to Léa."""
    page = doigt.page
    doigt.toucher("link", "Déclarer un incident")
    expect(page.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    doigt.cocher(page.get_by_role("radio", name="Non", exact=True))
    doigt.toucher("button", "Continuer")
    _titre(page, "Qui, où, quand ?")
    doigt.cocher(page.get_by_role("radio", name="dans la maison", exact=True))
    doigt.ecrire("Où exactement", LIEU)
    doigt.choisir("qui_0", f"e:{monde.lea.pk}")
    doigt.choisir("role_0", "victime")
    doigt.choisir("qui_1", f"p:{_professionnel(monde, Role.DIRECTEUR).pk}")
    doigt.choisir("role_1", "mis_en_cause")
    doigt.toucher("button", "Continuer")
    _titre(page, "Que s’est-il passé ?")
    doigt.ecrire("Que s’est-il passé ?", FAITS)
    doigt.ecrire("Les mots exacts", PAROLES)
    doigt.ecrire("Ce que vous en pensez", AVIS)
    _une_photo(doigt)
    _titre(page, "Qu’avez-vous fait ?")


def _une_photo(doigt: Doigt) -> None:
    """From the third page: what is typed is kept, the camera opens, the photo is there."""
    page = doigt.page
    doigt.toucher("button", "Ajouter une photo ou un document")
    camera = page.get_by_label("Prendre une photo")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": jpeg(6)})
    doigt.interactions += 1
    doigt.ecrire("Ce que c’est", PHOTO)
    doigt.toucher("button", "Ajouter")
    expect(page.get_by_text("C’est gardé avec votre déclaration.")).to_be_visible()
    expect(page.get_by_role("link", name=PHOTO)).to_be_visible()
    doigt.toucher("button", "Continuer la déclaration")


def _reprendre(doigt: Doigt) -> None:
    """In another browser: what was written is there, the rest is written, and it is sent."""
    page = doigt.page
    doigt.toucher("link", "Déclarer un incident")
    doigt.toucher("link", "Continuer")
    expect(page.get_by_label("Où exactement")).to_have_value(LIEU)
    doigt.toucher("button", "Continuer")
    expect(page.get_by_label("Que s’est-il passé ?")).to_have_value(FAITS)
    expect(page.get_by_label("Les mots exacts")).to_have_value(PAROLES)
    doigt.toucher("button", "Continuer")
    doigt.ecrire("Qu’avez-vous fait aussitôt ?", MESURES)
    doigt.cocher(page.get_by_role("checkbox", name="La CRIP"))
    doigt.toucher("button", "Continuer")
    _titre(page, "Relire et envoyer")
    for texte in (LIEU, FAITS, PAROLES, AVIS, MESURES, PHOTO):
        expect(page.locator("main")).to_contain_text(texte)
    expect(page.get_by_text("À compléter")).to_have_count(0)
    doigt.toucher("button", "Envoyer la déclaration")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma déclaration")
    expect(page.get_by_text("le référent protection du siège")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_educatrice_declares_against_her_director_at_night_from_a_phone(
    ouvrir, live_server, monde, script
):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    first = ouvrir(educatrice, java_script_enabled=script)
    first.goto(live_server.url)
    avant = Doigt(first)
    _trois_pages(avant, monde)
    if script:
        assert_no_text_in_web_storage(first, MOTS)
    first.context.close()
    second = ouvrir(educatrice, java_script_enabled=script)
    second.goto(live_server.url)
    apres = Doigt(second)
    _reprendre(apres)
    assert avant.interactions + apres.interactions <= INTERACTIONS_AU_PLUS
    with acting_as_system(raison="test"):
        [incident] = Incident.objects.all()
        assert (incident.faits, incident.paroles, incident.avis) == (FAITS, PAROLES, AVIS)
        assert incident.niveau == 3
        assert not DeclarationEnCours.objects.exists()
    _the_siege_tells_the_house(ouvrir, live_server.url, monde, incident)
    _the_house_reads_what_to_do_and_not_why(ouvrir, live_server.url, monde, incident)
    _the_director_finds_nothing_anywhere(ouvrir, live_server.url, monde, incident)


def _the_siege_tells_the_house(ouvrir, origine: str, monde: Monde, incident: Incident) -> None:
    page = ouvrir(monde.personnes[Role.REFERENT_PROTECTION])
    page.goto(origine + reverse("protection:incidents"))
    page.get_by_role("link", name=f"Ouvrir l’incident {incident.reference}").click()
    for texte in (FAITS, PAROLES, AVIS, MESURES, LIEU, PHOTO, "Léa Martin"):
        expect(page.locator("main")).to_contain_text(texte)
    photo = page.context.request.get(
        origine + (page.get_by_role("link", name=PHOTO).get_attribute("href") or "")
    )
    assert (photo.status, photo.headers["content-type"]) == (200, "image/jpeg")
    assert PRISE_A.encode() not in photo.body()
    page.get_by_role("link", name="Donner une consigne").click()
    page.get_by_label("Ce que la maison doit faire").fill(CONSIGNE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La consigne est donnée à la maison.")).to_be_visible()


def _the_house_reads_what_to_do_and_not_why(ouvrir, origine: str, monde: Monde, incident: Incident) -> None:
    page = ouvrir(monde.personnes[Role.AIDE_FAMILIAL])
    page.goto(origine + reverse("enfants:ma_maison"))
    expect(page.get_by_text("Il y a quelque chose à faire ce soir.")).to_be_visible()
    page.get_by_role("link", name="Lire avant toute chose").click()
    expect(page.get_by_text(CONSIGNE)).to_be_visible()
    seen = page.content()
    page.goto(origine + reverse("enfants:fiche", args=[monde.lea.pk]))
    expect(page.get_by_text(CONSIGNE)).to_be_visible()
    seen += page.content()
    for nom in ("incident", "ma_declaration"):
        answer = page.goto(origine + reverse(f"protection:{nom}", args=[incident.pk]))
        assert answer.status == 404
    assert not [mot for mot in (*MOTS, incident.reference) if mot in seen]


def _the_director_finds_nothing_anywhere(ouvrir, origine: str, monde: Monde, incident: Incident) -> None:
    directeur = monde.personnes[Role.DIRECTEUR]
    # What the director does handle is found where the other one must not be.
    temoin = factories.creer_incident(monde.village, victimes=[monde.lea], faits="Le fait-témoin.")
    page = ouvrir(directeur)
    seen: dict[str, str] = {}

    def look(nom: str, *args: object, suite: str = "", status: int = 200) -> str:
        answer = page.goto(origine + reverse(nom, args=args) + suite)
        assert answer is not None
        assert answer.status == status, nom
        page.wait_for_load_state("networkidle")
        seen[f"{nom} {suite}"] = page.content()
        return seen[f"{nom} {suite}"]

    assert temoin.reference in look("protection:incidents")
    assert temoin.reference in look("villages:echeancier")
    assert "Le fait-témoin." in look("protection:incident", temoin.pk)
    for nom in (
        "incident",
        "ma_declaration",
        "declarer_relire",
        "declarer_pieces",
        "consigne",
        "transmettre",
    ):
        look(f"protection:{nom}", incident.pk, status=404)
    look("protection:ajouter_piece", incident.pk, status=404)
    with acting_as_system(raison="test"):
        [photo] = incident.pieces.all()
    for nom in ("piece", "ma_piece"):
        look(f"protection:{nom}", photo.pk, status=404)
    look("protection:incidents", suite="?etat=clos")
    for nom in (
        "enfants:ma_maison",
        "enfants:agenda",
        "enfants:liste",
        "notifications:liste",
    ):
        look(nom)
    for nom in ("mes_declarations", "mes_consignes"):
        look(f"protection:{nom}")
    assert temoin.reference in look("protection:incidents_du_chiffre")
    look("protection:recueil")
    look("protection:suivi")
    for nom in ("fiche", "fil", "echeances", "agenda_enfant", "parcours"):
        look(f"enfants:{nom}", monde.lea.pk)
    assert "Aucune consigne" in look("protection:consignes", monde.lea.pk)
    for liste in ("enfants", "echeances", "professionnels", "fratries"):
        look("exports:demander", liste)
    client = client_de(directeur)
    for liste, colonnes in (("echeances", ["sujet", "regle", "echeance"]), ("enfants", ["prenom", "nom"])):
        seen[f"export {liste}"] = tout(telecharger(client, exporter(client, liste=liste, colonnes=colonnes)))
    answer = page.goto(origine + reverse("villages:audit"))
    assert answer is not None
    seen[f"journal ({answer.status})"] = page.content()
    page.goto(origine + reverse("enfants:abonnements"))
    page.get_by_role("button", name="Faire une adresse").click()
    feed = page.context.request.get(page.get_by_label("Adresse à copier").input_value())
    assert feed.ok
    seen["ics"] = feed.text()
    for mots in (incident.reference, "cormoran"):
        page.goto(origine + reverse("enfants:ma_maison"))
        page.keyboard.press("/")
        page.wait_for_url("**/recherche/")
        page.get_by_label("Qui, ou quel lieu").fill(mots)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Personne ne porte ce nom")).to_be_visible()
        seen[f"recherche {mots}"] = page.locator("main").inner_text()
    words = (*MOTS, CONSIGNE, incident.reference, str(incident.pk), incident.pk.hex)
    assert [(ou, mot) for ou, texte in seen.items() for mot in words if mot in texte] == []
    with acting_as(directeur):
        assert set(Incident.objects.values_list("pk", flat=True)) == {temoin.pk}


def _au_plan(monde: Monde) -> Incident:
    directeur = monde.personnes[Role.DIRECTEUR]
    incident = factories.creer_incident(monde.village, declarant=directeur, victimes=[monde.lea], etat="plan")
    factories.informer_et_dire(incident, directeur, monde.lea)
    return incident


def _signer(page: Page, origine: str, incident_id: UUID, texte: str) -> None:
    page.goto(origine + reverse("protection:incident", args=[incident_id]))
    page.get_by_role("link", name="Signer la clôture").click()
    page.get_by_label("Ce que vous en retenez").fill(texte)
    page.get_by_role("button", name="Signer").click()


def test_an_incident_is_closed_by_two_and_not_by_one_twice(ouvrir, live_server, monde):
    incident = _au_plan(monde)
    directeur, chef = (ouvrir(monde.personnes[role]) for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE))
    _signer(directeur, live_server.url, incident.pk, "Mieux veiller à l’entrée.")
    expect(directeur.get_by_text("Votre signature est enregistrée.")).to_be_visible()
    expect(directeur.get_by_text("Signé par")).to_be_visible()
    _signer(directeur, live_server.url, incident.pk, "Encore une fois.")
    expect(directeur.get_by_text("Vous avez déjà signé").first).to_be_visible()
    expect(directeur.get_by_label("Ce que vous en retenez")).to_have_value("Encore une fois.")
    _signer(chef, live_server.url, incident.pk, "Les tours sont revus.")
    expect(chef.get_by_role("link", name="Signer la clôture")).to_have_count(0)
    expect(chef.get_by_role("link", name="Faire le bilan")).to_be_visible()
    chef.goto(live_server.url + reverse("protection:incidents") + "?etat=clos")
    expect(chef.get_by_text(incident.reference).first).to_be_visible()


def test_a_double_touch_on_send_sends_once(ouvrir, live_server, monde):
    page = ouvrir(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page.goto(live_server.url)
    doigt = Doigt(page)
    _trois_pages(doigt, monde)
    doigt.ecrire("Qu’avez-vous fait aussitôt ?", MESURES)
    doigt.toucher("button", "Continuer")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Envoyer la déclaration").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma déclaration")
    assert sent
    with acting_as_system(raison="test"):
        assert Incident.objects.count() == 1
        assert Incident.objects.get().personnes.count() == 2
