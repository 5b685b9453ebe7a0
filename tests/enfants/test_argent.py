"""Pocket money: a ledger nobody rewrites, balances computed, nothing below zero silently."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from enfants.argent import Compte, euros, soldes
from enfants.enums import NatureMouvement
from enfants.models import BaremeArgent, DocumentEnfant, MouvementArgent, ReglageArgent
from enfants.services.argent import fixer_bareme, noter_mouvement
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.echeances.calendrier import decale_mois
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.documents.photos import jpeg
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 18
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.PROJET)} - {Role.REFERENT_ASE}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.PROJET)}


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def champs(**changes: object) -> dict[str, object]:
    return {
        "nature": "donne", "enveloppe": "poche", "montant": "5,00", "libelle": "Semaine 12",
        "jour": aujourdhui().isoformat(), "signature": "compte", "avec": "Claire",
    } | changes  # fmt: skip


def lignes(enfant) -> list[MouvementArgent]:
    with acting_as_system(raison="test"):
        return list(MouvementArgent.objects.filter(enfant=enfant).order_by("saisi_le", "id"))


def solde(enfant, compte: Compte = Compte.POCHE) -> Decimal:
    rows = lignes(enfant)
    with acting_as_system(raison="test"):
        return soldes(rows)[compte]


def texte(page) -> str:
    return page.text.replace("\xa0", " ").replace("\u202f", " ")


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_holds_the_project_keeps_the_ledger_and_who_reads_it_reads(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:mouvement_argent", monde.malo.pk, **champs()).status_code == 404
    written = saisir(client, "enfants:mouvement_argent", monde.lea.pk, **champs())
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(lignes(monde.lea)) == (role in ECRIVENT)
    factories.creer_mouvement(monde.lea, libelle="Canaricadeau")
    page = client.get(reverse("enfants:argent", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canaricadeau" in page.text) is (role in LISENT)


def test_the_same_role_elsewhere_meets_the_wall(monde):
    row = factories.creer_mouvement(monde.lea)
    voisine = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisine@erables", maison=monde.erables, enfant=monde.ines
    )
    client = client_de(voisine)
    for nom in ("argent", "mouvement_argent", "reglage_argent", "releve_argent"):
        assert client.get(reverse(f"enfants:{nom}", args=[monde.lea.pk])).status_code == 404
    assert client.get(reverse("enfants:corriger_mouvement", args=[row.pk])).status_code == 404
    with acting_as(voisine):
        assert not MouvementArgent.objects.filter(pk=row.pk).exists()
        with pytest.raises(PermissionDenied):
            noter_mouvement(acteur=voisine, mouvement=row)


# --- what each line does ------------------------------------------------------------------


def test_each_nature_moves_its_accounts_and_balances_are_told(monde, claire):
    for nature, montant, enveloppe in (
        ("donne", "20", "poche"), ("cadeau", "10,50", "poche"), ("epargne", "8", "poche"), ("retrait", "3", "poche"),
        ("depense", "4,25", "poche"), ("donne", "60", "vetements"), ("depense", "19,99", "vetements"),
    ):  # fmt: skip
        sent = champs(nature=nature, montant=montant, enveloppe=enveloppe)
        if nature == "depense":
            sent["sans_justificatif"] = "au marché"
        assert saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **sent).status_code == 302
    assert solde(monde.lea) == Decimal("21.25")
    assert solde(monde.lea, Compte.EPARGNE) == Decimal("5.00")
    assert solde(monde.lea, Compte.VETEMENTS) == Decimal("40.01")
    page = texte(claire.get(reverse("enfants:argent", args=[monde.lea.pk])))
    for words in (
        "21,25 €",
        "40,01 €",
        "−4,25 €",
        "+10,50 €",
        "compté ensemble avec Claire",
        "Sans : au marché",
    ):
        assert words in page, words


def test_euros_are_written_as_in_french():
    assert euros(Decimal("1234.5")) == "1\u202f234,50\u00a0€"
    assert euros(Decimal("-3")) == "−3,00\u00a0€"
    assert euros(Decimal("3"), signe=True) == "+3,00\u00a0€"


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"montant": "0"}, "au-dessus de zéro"),
        ({"montant": "cinq"}, "nombre"),
        ({"montant": "12345678"}, "chiffres"),
        ({"libelle": ""}, "obligatoire"),
        ({"jour": "2999-01-01"}, "dans le futur"),
        ({"signature": ""}, "Dites si le jeune a compté"),
        ({"nature": "depense"}, "Joignez le ticket"),
        ({"nature": "epargne", "enveloppe": "vetements"}, "argent de poche seulement"),
        ({"nature": "correction"}, "choix"),
    ],
)
def test_a_wrong_line_saves_nothing_and_keeps_what_was_typed(monde, claire, changes, phrase):
    page = saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **champs(avec="Canariclaire", **changes))
    assert page.status_code == 422
    assert phrase.lower() in texte(page).lower()
    assert "Canariclaire" in page.text
    assert lignes(monde.lea) == []


def test_a_double_submit_writes_one_line(monde, claire):
    adresse = reverse("enfants:mouvement_argent", args=[monde.lea.pk])
    data = champs(envoi=envoi_de(claire.get(adresse)))
    assert [claire.post(adresse, data).status_code for _ in range(2)] == [302, 302]
    assert len(lignes(monde.lea)) == 1


def test_going_below_zero_asks_first_and_is_shown_afterwards(monde, claire):
    factories.creer_mouvement(monde.lea, "3.00")
    sent = champs(nature="depense", montant="4", sans_justificatif="au marché")
    asked = saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **sent)
    assert asked.status_code == 422
    assert "Il n’y a que 3,00 €" in texte(asked)
    assert len(lignes(monde.lea)) == 1
    done = saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **sent, confirme="on")
    assert done.status_code == 302
    page = texte(claire.get(reverse("enfants:argent", args=[monde.lea.pk])))
    assert "−1,00 €" in page
    assert "En dessous de zéro" in page


# --- vouchers -------------------------------------------------------------------------------


def test_a_ticket_is_filed_with_the_childs_papers_and_opened_from_the_line(monde, claire):
    ticket = SimpleUploadedFile("ticket.jpg", jpeg(), content_type="image/jpeg")
    factories.creer_mouvement(monde.lea, "20.00")
    sent = champs(nature="depense", montant="4", libelle="Cinéma", fichier=ticket)
    assert saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **sent).status_code == 302
    row = lignes(monde.lea)[-1]
    with acting_as_system(raison="test"):
        document = DocumentEnfant.objects.get(pk=row.justificatif_id)
        assert (document.titre, document.categorie) == ("Justificatif : Cinéma", "projet")
    adresse = reverse("enfants:telecharger_document", args=[monde.lea.pk, row.justificatif_id])
    assert adresse in claire.get(reverse("enfants:argent", args=[monde.lea.pk])).text
    assert claire.get(adresse).status_code == 200


def test_a_file_that_is_no_ticket_is_refused_beside_its_field_and_files_nothing(monde, claire):
    factories.creer_mouvement(monde.lea, "20.00")
    wrong = SimpleUploadedFile("ticket.png", b"MZ programme", content_type="image/png")
    page = saisir(claire, "enfants:mouvement_argent", monde.lea.pk, **champs(nature="depense", fichier=wrong))
    assert page.status_code == 422
    assert 'id="id_fichier_error"' in page.text
    assert len(lignes(monde.lea)) == 1
    with acting_as_system(raison="test"):
        assert not DocumentEnfant.objects.filter(enfant=monde.lea).exists()


# --- correcting -----------------------------------------------------------------------------


def test_a_line_is_undone_once_by_its_counter_line(monde, claire):
    factories.creer_mouvement(monde.lea, "20.00")
    row = factories.creer_mouvement(monde.lea, "8.00", NatureMouvement.EPARGNE)
    assert saisir(claire, "enfants:corriger_mouvement", row.pk, motif="").status_code == 422
    assert saisir(claire, "enfants:corriger_mouvement", row.pk, motif="C’était dix").status_code == 302
    assert (solde(monde.lea), solde(monde.lea, Compte.EPARGNE)) == (Decimal("20.00"), Decimal(0))
    again = saisir(claire, "enfants:corriger_mouvement", row.pk, motif="Encore")
    assert (again.status_code, "déjà annulée" in again.text) == (422, True)
    counter = lignes(monde.lea)[-1]
    undo = saisir(claire, "enfants:corriger_mouvement", counter.pk, motif="Non")
    assert (undo.status_code, "ne se corrige pas" in undo.text) == (422, True)
    page = claire.get(reverse("enfants:argent", args=[monde.lea.pk])).text
    assert "C’était dix" in page
    assert "annulée" in page
    assert EntreeAudit.objects.filter(action="argent.correction", objets__contains=[counter.pk]).count() == 1


def _sql(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def test_the_database_never_rewrites_a_line_and_holds_counter_lines_to_their_child(monde):
    row = factories.creer_mouvement(monde.lea)
    with acting_as_system(raison="test"):
        for query in (
            "UPDATE enfants_mouvementargent SET jour = jour - 1 WHERE id = %s",
            "DELETE FROM enfants_mouvementargent WHERE id = %s",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _sql(query, row.pk)
    with pytest.raises(DatabaseError, match="counter-line"), transaction.atomic():
        factories.creer_mouvement(monde.noe, nature=NatureMouvement.CORRECTION, corrige=row)
    papier = factories.creer_document(monde.noe, categorie="projet")
    with pytest.raises(DatabaseError, match="voucher"), transaction.atomic():
        factories.creer_mouvement(monde.lea, justificatif=papier)
    with pytest.raises(DatabaseError, match="mouvement_depense_justifiee"), transaction.atomic():
        factories.creer_mouvement(monde.lea, nature=NatureMouvement.DEPENSE, sans_justificatif=None)
    assert len(lignes(monde.lea)) == 1


# --- months ---------------------------------------------------------------------------------


def test_a_month_shows_its_lines_and_carries_the_balance(monde, claire):
    premier = aujourdhui().replace(day=1)
    factories.creer_mouvement(monde.lea, "7.00", jour=premier - timedelta(days=1), libelle="Canariavant")
    factories.creer_mouvement(monde.lea, "2.00", jour=premier, libelle="Canarimaintenant")
    adresse = reverse("enfants:argent", args=[monde.lea.pk])
    now = texte(claire.get(adresse))
    assert "Canarimaintenant" in now
    assert "Canariavant" not in now
    assert now.count("9,00 €") == 2
    before = texte(claire.get(f"{adresse}?mois={decale_mois(premier, -1):%Y-%m}"))
    assert "Canariavant" in before
    assert "Canarimaintenant" not in before
    assert "Aucune ligne ce mois-là" in claire.get(f"{adresse}?mois=2020-01").text


def test_the_page_costs_the_same_with_one_line_and_with_three(monde, claire):
    adresse = reverse("enfants:argent", args=[monde.lea.pk])
    factories.creer_mouvement(monde.lea)
    claire.get(adresse)
    for more in (0, 2):
        for _ in range(more):
            factories.creer_mouvement(monde.lea)
        with CaptureQueriesContext(connection) as queries:
            assert claire.get(adresse).status_code == 200
        assert len(queries) == REQUETES


def test_a_ledger_that_cannot_be_opened_tells_no_balance(monde, claire):
    factories.creer_mouvement(monde.lea)
    factories.perdre_la_cle(monde.lea.pk)
    page = claire.get(reverse("enfants:argent", args=[monde.lea.pk]))
    assert page.status_code == 200
    assert PHRASE_ILLISIBLE in page.text
    assert "0,00" not in page.text


# --- amounts --------------------------------------------------------------------------------


def test_the_amount_of_the_village_follows_the_age_and_a_childs_own_comes_first(monde, claire):
    factories.creer_bareme(monde.village, age_min=9, age_max=9, montant="5.00")
    factories.creer_bareme(monde.village, age_min=10, age_max=12, montant="8.00")
    adresse = reverse("enfants:argent", args=[monde.lea.pk])
    assert "5,00 € par semaine" in texte(claire.get(adresse))
    assert 'value="5,00"' in claire.get(reverse("enfants:mouvement_argent", args=[monde.lea.pk])).text
    own = {"enveloppe": "poche", "montant": "6", "periode": "mois", "motif": "Elle gère seule.",
           "debut": aujourdhui().isoformat()}  # fmt: skip
    assert saisir(claire, "enfants:reglage_argent", monde.lea.pk, **own).status_code == 302
    page = texte(claire.get(adresse))
    assert "6,00 € par mois" in page
    assert "Elle gère seule." in page
    assert "5,00 € par semaine" not in page
    again = saisir(claire, "enfants:reglage_argent", monde.lea.pk, **own)
    assert (again.status_code, "commence déjà ce jour-là" in again.text) == (422, True)


def test_a_new_amount_ends_the_former_one_the_day_before(monde, claire):
    own = {"enveloppe": "poche", "periode": "semaine", "motif": "Décidé ensemble."}
    for jours, montant in ((40, "6"), (0, "7")):
        debut = (aujourdhui() - timedelta(days=jours)).isoformat()
        answer = saisir(claire, "enfants:reglage_argent", monde.lea.pk, **own, debut=debut, montant=montant)
        assert answer.status_code == 302
    with acting_as_system(raison="test"):
        former, latest = ReglageArgent.objects.order_by("debut")
        assert former.fin == aujourdhui() - timedelta(days=1)
        assert (latest.montant, latest.fin) == (Decimal(7), None)


BAREME = {"enveloppe": "poche", "age_min": 6, "age_max": 8, "montant": "3", "periode": "semaine"}


@pytest.mark.parametrize("role", list(Role))
def test_the_direction_fixes_the_amounts_of_its_village(monde, role):
    client = client_de(monde.personnes[role])
    debut = aujourdhui().isoformat()
    ici = saisir(client, "enfants:nouveau_bareme", monde.village.pk, **BAREME, debut=debut)
    ailleurs = saisir(client, "enfants:nouveau_bareme", monde.autre_village.pk, **BAREME, debut=debut)
    direction = role in {Role.CHEF_DE_SERVICE, Role.DIRECTEUR}
    assert (ici.status_code == 302) is (direction or role is Role.SIEGE)
    assert (ailleurs.status_code == 302) is (role is Role.SIEGE)
    assert BaremeArgent.objects.filter(village=monde.village).exists() is (direction or role is Role.SIEGE)


def test_two_amounts_for_one_age_are_refused_until_the_first_has_ended(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    former = factories.creer_bareme(monde.village, age_min=8, age_max=10)
    sent = BAREME | {"age_min": 10, "age_max": 12, "debut": aujourdhui().isoformat()}
    refused = saisir(client, "enfants:nouveau_bareme", monde.village.pk, **sent)
    assert (refused.status_code, "mettez-y fin" in refused.text) == (422, True)
    end = (aujourdhui() - timedelta(days=1)).isoformat()
    fin = ("enfants:terminer_bareme", monde.village.pk, former.pk)
    assert saisir(client, *fin, le=end).status_code == 302
    assert saisir(client, *fin, le=end).status_code == 422
    assert saisir(client, "enfants:nouveau_bareme", monde.village.pk, **sent).status_code == 302
    page = client.get(reverse("enfants:bareme", args=[monde.village.pk])).text
    assert page.index("10 à 12 ans") < page.index("Avant") < page.index("8 à 10 ans")


def test_the_service_of_the_village_asks_again(monde):
    educateur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    bareme = BaremeArgent(
        village=monde.village, enveloppe="poche", age_min=6, age_max=8, montant=3, periode="mois", debut=aujourdhui()
    )  # fmt: skip
    with acting_as(educateur), pytest.raises(PermissionDenied):
        fixer_bareme(acteur=educateur, bareme=bareme)


# --- on paper ---------------------------------------------------------------------------------


def test_the_statement_tells_every_line_and_what_remains(monde, claire):
    factories.creer_mouvement(monde.lea, "20.00")
    factories.creer_mouvement(monde.lea, "4.50", NatureMouvement.DEPENSE, libelle="Cinéma")
    factories.creer_mouvement(monde.noe, "9.00", libelle="Canarifrère")
    adresse = reverse("enfants:releve_argent", args=[monde.lea.pk])
    assert claire.post(adresse, {"envoi": str(nouvel_id())}).status_code == 302
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    response = claire.get(reverse("enfants:papier_document", args=[tache.pk]))
    text = " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(response.content)).pages).split())
    text = text.replace("\xa0", " ").replace("\u202f", " ")
    for words in ("Léa Martin", "Cinéma", "−4,50 €", "15,50 €", "Relu ensemble le"):
        assert words in text, words
    assert "Canarifrère" not in text
