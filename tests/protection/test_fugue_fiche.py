"""The sheet for the police: one page whatever was written, what it says, what it leaves out, who has it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from protection.models.fugue import DESCRIPTION, LONGUEUR_FICHE
from socle.audit.models import EntreeAudit
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.documents.photos import jpeg
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

LONG = "Rakotomalalanirina-Razafindrakotomanana, aux yeux très clairs. " * 20


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


def imprimer(client, fugue) -> tuple[Tache, bytes]:
    """Ask, run the job, fetch the PDF."""
    asked = client.post(reverse("protection:fugue_imprimer", args=[fugue.pk]))
    assert asked.status_code == 302
    with acting_as_system(raison="test"):
        tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    answer = client.get(reverse("protection:fugue_fiche_fichier", args=[tache.pk]))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return tache, answer.content


def texte(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_sheet_says_who_is_looked_for_and_whom_to_call(monde, educatrice):
    fugue = factories.creer_fugue(
        monde.lea, educatrice, vetements="Manteau jaune.", lieux="La gare.", soin="Insuline ce soir."
    )
    factories.creer_alerte_fugue(fugue, educatrice, reference="PV-2026-77")
    factories.creer_astreinte(factories.creer_professionnel("garde"), monde.village, rang=3)
    _, pdf = imprimer(client_de(educatrice), fugue)
    said = texte(pdf)
    for mot in (
        "Léa Martin",
        "Manteau jaune.",
        "La gare.",
        "Insuline ce soir.",
        "PV-2026-77",
        "Les Tilleuls",
    ):
        assert mot in said
    assert "Astreinte, jour et nuit" in said
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    with pikepdf.open(BytesIO(pdf)) as document:
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_it_is_one_page_with_a_photo_and_everything_at_its_longest(monde, educatrice):
    enfant = factories.creer_enfant(monde.village, "Rakoto" * 12, "Razafin" * 16, maison=monde.tilleuls)
    fugue = factories.creer_fugue(
        enfant,
        educatrice,
        vue_ou="a" * 300,
        vue_par="b" * 200,
        telephone="0" * 40,
        transport="c" * 300,
        **{nom: LONG[:LONGUEUR_FICHE] for nom in DESCRIPTION if nom not in {"telephone", "transport"}},
    )
    for rang in range(6):
        factories.creer_alerte_fugue(
            fugue, educatrice, reference="9" * 80, le=timezone.now() - timedelta(hours=rang)
        )
    client = client_de(educatrice)
    photo = SimpleUploadedFile("photo.jpg", jpeg(6), content_type="image/jpeg")
    kept = {nom: getattr(fugue, nom) for nom in DESCRIPTION} | {"photo": photo}
    assert saisir(client, "protection:fugue_signalement", fugue.pk, **kept).status_code == 302
    _, pdf = imprimer(client, fugue)
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    assert len(reader.pages[0].images) == 1
    assert "suite dans le dossier" in texte(pdf)


def test_each_sheet_bears_its_reader_and_the_journal_keeps_it_without_a_word(monde, educatrice):
    fugue = factories.creer_fugue(monde.lea, educatrice, risques="Canari-menace")
    tache, pdf = imprimer(client_de(educatrice), fugue)
    assert "Imprimé par" in texte(pdf)
    with acting_as_system(raison="test"):
        entries = list(EntreeAudit.objects.values())
        stored = Document.objects.get(nature="fiche_fugue")
        nom = str(stored.nom_fichier)
    assert {"fugues.fiche", "fugues.fiche_imprimee", "fugues.fiche_telechargee"} <= {
        e["action"] for e in entries
    }
    assert "Canari-menace" not in str(entries) + str(tache.parametres) + str(stored)
    assert nom.startswith("signalement-de-disparition-")
    assert "Léa" not in nom


def test_a_place_kept_secret_leaves_by_no_sheet_but_the_number_does(monde):
    aide = monde.personnes[Role.AIDE_FAMILIAL]
    factories.creer_mesure(monde.lea, lieu_secret=True)
    fugue = factories.creer_fugue(monde.lea, aide, vue_ou="derrière Les Tilleuls", lieux="Vers Les Collines.")
    _, pdf = imprimer(client_de(aide), fugue)
    said = texte(pdf)
    for nom in ("Tilleuls", "Collines", "Érables"):
        assert nom not in said
    assert "Lieu gardé secret" in said
    _, whole = imprimer(client_de(monde.personnes[Role.DIRECTEUR]), fugue)
    assert "Tilleuls" in texte(whole)


def test_nobody_else_follows_or_fetches_a_sheet(monde, educatrice):
    fugue = factories.creer_fugue(monde.lea, educatrice)
    tache, _ = imprimer(client_de(educatrice), fugue)
    for role in (Role.DIRECTEUR, Role.AIDE_FAMILIAL, Role.REFERENT_PROTECTION, Role.SECRETARIAT):
        client = client_de(monde.personnes[role])
        for nom in ("fugue_fiche", "fugue_fiche_fichier"):
            assert client.get(reverse(f"protection:{nom}", args=[tache.pk])).status_code == 404
    for role in (Role.REFERENT_PROTECTION, Role.SECRETARIAT, Role.DPO):
        asked = client_de(monde.personnes[role]).post(reverse("protection:fugue_imprimer", args=[fugue.pk]))
        assert asked.status_code == 404


def test_the_right_is_asked_again_when_the_sheet_is_fetched(monde, educatrice):
    fugue = factories.creer_fugue(monde.lea, educatrice)
    client = client_de(educatrice)
    tache, _ = imprimer(client, fugue)
    factories.refuser(educatrice, monde.lea)
    assert client.get(reverse("protection:fugue_fiche_fichier", args=[tache.pk])).status_code == 404
