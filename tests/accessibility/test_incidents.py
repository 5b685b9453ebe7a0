"""Declaring and handling an incident in the states real life puts the pages in: empty, refused, endless."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from protection.models import AlerteAstreinte, DeclarationEnCours, Incident
from protection.services.alertes import avancer
from socle.comptes.models import Utilisateur
from socle.documents.services import detruire
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import BUREAU_SOMBRE, TELEPHONE_CLAIR
from tests.accessibility.catalogue import faults_of, signed_in_page
from tests.monde import Monde

pytestmark = pytest.mark.django_db(transaction=True)

ECRANS = pytest.mark.parametrize(
    "ecran", [TELEPHONE_CLAIR, BUREAU_SOMBRE], ids=["telephone-clair", "bureau-sombre"]
)
NOM = "Rakotomalalanirinarisoanantenaina-Razafindrakotomanana"
#: A paragraph, then a word that nothing breaks.
TEXTE = "Il s’est levé de table, puis il est revenu en silence. " * 12 + "https://exemple.fr/" + "a" * 300
PERSONNES = 6


@pytest.fixture
def ouvrir(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def _ouvrir(ecran: tuple[int, int, str], personne: Utilisateur) -> Page:
        pages.append(signed_in_page(browser, live_server.url, ecran, personne))
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


class Examen:
    """The faults of the pages one person opens, by what they show."""

    def __init__(self, page: Page, origine: str) -> None:
        self.page, self.origine = page, origine
        self.faults: dict[str, list[str]] = {}

    def voir(self, nom: str, *args: object, attendu: str = "", suite: str = "", status: int = 200) -> None:
        answer = self.page.goto(self.origine + reverse(nom, args=args) + suite)
        assert answer is not None
        assert answer.status == status, nom
        self.tenir(nom, attendu)

    def refuser(self, nom: str, bouton: str) -> None:
        """Send what is on the page; it comes back with what is to be corrected."""
        with self.page.expect_navigation() as answered:
            self.page.locator("main").get_by_role("button", name=bouton, exact=True).click()
        assert answered.value is not None
        assert answered.value.status == 422, nom
        self.tenir(f"{nom}, refused", "")

    def tenir(self, nom: str, attendu: str) -> None:
        if attendu:
            expect(self.page.get_by_text(attendu).first).to_be_attached()
        if found := faults_of(self.page):
            self.faults[nom + attendu] = found

    def passe(self) -> None:
        assert not self.faults, "\n".join(f"{nom}: {f}" for nom, found in self.faults.items() for f in found)


def _brouillon(auteur: Utilisateur, contenu: dict[str, Any]) -> DeclarationEnCours:
    """Keep pages of a declaration, as typed."""
    row = factories.creer_declaration_en_cours(auteur)
    with acting_as_system(raison="test"):
        row.contenu = {
            page: {nom: [texte] for nom, texte in champs.items()} for page, champs in contenu.items()
        }
        row.save()
    return row


def _longue(monde: Monde) -> dict[str, Any]:
    """Everything one can type, at length, with six people: a declaration that may be sent."""
    hier = timezone.localtime() - timedelta(hours=25)
    return {
        "danger": {"danger": "oui"},
        "qui": {
            "village": str(monde.village.pk), "maison": str(monde.tilleuls.pk), "lieu": "maison",
            "lieu_precis": "a" * 300, "survenu_le": hier.date().isoformat(), "survenu_heure": "18:30",
            "constate_le": hier.date().isoformat(), "constate_heure": hier.strftime("%H:%M"),
        } | {
            nom: texte
            for rang in range(PERSONNES)
            for nom, texte in (
                (f"qui_{rang}", "autre" if rang else f"e:{monde.lea.pk}"),
                (f"role_{rang}", "inconnu"),
                (f"nom_{rang}", NOM * 3),
            )
        },
        "faits": dict.fromkeys(("faits", "circonstances", "paroles", "avis"), TEXTE),
        "fait": {
            "mesures": TEXTE, "alerte_samu": "on", "jour_samu": hier.date().isoformat(), "heure_samu": "18:40",
            "canal_samu": "telephone", "qui_samu": NOM * 3,
        },
    }  # fmt: skip


@ECRANS
def test_the_five_pages_empty_refused_and_kept_pass_every_gate(ouvrir, live_server, monde, ecran):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    examen = Examen(ouvrir(ecran, educatrice), live_server.url)
    examen.voir("protection:mes_declarations", attendu="Rien de déclaré")
    examen.voir("protection:declarer", attendu="Si quelqu’un est en danger, appelez d’abord")
    examen.refuser("protection:declarer", "Continuer")
    vide = _brouillon(educatrice, {})
    for page in ("danger", "qui", "faits", "fait"):
        examen.voir(f"protection:declarer_{page}", vide.pk)
        if page == "fait":
            examen.page.get_by_role("checkbox", name="Le 15 (SAMU)").check()
            for resume in examen.page.get_by_text("Quand, comment").all():
                resume.click()
            examen.page.locator("#id_jour_samu").fill("2999-01-01")
        examen.refuser(f"protection:declarer_{page}", "Continuer")
    examen.voir("protection:declarer_relire", vide.pk, attendu="À compléter")
    examen.refuser("protection:declarer_relire", "Envoyer la déclaration")

    examen.voir("protection:declarer_pieces", vide.pk)
    examen.refuser("protection:declarer_pieces", "Ajouter")

    longue = _brouillon(educatrice, _longue(monde))
    for titre in ("", "a" * 150, TEXTE[:150]):
        factories.creer_piece_en_cours(longue, titre=titre, nature="photo")
    examen.voir("protection:declarer_pieces", longue.pk, attendu="Ce que vous avez joint")
    for page in ("danger", "qui", "faits", "fait"):
        examen.voir(f"protection:declarer_{page}", longue.pk, attendu="Le délai court")
    examen.page.goto(live_server.url + reverse("protection:declarer_qui", args=[longue.pk]))
    expect(examen.page.get_by_role("group", name=f"Personne {PERSONNES}")).to_be_visible()
    examen.voir("protection:declarer_relire", longue.pk, attendu="En retard")
    expect(examen.page.get_by_text("À compléter")).to_have_count(0)
    examen.voir("protection:declarer", attendu="Vous avez commencé une déclaration")
    examen.page.goto(live_server.url + reverse("protection:declarer_relire", args=[longue.pk]))
    examen.page.get_by_role("button", name="Envoyer la déclaration").click()
    expect(examen.page.get_by_role("heading", level=1)).to_contain_text("Ma déclaration")
    examen.tenir("protection:ma_declaration", "")
    examen.voir("protection:mes_declarations", attendu="Relire")
    examen.passe()


def _plein(monde: Monde, etat: str = "plan") -> Incident:
    """An incident under endless names and texts, everything on it twice."""
    directeur = monde.personnes[Role.DIRECTEUR]
    enfant = factories.creer_enfant(monde.village, NOM, NOM, maison=monde.tilleuls)
    incident = factories.creer_incident(
        monde.village, declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL], victimes=[enfant, monde.lea], etat=etat,
        maison=monde.tilleuls, danger="oui", lieu_precis="a" * 300, faits=TEXTE, circonstances=TEXTE, paroles=TEXTE,
        avis=TEXTE, mesures=TEXTE, connu_le=timezone.now() - timedelta(days=9),
        constate_le=timezone.now() - timedelta(days=12),
    )  # fmt: skip
    pros = [factories.creer_professionnel(f"temoin-{rang}", prenom=NOM, nom=NOM) for rang in range(3)]
    factories.remplir_incident(incident, par=directeur, enfant=enfant, pros=pros, texte=TEXTE, nom=NOM * 3)
    factories.ecarter(incident, pros[1])
    return incident


@ECRANS
def test_the_list_and_an_endless_incident_pass_every_gate(ouvrir, live_server, monde, ecran):
    directeur, chef = (monde.personnes[role] for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE))
    examen = Examen(ouvrir(ecran, directeur), live_server.url)
    examen.voir("protection:incidents", attendu="Aucun incident en cours")
    examen.voir("protection:incidents", suite="?etat=clos", attendu="Aucun incident clos")
    examen.voir("protection:mes_consignes", attendu="Aucune consigne")
    incident, clos = _plein(monde), factories.creer_incident(monde.village, declarant=chef, etat="plan")
    factories.signer_et_clore(clos, directeur, chef)
    # What is said outside under a regime that runs, and not at all under another.
    factories.creer_incident(monde.village, declarant=chef, victimes=[monde.noe])
    examen.voir("protection:incidents", attendu="En retard")
    examen.voir("protection:incidents", suite="?etat=clos", attendu=clos.reference)
    examen.voir("protection:incident", incident.pk, attendu="Signer la clôture")
    examen.voir("protection:incident", clos.pk, attendu="Rouvrir")
    examen.page.get_by_role("button", name="Voir qui a déclaré").click()
    expect(examen.page.get_by_text("Déclaré par")).to_be_visible()
    examen.tenir("protection:declarant", "")
    examen.voir("protection:imprimer", incident.pk, attendu="ma fonction et un numéro")
    mien = factories.creer_incident(monde.village, declarant=directeur)
    examen.voir("protection:imprimer", mien.pk, attendu="Votre nom n’y sera pas")
    piece = factories.creer_piece(mien)
    with acting_as_system(raison="test"):
        detruire(piece.fichier)
    examen.voir("protection:piece", piece.pk, attendu="Cette pièce n’est plus là", status=410)
    examen.passe()

    siege = Examen(ouvrir(ecran, monde.personnes[Role.REFERENT_PROTECTION]), live_server.url)
    siege.voir("protection:incidents")
    siege.voir("protection:incident", incident.pk, attendu="Lever")
    # Everybody who could handle it is named in it: the page says whom to turn to outside.
    with acting_as_system(raison="test"):
        ecart = incident.ecarts.get(leve_le=None)
        ecart.sans_effet = True
        ecart.save()
    siege.voir("protection:incident", incident.pk, attendu="Personne d’autre ne peut le traiter ici")
    siege.passe()


@ECRANS
def test_every_act_refused_passes_every_gate(ouvrir, live_server, monde, ecran):
    incident, auteur = _plein(monde, "recu"), monde.personnes[Role.DIRECTEUR]
    examen = Examen(ouvrir(ecran, monde.personnes[Role.REFERENT_PROTECTION]), live_server.url)
    with acting_as_system(raison="test"):
        ecart = incident.ecarts.get(leve_le=None)
        action = incident.actions.get(faite_le=None)
        regime = incident.qualifications.filter(retiree_le=None).first()
        transmission = incident.transmissions.filter(accusee_le=None).first()
    for nom, ident in [
        *[(f"protection:{nom}", incident.pk) for nom in DE_L_INCIDENT],
        ("protection:retirer_qualification", regime.pk),
        ("protection:accuse", transmission.pk),
        ("protection:preuve", transmission.pk),
        ("protection:lever_ecart", ecart.pk),
        ("protection:action_faite", action.pk),
    ]:
        examen.voir(nom, ident)
        if nom == "protection:accuse":
            examen.page.get_by_label("Reçu le").fill("2999-01-01")
        examen.refuser(nom, BOUTONS.get(nom, "Enregistrer"))
    consigne = factories.creer_consigne(incident, monde.lea, auteur)
    examen.voir("protection:lever_consigne", consigne.pk)
    examen.passe()


BOUTONS = {
    "protection:cloturer": "Signer", "protection:ajouter_piece": "Classer", "protection:preuve": "Classer",
}  # fmt: skip
#: Acts whose page opens from the first state.
DE_L_INCIDENT = (
    "etape_protege", "qualifier", "transmettre", "informer_parents", "ecarter", "conflit", "consigne", "soutenir",
    "action", "retour_enfant", "cloturer", "bilan", "ajouter_piece",
)  # fmt: skip


@ECRANS
def test_what_a_house_must_do_tonight_passes_every_gate(ouvrir, live_server, monde, ecran):
    incident = _plein(monde)
    auteur = monde.personnes[Role.DIRECTEUR]
    for texte in (TEXTE[:2000], "Dormir porte ouverte."):
        factories.creer_consigne(incident, monde.lea, auteur, texte=texte)
    examen = Examen(ouvrir(ecran, monde.personnes[Role.AIDE_FAMILIAL]), live_server.url)
    examen.page.goto(live_server.url + reverse("enfants:ma_maison"))
    expect(examen.page.get_by_role("link", name="Lire avant toute chose")).to_be_visible()
    examen.tenir("enfants:ma_maison", "")
    examen.voir("protection:mes_consignes", attendu=NOM)
    examen.voir("protection:consignes", monde.lea.pk, attendu="Dormir porte ouverte.")
    examen.voir("enfants:fiche", monde.lea.pk, attendu="Dormir porte ouverte.")
    examen.passe()


@ECRANS
def test_an_alert_in_each_of_its_states_passes_every_gate(ouvrir, live_server, monde, ecran):
    maison = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    garde = Examen(ouvrir(ecran, monde.personnes[Role.CADRE_ASTREINTE]), live_server.url)
    garde.voir("protection:alertes", attendu="Aucune alerte")
    incident = factories.creer_incident(monde.village, declarant=maison, danger="oui")
    alerte = factories.creer_alerte(incident)
    garde.voir("protection:alertes", attendu="Personne n’a encore lu")
    declarant = Examen(ouvrir(ecran, maison), live_server.url)
    declarant.voir("protection:ma_declaration", incident.pk, attendu="Personne n’a encore lu")
    # Nothing has moved the chain on; then everybody was told.
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        declarant.voir("protection:ma_declaration", incident.pk, attendu="c’était le tour de")
    for tour in range(1, 5):
        avancer(alerte.le + timedelta(minutes=15 * tour))
    declarant.voir("protection:ma_declaration", incident.pk, attendu="Tout le monde est prévenu")
    garde.voir("protection:alerte", alerte.pk, attendu="Lire l’incident")
    garde.page.get_by_role("button", name="Je m’en occupe").click()
    expect(garde.page.get_by_text("Quelqu’un s’en occupe")).to_be_visible()
    garde.tenir("protection:alerte, taken", "")
    pros = [factories.creer_professionnel(f"vise-{rang}", prenom=NOM, nom=NOM) for rang in range(2)]
    enfant = factories.creer_enfant(monde.village, NOM, NOM, maison=monde.tilleuls)
    message = factories.creer_message(enfant, *pros, mots=TEXTE)
    with acting_as_system(raison="test"):
        dite = AlerteAstreinte.objects.get(message=message)
    garde.voir("protection:alerte", dite.pk, attendu="Rien n’est encore noté")
    garde.voir("protection:suite_message", dite.pk)
    garde.refuser("protection:suite_message", "Enregistrer")
    garde.voir("protection:alertes", attendu="message d’un enfant")
    garde.passe()
    declarant.passe()
