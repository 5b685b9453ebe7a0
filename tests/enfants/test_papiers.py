"""Papers of care: one page whatever was written, tagged, without a minor's secret, for their asker only."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from enfants.enums import GraviteAllergie, Moment
from enfants.models import RepereSante
from socle.audit.models import EntreeAudit
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, lundi
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "Confidence au centre de santé."


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def claire(monde, connecter):
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def dominique(monde, connecter):
    return connecter(monde.personnes[Role.INFIRMIER])


def demander(client, nom, pk, **champs):
    return client.post(reverse(f"enfants:{nom}", args=[pk]), {"envoi": str(nouvel_id())} | champs)


def imprimer(client, nom, pk, **champs) -> Tache:
    response = demander(client, nom, pk, **champs)
    assert response.status_code == 302, response.text
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    tache.refresh_from_db()
    return tache


def document(client, tache):
    return client.get(reverse("enfants:papier_document", args=[tache.pk]))


def lire(response) -> tuple[int, str]:
    assert response.status_code == 200, response.content.decode()
    pages = PdfReader(BytesIO(response.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return len(pages), " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def assert_tagged(response, titre: str) -> None:
    pdf = pikepdf.open(BytesIO(response.content))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang).startswith("fr")
    assert str(pdf.docinfo["/Title"]) == titre


@pytest.fixture
def soigne(monde):
    factories.creer_allergie(
        monde.lea, "arachide", gravite=GraviteAllergie.GRAVE, conduite="Stylo, puis le 15."
    )
    factories.creer_traitement(monde.lea, "Ventoline", Moment.MATIN, Moment.COUCHER, dose="2 bouffées")
    factories.creer_traitement(monde.lea, "Arrêté", fin=aujourdhui() - timedelta(days=1))


# --- fiche d'urgence ------------------------------------------------------------------------------


def test_the_emergency_page_says_what_a_stranger_must_know(monde, claire, soigne):
    response = document(claire, imprimer(claire, "fiche_urgence", monde.lea.pk))
    pages, text = lire(response)
    assert pages == 1
    for words in (
        "Léa Martin", "né(e) le 4 mai 2017", "Les Tilleuls, Les Collines", "arachide (grave)", "Stylo, puis le 15.",
        "Ventoline", "2 bouffées", "matin et coucher", "15 SAMU", "Accord pour les soins, donné par",
        "Imprimé par Claire Renaud", "Document confidentiel",
    ):  # fmt: skip
        assert words in text, words
    assert "Arrêté" not in text
    assert_tagged(response, "Fiche d’urgence")
    assert (
        response.headers["Content-Disposition"]
        == f'attachment; filename="fiche-d-urgence-{aujourdhui()}.pdf"'
    )


def _famille(monde) -> None:
    mere = factories.creer_proche(monde.lea, prenom="Nadia", nom="Carpentier", telephone="06 39 98 10 01")
    oncle = factories.creer_proche(monde.lea, prenom="Luc", nom="Besson", nature="oncle_tante", sexe="homme")
    factories.creer_autorite(monde.lea, mere, limites="Pas de sortie du territoire.")
    factories.creer_contact(monde.lea, oncle, consigne="Ne pas ouvrir, appeler le 17.")
    factories.proteger(mere, "12 rue des Lilas")


def test_the_emergency_page_says_who_consents_and_who_must_not_approach(monde, claire):
    _famille(monde)
    pages, text = lire(document(claire, imprimer(claire, "fiche_urgence", monde.lea.pk)))
    assert pages == 1
    for words in (
        "Ne doivent pas approcher", "Luc Besson (oncle)", "Ne pas ouvrir, appeler le 17.",
        "Qui consent aux soins", "Nadia Carpentier", "06 39 98 10 01", "Pas de sortie du territoire.",
    ):  # fmt: skip
        assert words in text, words
    assert "Lilas" not in text


def test_the_nurse_prints_who_consents_and_no_contact_they_may_not_read(monde, dominique):
    _famille(monde)
    _, text = lire(document(dominique, imprimer(dominique, "fiche_urgence", monde.lea.pk)))
    assert "Qui consent aux soins" in text
    assert "Luc Besson" not in text


def test_it_stays_one_page_with_everything_at_its_longest(monde, claire):
    for rang in range(16):
        factories.creer_allergie(
            monde.lea, f"{rang:02} " + "substance au nom interminable " * 3, conduite="Appeler le 15. " * 33
        )
        factories.creer_traitement(
            monde.lea, f"{rang:02} " + "médicament au nom interminable " * 3, *Moment,
            dose="une dose longue à dire " * 5, consigne="À donner pendant le repas. " * 11,
        )  # fmt: skip
    with acting_as_system(raison="test"):
        RepereSante(
            enfant=monde.lea, poids="31.5", medecin="Docteur " + "long " * 20, a_savoir="À savoir. " * 30
        ).save()
    for rang in range(8):
        proche = factories.creer_proche(monde.lea, prenom=f"Proche {rang}", nom="au nom interminable " * 4)
        factories.creer_contact(monde.lea, proche, consigne="Ne pas ouvrir. " * 30)
        factories.creer_autorite(monde.lea, proche, limites="Pas de sortie du territoire. " * 30)
    pages, text = lire(document(claire, imprimer(claire, "fiche_urgence", monde.lea.pk)))
    assert pages == 1
    assert "et 4 de plus dans le dossier" in text
    assert "et 2 de plus dans le dossier" in text
    assert "(suite dans le dossier)" in text
    assert "Accord pour les soins" in text


def test_nothing_noted_is_said(monde, claire):
    pages, text = lire(document(claire, imprimer(claire, "fiche_urgence", monde.lea.pk)))
    assert pages == 1
    assert "Aucune allergie notée." in text
    assert "Aucun traitement noté." in text


# --- weekly sheet ------------------------------------------------------------------------------------


def test_the_weekly_sheet_is_a_grid_of_days_moments_and_children(monde, claire, soigne):
    factories.creer_traitement(monde.noe, "Mélatonine", Moment.COUCHER, debut=lundi(aujourdhui()))
    factories.creer_traitement(monde.ines, "Voisine")
    monday = lundi(aujourdhui())
    factories.creer_absence(monde.noe, debut=monday + timedelta(days=5), fin=monday + timedelta(days=6))
    response = document(claire, imprimer(claire, "feuille_soins", monde.tilleuls.pk, semaine=aujourdhui()))
    pages, text = lire(response)
    assert pages == 1
    assert text.index("Léa") < text.index("Noé")
    assert "Allergie : arachide" in text
    assert text.count("Ventoline, 2 bouffées") == 2
    assert text.count("absent") == 1
    assert "Voisine" not in text
    assert_tagged(response, "Feuille de soins de la semaine")


def test_a_house_of_six_with_four_treatments_each_fits_on_one_page(monde, claire):
    for enfant in [
        monde.lea, monde.noe,
        *(factories.creer_enfant(monde.village, f"Marie-Éléonore-{r}", maison=monde.tilleuls) for r in range(4)),
    ]:  # fmt: skip
        for rang in range(3):
            factories.creer_traitement(
                enfant, f"Médicament au nom assez long {rang}", Moment.MATIN, Moment.SOIR
            )
    response = document(claire, imprimer(claire, "feuille_soins", monde.tilleuls.pk, semaine=aujourdhui()))
    pages, text = lire(response)
    assert pages == 1
    assert text.count("Médicament au nom assez long") == 36


def test_a_house_without_a_treatment_prints_nothing_and_says_so(monde, claire):
    tache = imprimer(claire, "feuille_soins", monde.tilleuls.pk, semaine=aujourdhui())
    assert tache.etat == EtatTache.ECHOUEE
    assert (
        "Vérifiez qu’il y a quelque chose à imprimer"
        in claire.get(reverse("enfants:papier", args=[tache.pk])).text
    )


@pytest.mark.parametrize(
    ("jours", "phrase"), [(400, "trop lointaine"), (-200, "Choisissez une semaine proche")]
)
def test_a_week_too_far_is_refused_beside_its_field(monde, claire, jours, phrase):
    semaine = (aujourdhui() + timedelta(days=jours)).isoformat()
    answer = demander(claire, "feuille_soins", monde.tilleuls.pk, semaine=semaine)
    assert (answer.status_code, phrase in answer.text, semaine in answer.text) == (422, True, True)
    assert not Tache.objects.exists()


# --- medical file -----------------------------------------------------------------------------------


def test_the_medical_file_on_paper_holds_no_secret_even_for_the_nurse(monde, dominique, soigne):
    infirmiere = monde.personnes[Role.INFIRMIER]
    factories.creer_note_medicale(monde.lea, infirmiere, "Otite traitée.")
    factories.creer_note_medicale(monde.lea, infirmiere, SECRET, secret=True)
    factories.creer_vaccination(monde.lea, infirmiere, "ror", produit="Priorix")
    factories.creer_vaccination(monde.lea, infirmiere, "hpv", produit="Gardasil", secret=True)
    screen = dominique.get(reverse("enfants:sante", args=[monde.lea.pk])).text
    assert SECRET in screen
    assert "Gardasil" in screen
    response = document(dominique, imprimer(dominique, "carnet", monde.lea.pk))
    _, text = lire(response)
    assert "Otite traitée." in text
    assert "Priorix" in text
    for word in (SECRET, "Confidence", "Gardasil", "papillomavirus", "ecret"):
        assert word not in text, word
    assert_tagged(response, "Dossier de santé")
    emergency = lire(document(dominique, imprimer(dominique, "fiche_urgence", monde.lea.pk)))[1]
    assert "Confidence" not in emergency


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_asks_for_which_paper(monde, connecter, soigne, role):
    client = connecter(monde.personnes[role])
    care = role in {
        Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE,
        Role.INFIRMIER, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
    }  # fmt: skip
    medical = role in {Role.INFIRMIER, Role.PSYCHOLOGUE}
    assert demander(client, "fiche_urgence", monde.lea.pk).status_code == (302 if care else 404)
    assert demander(client, "carnet", monde.lea.pk).status_code == (302 if medical else 404)


@pytest.mark.parametrize("role", [Role.INFIRMIER, Role.DIRECTEUR, Role.PSYCHOLOGUE])
def test_nobody_but_who_asked_follows_or_fetches_it(monde, claire, connecter, soigne, role):
    tache = imprimer(claire, "fiche_urgence", monde.lea.pk)
    other = connecter(monde.personnes[role])
    assert document(claire, tache).status_code == 200
    assert document(other, tache).status_code == 404
    assert other.get(reverse("enfants:papier", args=[tache.pk])).status_code == 404


@pytest.mark.parametrize("nom", ["fiche_urgence", "feuille_soins"])
def test_an_assignment_that_ended_closes_it(monde, connecter, soigne, nom):
    hugo = factories.creer_professionnel("hugo")
    duty = factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    client = connecter(hugo.compte)
    sujet = monde.lea.pk if nom == "fiche_urgence" else monde.tilleuls.pk
    champs = {} if nom == "fiche_urgence" else {"semaine": aujourdhui()}
    tache = imprimer(client, nom, sujet, **champs)
    assert document(client, tache).status_code == 200
    demander(client, nom, sujet, **champs)
    waiting = Tache.objects.latest("cree_le")
    with acting_as_system(raison="test"):
        duty.fin = aujourdhui() - timedelta(days=1)
        duty.save()
    run_now(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.etat, waiting.erreur) == (EtatTache.ECHOUEE, "PermissionDenied")
    assert document(client, tache).status_code == 404


@pytest.mark.parametrize("elsewhere", ["erables", "sorbiers"])
def test_another_house_prints_nothing_of_this_one(monde, connecter, soigne, elsewhere):
    hugo = factories.creer_professionnel("hugo")
    factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=getattr(monde, elsewhere))
    client = connecter(hugo.compte)
    assert demander(client, "fiche_urgence", monde.lea.pk).status_code == 404
    assert demander(client, "feuille_soins", monde.tilleuls.pk, semaine=aujourdhui()).status_code == 404


def test_nothing_lies_in_clear_and_a_day_later_it_is_gone(monde, claire, soigne, coffre):
    tache = imprimer(claire, "fiche_urgence", monde.lea.pk)
    [stored] = [path.read_bytes() for path in coffre.rglob("*") if path.is_file()]
    for word in (b"arachide", "Léa".encode(), b"%PDF"):
        assert word not in stored
    assert "Léa" not in repr(vars(tache))
    with acting_as_system(raison="test"):
        printed = Document.objects.get()
        Document.objects.filter(pk=printed.pk).update(expire_le=printed.cree_le)
        acts = [e.action for e in EntreeAudit.objects.filter(enfants=[monde.lea.pk]).order_by("id")]
    assert {"soins.fiche_urgence", "soins.impression_produite"} <= set(acts)
    gone = document(claire, tache)
    assert (gone.status_code, "Ce document n’est plus là" in gone.text) == (410, True)
    with acting_as_system(raison="test"):
        assert not EntreeAudit.objects.filter(action="soins.impression_telechargee").exists()


def test_progress_is_followed_without_javascript(monde, claire, soigne):
    url = demander(claire, "fiche_urgence", monde.lea.pk).url
    page = claire.get(url).text
    assert "Le document attend son tour" in page
    assert f'href="{url}"' in page
    run_now(Tache.objects.get().pk)
    done = claire.get(url, headers={"HX-Request": "true"}).text
    assert "Télécharger le PDF" in done
    assert "<html" not in done
    assert url in claire.get(reverse("enfants:fiche_urgence", args=[monde.lea.pk])).text
