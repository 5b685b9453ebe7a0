"""Somebody writes in the database behind the software: it shows, and nothing more is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enfants.models import Enfant, NoteJournal
from socle.audit.models import EntreeAudit, LienAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.base import owner_connection
from tests.connexion import ouvrir_session
from tests.enfants.saisie import adresse, bloc, saisie
from tests.monde import Monde

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with owner_connection() as opened:
        yield opened


@pytest.fixture
def educatrice(monde: Monde) -> Client:
    client = Client()
    ouvrir_session(client, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    return client


def swap(owner: psycopg.Connection, table: str, column: str, *, key: str, ids: tuple[object, object]) -> None:
    """Exchange the sealed bytes of two rows, as an owner who stops the triggers can."""
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(
        f"UPDATE {table} a SET {column} = b.{column} FROM {table} b "
        f"WHERE a.{key} = ANY(%(ids)s) AND b.{key} = ANY(%(ids)s) AND a.{key} <> b.{key}",
        {"ids": list(ids)},
    )
    owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sealed(owner: psycopg.Connection, enfant: Enfant) -> tuple[bytes, bytes, bytes]:
    row = owner.execute(
        "SELECT prenom, nom, date_naissance FROM enfants_enfant WHERE id = %s", [enfant.pk]
    ).fetchone()
    assert row is not None
    return row


def deux_notes(monde: Monde) -> tuple[NoteJournal, NoteJournal]:
    hier = timezone.now() - timedelta(days=1)
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    return tuple(
        factories.creer_note(
            enfant, monde.tilleuls, auteur, texte, jour=hier.date(), ecrite_le=hier,
            complement=f"{texte} Vraiment.", humeur=humeur, motif=f"Motif {texte}",
        )
        for enfant, texte, humeur in [(monde.lea, "Poème", "calme"), (monde.noe, "Comptine", "joyeux")]
    )  # type: ignore[return-value]  # fmt: skip


@pytest.mark.parametrize("champ", ["texte", "complement", "humeur", "motif"])
def test_swapped_ciphertexts_of_two_notes_are_shown_as_closed_and_every_page_stands(
    monde, educatrice, owner, champ
):
    notes = deux_notes(monde)
    swap(owner, "enfants_versionnote", champ, key="note_id", ids=(notes[0].pk, notes[1].pk))
    for note in notes:
        page = educatrice.get(reverse("enfants:note", args=[note.pk]))
        assert page.status_code == 200
        assert PHRASE_ILLISIBLE in page.content.decode()
        # What cannot be read cannot be carried over into a correction; a lost reason hinders nothing.
        corriger = reverse("enfants:corriger_note", args=[note.pk])
        assert (corriger in page.content.decode()) is (champ == "motif")
        assert educatrice.get(corriger).status_code == (200 if champ == "motif" else 404)
        for ailleurs in ("enfants:fiche", "enfants:fil", "enfants:sejours"):
            assert educatrice.get(reverse(ailleurs, args=[note.enfant_id])).status_code == 200
        cherche = educatrice.post(reverse("enfants:fil", args=[note.enfant_id]), {"q": "poème"})
        assert cherche.status_code == 200
    for ailleurs in ("/ma-maison/", "/relais/", adresse(monde.tilleuls)):
        assert educatrice.get(ailleurs).status_code == 200
    # Life goes on beside them.
    soir = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Une autre soirée.")
    assert "Une autre soirée." in educatrice.post(adresse(monde.tilleuls), soir, follow=True).content.decode()


@pytest.mark.parametrize("champ", ["prenom", "nom", "date_naissance"])
def test_swapped_identities_are_shown_as_closed_and_saving_writes_the_original_bytes_back(
    monde, educatrice, owner, champ
):
    swap(owner, "enfants_enfant", champ, key="id", ids=(monde.lea.pk, monde.noe.pk))
    before = sealed(owner, monde.lea)
    pages = [
        "/ma-maison/", "/enfants/", "/relais/", adresse(monde.tilleuls), reverse("enfants:note_rapide"),
        *(reverse(f"enfants:{nom}", args=[monde.lea.pk]) for nom in ("fiche", "fil", "sejours")),
        reverse("fratries:fratrie", args=[monde.lea.pk]), reverse("enfants:note", args=[monde.note.pk]),
    ]  # fmt: skip
    reponses = {page: educatrice.get(page) for page in pages}
    assert {page: r.status_code for page, r in reponses.items()} == dict.fromkeys(pages, 200)
    assert PHRASE_ILLISIBLE in reponses[pages[5]].content.decode()
    directeur = monde.personnes[Role.DIRECTEUR]
    autre = "nom" if champ == "prenom" else "prenom"
    with acting_as(directeur):
        lea = Enfant.objects.get(pk=monde.lea.pk)
        empreinte = lea.empreinte
        assert isinstance(getattr(lea, champ), Illisible)
    bureau = Client()
    ouvrir_session(bureau, directeur)
    formulaire = reverse("enfants:identite", args=[monde.lea.pk])
    page = bureau.get(formulaire)
    assert (page.status_code, PHRASE_ILLISIBLE in page.content.decode()) == (200, True)
    # As the page sends it back: what could not be opened is shown disabled, hence not sent.
    envoi = {"prenom": "Léa", "nom": "Martin", "date_naissance": "2017-05-04", "sexe": ""} | {autre: "Léonie"}
    del envoi[champ]
    envoi["envoi"] = str(nouvel_id())
    assert bureau.post(formulaire, envoi).status_code == 302
    after = sealed(owner, monde.lea)
    rang = ("prenom", "nom", "date_naissance").index(champ)
    assert after[rang] == before[rang]
    assert after[("prenom", "nom").index(autre)] != before[("prenom", "nom").index(autre)]
    with acting_as(directeur):
        assert Enfant.objects.get(pk=monde.lea.pk).empreinte == empreinte


def test_audit_of_real_requests_edited_deleted_or_cut_is_refused_with_its_first_broken_link(
    monde, educatrice, owner, tmp_path: Path, capsys
):
    for page in (
        "/ma-maison/",
        "/relais/",
        adresse(monde.tilleuls),
        reverse("enfants:note", args=[monde.note.pk]),
    ):
        assert educatrice.get(page).status_code == 200
    soir = saisie(monde.lea) | bloc(monde.lea, texte="Bonne soirée.")
    educatrice.post(adresse(monde.tilleuls), soir)
    tete = tmp_path / "tete.json"
    call_command("verifier_audit", ecrire_tete=tete)
    nombre = EntreeAudit.objects.count()
    assert json.loads(tete.read_text())["sequence"] == LienAudit.objects.count() == nombre >= 6

    def broken(*statements: str, **options: object) -> str:
        """Return what the command says of a journal so changed, then put the journal back."""
        for table in ("audit_entreeaudit", "audit_lienaudit"):
            owner.execute(f"CREATE TABLE copie_{table} AS TABLE {table}")
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            for statement in statements:
                owner.execute(statement)
            with pytest.raises(CommandError) as refusal:
                call_command("verifier_audit", **options)
            assert refusal.value.returncode == 1
            return str(refusal.value)
        finally:
            for table in ("audit_entreeaudit", "audit_lienaudit"):
                owner.execute(f"DELETE FROM {table}")
                owner.execute(f"INSERT INTO {table} SELECT * FROM copie_{table}")
                owner.execute(f"DROP TABLE copie_{table}")
                owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    troisieme = "(SELECT entree_id FROM audit_lienaudit WHERE sequence = 3)"
    edited = broken(f"UPDATE audit_entreeaudit SET enfants = '{{}}', libelle = 'rien' WHERE id = {troisieme}")
    assert "2 liens vérifiés" in edited
    assert "Rang 3." in edited
    deleted = broken(f"DELETE FROM audit_entreeaudit WHERE id = {troisieme}")
    assert "Rang 3." in deleted
    cut = (
        f"DELETE FROM audit_entreeaudit WHERE id = "
        f"(SELECT entree_id FROM audit_lienaudit WHERE sequence = {nombre})",
        f"DELETE FROM audit_lienaudit WHERE sequence = {nombre}",
    )
    assert f"Rang {nombre}." in broken(*cut, tete=tete)
    call_command("verifier_audit", tete=tete)
    assert f"{nombre} liens vérifiés" in capsys.readouterr().out
