"""Printing a period: asked, made by a job with today's rights, fetched by who asked."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories

pytestmark = pytest.mark.django_db

MOTS = "Canariloriot au jardin."


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def claire(monde, connecter):
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def note(monde):
    return factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], f"{MOTS} Avec @[{monde.lea.pk}].",
        themes=["ecole"], humeur="joyeux", importante=True,
    )  # fmt: skip


def demander(client, enfant, **champs):
    today = aujourdhui()
    data = {"du": (today - timedelta(days=7)).isoformat(), "au": today.isoformat()} | champs
    return client.post(reverse("enfants:impression", args=[enfant.pk]), data)


def imprimer(client, enfant, **champs) -> Tache:
    response = demander(client, enfant, **champs)
    assert response.status_code == 302, response.text
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    tache.refresh_from_db()
    return tache


def document(client, enfant, tache):
    return client.get(reverse("enfants:impression_document", args=[enfant.pk, tache.pk]))


def texte(response) -> str:
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def test_a_print_says_who_when_and_what_without_naming_another_child(monde, claire, note):
    tache = imprimer(claire, monde.noe)
    response = document(claire, monde.noe, tache)
    printed = texte(response)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "Noé Martin" in printed
    assert f"{MOTS} Avec un autre enfant." in printed
    assert "École (important)" in printed
    assert "Claire Renaud, aide familiale" in printed
    assert "Imprimé par Claire Renaud le" in printed
    assert "Document confidentiel" in printed
    assert "page 1 / 1" in printed
    assert "Léa" not in printed


def test_a_print_is_tagged_with_title_and_language(monde, claire, note):
    pdf = pikepdf.open(BytesIO(document(claire, monde.noe, imprimer(claire, monde.noe)).content))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang).startswith("fr")
    assert str(pdf.docinfo["/Title"]).startswith("Journal du ")
    assert "Noé" not in str(pdf.docinfo["/Title"])


def test_nothing_of_it_lies_in_clear_on_the_disk_nor_in_the_job(monde, claire, note, coffre):
    tache = imprimer(claire, monde.noe)
    response = document(claire, monde.noe, tache)
    stored = [path.read_bytes() for path in coffre.rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert response.content[:8] not in stored[0]
    for word in (b"Canariloriot", "Noé".encode(), b"%PDF", b"StructTreeRoot"):
        assert all(word not in content for content in stored)
    assert "Canari" not in repr(vars(tache))
    assert "Noé" not in repr(vars(tache))


def test_the_file_name_tells_the_period_and_nobody(monde, claire, note):
    response = document(claire, monde.noe, imprimer(claire, monde.noe))
    today = aujourdhui()
    expected = f"journal-du-{today - timedelta(days=7)}-au-{today}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{expected}"'
    assert "no-store" in response.headers["Cache-Control"]


def test_asking_making_and_fetching_are_audited_with_ids_only(monde, claire, note):
    document(claire, monde.noe, imprimer(claire, monde.noe))
    acts = ["enfants.impression", "enfants.impression_produite", "enfants.impression_telechargee"]
    entries = [EntreeAudit.objects.get(action=act) for act in acts]
    assert [entry.enfants for entry in entries] == [[monde.noe.pk]] * 3
    assert {entry.acteur_id for entry in entries} == {monde.personnes[Role.EDUCATEUR_FAMILIAL].pk}
    assert entries[1].objets == [note.pk]
    for entry in EntreeAudit.objects.all():
        assert not any(word in repr(vars(entry)) for word in ("Noé", "Martin", "Canari"))


def test_only_the_notes_of_the_period_and_themes_are_printed(monde, claire, note):
    today = aujourdhui()
    for rang, jour in enumerate([today - timedelta(days=8), today - timedelta(days=7), today]):
        factories.creer_note(
            monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], f"Repère {rang}.", jour=jour
        )
    printed = texte(document(claire, monde.noe, imprimer(claire, monde.noe)))
    assert [f"Repère {rang}." in printed for rang in range(3)] == [False, True, True]
    assert printed.index("Repère 1.") < printed.index("Repère 2.")
    school = texte(document(claire, monde.noe, imprimer(claire, monde.noe, themes=["ecole"])))
    assert "thèmes : école" in school.replace("\u00a0", " ")
    assert "Repère" not in school
    assert MOTS in school


def test_an_empty_period_prints_a_page_that_says_so(monde, claire):
    printed = texte(document(claire, monde.noe, imprimer(claire, monde.noe)))
    assert "Aucune note sur cette période" in printed


def test_signs_and_code_in_a_note_do_not_stop_the_print(monde, claire):
    factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], "Bravo 🎉 #panic() $ \\ {x} \x01"
    )
    assert "Bravo [symbole] #panic() $ \\ {x}" in texte(
        document(claire, monde.noe, imprimer(claire, monde.noe))
    )


def test_a_lost_key_prints_what_cannot_be_opened(monde, claire, note):
    demander(claire, monde.noe)
    factories.perdre_la_cle(monde.noe.pk)
    tache = Tache.objects.get()
    run_now(tache.pk)
    tache.refresh_from_db()
    # Without its key nothing can be sealed for this child either: there is no document.
    assert tache.etat == EtatTache.ECHOUEE
    page = claire.get(reverse("enfants:impression_suivi", args=[monde.noe.pk, tache.pk])).text
    assert PHRASE_ILLISIBLE in page
    assert "n’a pas pu être préparé" in page


def test_an_assignment_that_ended_meanwhile_makes_the_job_fail(monde, connecter, note, coffre):
    hugo = factories.creer_professionnel("hugo")
    duty = factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    client = connecter(hugo.compte)
    demander(client, monde.noe)
    with acting_as_system(raison="test"):
        duty.fin = aujourdhui() - timedelta(days=1)
        duty.save()
    tache = Tache.objects.get()
    run_now(tache.pk)
    tache.refresh_from_db()
    assert (tache.etat, tache.erreur) == (EtatTache.ECHOUEE, "PermissionDenied")
    with acting_as_system(raison="test"):
        assert not Document.objects.exists()
    assert not [path for path in coffre.rglob("*") if path.is_file()]


def test_an_assignment_that_ended_closes_the_document_made_before(monde, connecter, note):
    hugo = factories.creer_professionnel("hugo")
    duty = factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    client = connecter(hugo.compte)
    tache = imprimer(client, monde.noe)
    assert document(client, monde.noe, tache).status_code == 200
    with acting_as_system(raison="test"):
        duty.fin = aujourdhui() - timedelta(days=1)
        duty.save()
    assert document(client, monde.noe, tache).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_nobody_but_who_asked_follows_or_fetches_it(monde, connecter, role):
    owner = factories.creer_professionnel("hugo")
    factories.affecter(owner, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    tache = imprimer(connecter(owner.compte), monde.lea)
    client = connecter(monde.personnes[role])
    assert client.get(reverse("enfants:impression_suivi", args=[monde.lea.pk, tache.pk])).status_code == 404
    assert document(client, monde.lea, tache).status_code == 404


def test_a_print_of_one_child_is_not_fetched_through_another(monde, claire, note):
    tache = imprimer(claire, monde.noe)
    assert document(claire, monde.lea, tache).status_code == 404
    assert claire.get(reverse("enfants:impression_document", args=[monde.noe.pk, uuid4()])).status_code == 404


def test_a_day_later_the_document_is_gone(monde, claire, note):
    tache = imprimer(claire, monde.noe)
    with acting_as_system(raison="test"):
        printed = Document.objects.get()
        assert timedelta(hours=23) < printed.expire_le - timezone.now() <= timedelta(hours=24)
        printed.expire_le = timezone.now()
        printed.save(update_fields=["expire_le"])
    response = document(claire, monde.noe, tache)
    assert response.status_code == 410
    assert "Ce document n’est plus là" in response.text


def test_progress_is_followed_with_and_without_javascript(monde, claire, note):
    url = demander(claire, monde.noe).url
    page = claire.get(url).text
    assert "Le document attend son tour" in page
    assert 'data-hx-trigger="load delay:1s"' in page
    assert f'href="{url}"' in page
    Tache.objects.update(etat=EtatTache.EN_COURS, avancement=42)
    fragment = claire.get(url, headers={"HX-Request": "true"}).text
    assert 'value="42"' in fragment
    assert "<html" not in fragment
    Tache.objects.update(etat=EtatTache.EN_ATTENTE)
    run_now(Tache.objects.get().pk)
    done = claire.get(url, headers={"HX-Request": "true"}).text
    assert "Télécharger le PDF" in done
    assert "data-hx-trigger" not in done
    assert done.strip() in claire.get(url).text
    assert url in claire.get(reverse("enfants:impression", args=[monde.noe.pk])).text


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"du": ""}, "Indiquez cette date"),
        ({"du": "hier"}, "Cette date n’existe pas"),
        ({"du": "2026-03-02", "au": "2026-03-01"}, "La fin est avant le début"),
        ({"du": "2024-01-01", "au": "2026-01-01"}, "Un an au plus à la fois"),
        ({"themes": "amour"}, "Ce thème n’existe pas"),
    ],
)
def test_a_period_that_cannot_be_printed_says_why_beside_its_field(monde, claire, champs, phrase):
    response = demander(claire, monde.noe, **champs)
    assert response.status_code == 422
    assert phrase in response.text
    assert not Tache.objects.exists()


def test_what_was_typed_is_kept(monde, claire):
    page = demander(claire, monde.noe, du="2024-01-01", au="2026-01-01", themes="ecole").text
    assert 'value="2024-01-01"' in page
    assert 'value="ecole"' in page
    assert "checked" in page


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.REFERENT_ASE, Role.DPO, Role.SIEGE, Role.ENFANT])
def test_a_role_without_the_journal_prints_nothing(monde, connecter, role):
    client = connecter(monde.personnes[role])
    assert client.get(reverse("enfants:impression", args=[monde.lea.pk])).status_code == 404
    assert demander(client, monde.lea).status_code == 404
    assert not Tache.objects.exists()
