"""One note: ten minutes to take it back, then corrections that hide nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enfants.models import Brouillon, NoteJournal, VersionNote
from enfants.services import Entree, annuler_note, corriger_note
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.enfants.saisie import adresse, bloc, saisie
from tests.monde import Monde

pytestmark = pytest.mark.django_db

PASSE = timedelta(hours=2)


@pytest.fixture
def educatrice(monde: Monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def client(educatrice, connecter) -> Client:
    return connecter(educatrice)


@pytest.fixture
def signee(monde: Monde, educatrice) -> NoteJournal:
    """A note of the éducatrice about Léa, two hours old, naming Noé."""
    texte = f"Dispute avec @[{monde.noe.pk}]."
    return factories.creer_note(
        monde.lea, monde.tilleuls, educatrice, texte, ecrite_le=timezone.now() - PASSE, themes=["fratrie"]
    )


def _corriger(note: NoteJournal, **champs: Any) -> dict[str, Any]:
    return {
        "texte": "Dispute avec Noé, puis paix.",
        "motif": "Oubli de la fin.",
        "version": note.version,
    } | champs


# --- taking back --------------------------------------------------------------------------


def test_its_author_takes_a_note_back_and_finds_the_words_in_the_draft(monde, client, educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Trop vite, Noé.", humeur="fatigue", themes=["repas"])
    client.post(adresse(monde.tilleuls), donnees)
    with acting_as(educatrice):
        note = NoteJournal.objects.get(lot=donnees["lot"])
    page = client.post(reverse("enfants:annuler_note", args=[note.pk]), follow=True).content.decode()
    assert "La note est annulée." in page
    assert "Trop vite, Noé." in page
    with acting_as(educatrice):
        note.refresh_from_db()
        assert note.annulee_le is not None
        assert note.versions.count() == 2
        contenu = Brouillon.objects.get(enfant=monde.lea).contenu
    assert (contenu["humeur"], contenu["themes"]) == ("fatigue", ["repas"])
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="journal.annulation", objets=[note.pk]).count() == 1


def test_words_taken_back_stand_before_those_being_typed(monde, client, educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Premiers mots.")
    client.post(adresse(monde.tilleuls), donnees)
    en_cours = saisie(monde.lea) | bloc(monde.lea, texte="Mots en cours.")
    client.post(reverse("enfants:brouillon", args=[monde.tilleuls.pk]), en_cours)
    with acting_as(educatrice):
        note = NoteJournal.objects.get(lot=donnees["lot"])
    client.post(reverse("enfants:annuler_note", args=[note.pk]))
    with acting_as(educatrice):
        assert Brouillon.objects.get().contenu["texte"] == "Premiers mots.\n\nMots en cours."


def test_a_note_taken_back_is_gone_for_everybody_else(monde, client, connecter):
    client.post(reverse("enfants:annuler_note", args=[monde.note.pk]))
    for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.AIDE_FAMILIAL):
        other = connecter(monde.personnes[role])
        assert other.get(reverse("enfants:note", args=[monde.note.pk])).status_code == 404
    assert "annulée" in client.get(reverse("enfants:note", args=[monde.note.pk])).content.decode()


def test_after_ten_minutes_a_clear_page_leads_to_the_correction(client, signee, educatrice):
    response = client.post(reverse("enfants:annuler_note", args=[signee.pk]))
    assert response.status_code == 409
    assert "Les dix minutes sont passées" in response.content.decode()
    assert reverse("enfants:corriger_note", args=[signee.pk]) in response.content.decode()
    with acting_as(educatrice):
        signee.refresh_from_db()
        assert signee.annulee_le is None


def test_the_database_holds_the_ten_minutes_too(monde, signee, educatrice):
    with acting_as(educatrice):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE enfants_notejournal SET annulee_le = now() WHERE id = %s", [signee.pk])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE enfants_notejournal SET annulee_le = now() WHERE id = %s", [monde.note.pk])
            assert cursor.rowcount == 1


@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.AIDE_FAMILIAL, Role.EDUCATEUR_SPECIALISE])
def test_nobody_takes_back_the_note_of_another(monde, connecter, role):
    other = monde.personnes[role]
    assert connecter(other).post(reverse("enfants:annuler_note", args=[monde.note.pk])).status_code == 404
    with acting_as(other), pytest.raises(PermissionDenied):
        annuler_note(acteur=other, note=monde.note)


def test_taking_back_twice_changes_nothing(monde, client, educatrice):
    for _ in range(2):
        assert client.post(reverse("enfants:annuler_note", args=[monde.note.pk])).status_code == 302
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="journal.annulation").count() == 1


# --- correcting ----------------------------------------------------------------------------


def test_a_correction_is_a_new_version_with_its_reason(monde, client, signee, educatrice, connecter):
    page = client.get(reverse("enfants:corriger_note", args=[signee.pk])).content.decode()
    assert "Dispute avec Noé." in page
    response = client.post(reverse("enfants:corriger_note", args=[signee.pk]), _corriger(signee), follow=True)
    texte = response.content.decode()
    assert "Dispute avec un autre enfant, puis paix." in texte
    assert "Dispute avec un autre enfant." in texte
    assert "Oubli de la fin." in texte
    assert "Claire R." in texte
    with acting_as(educatrice):
        signee.refresh_from_db()
        un, deux = VersionNote.objects.filter(note=signee).order_by("numero")
        assert (signee.version, signee.themes, deux.numero) == (2, [], 2)
        assert deux.texte == f"Dispute avec @[{monde.noe.pk}], puis paix."
        assert (un.motif, deux.motif) == ("", "Oubli de la fin.")
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="journal.correction").count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"motif": "  "}, "Dites pourquoi cette note est corrigée."),
        ({"texte": "Dispute avec Noé.", "themes": ["fratrie"]}, "Rien n’a changé dans cette note."),
        ({"texte": ""}, "Une note corrigée dit encore quelque chose."),
        ({"texte": "é" * 20_001}, "Ce texte a 20\u202f001 caractères"),
        ({"motif": "é" * 501}, "Ce texte a 501 caractères"),
        ({"texte": "a\x00b"}, "U+0000"),
    ],
)
def test_a_correction_refused_keeps_what_was_typed(client, signee, educatrice, champs, phrase):
    donnees = _corriger(signee, **champs)
    response = client.post(reverse("enfants:corriger_note", args=[signee.pk]), donnees)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert donnees["texte"] in response.content.decode()
    with acting_as(educatrice):
        assert VersionNote.objects.filter(note=signee).count() == 1


def test_whoever_corrects_second_sees_both_texts_and_chooses(monde, client, signee, educatrice, connecter):
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    url = reverse("enfants:corriger_note", args=[signee.pk])
    chef.get(url)
    client.post(url, _corriger(signee, texte="Version de Claire."))
    response = chef.post(url, _corriger(signee, texte="Version du chef.", motif="Précision."))
    texte = response.content.decode()
    assert response.status_code == 409
    assert "Version de Claire." in texte
    assert "Version du chef." in texte
    assert 'name="version" value="2"' in texte
    with acting_as(educatrice):
        assert VersionNote.objects.filter(note=signee).count() == 2
    chosen = chef.post(url, _corriger(signee, texte="Version du chef.", motif="Précision.", version=2))
    assert chosen.status_code == 302
    with acting_as(educatrice):
        assert VersionNote.objects.get(note=signee, numero=3).texte == "Version du chef."


@pytest.mark.parametrize(
    ("role", "peut"),
    [
        (Role.EDUCATEUR_FAMILIAL, True),
        (Role.CHEF_DE_SERVICE, True),
        (Role.AIDE_FAMILIAL, False),
        (Role.EDUCATEUR_SPECIALISE, False),
        (Role.DIRECTEUR, False),
        (Role.PSYCHOLOGUE, False),
    ],
)
def test_the_author_and_the_chef_de_service_correct_and_nobody_else(monde, connecter, signee, role, peut):
    user = monde.personnes[role]
    url = reverse("enfants:corriger_note", args=[signee.pk])
    assert connecter(user).post(url, _corriger(signee)).status_code == (302 if peut else 404)
    page = connecter(user).get(reverse("enfants:note", args=[signee.pk])).content.decode()
    assert (url in page) is peut
    if not peut:
        with acting_as(user), pytest.raises(PermissionDenied):
            corriger_note(
                acteur=user,
                note=signee,
                envoi=nouvel_id(),
                version_lue=1,
                motif="x",
                entree=Entree(enfant=monde.lea, texte="x"),
            )


def test_an_author_who_left_the_house_corrects_no_more(monde, signee, educatrice, connecter):
    with acting_as_system(raison="test"):
        affectation = educatrice.professionnel.affectations.get()
        affectation.fin = timezone.localdate() - timedelta(days=1)
        affectation.save()
    url = reverse("enfants:corriger_note", args=[signee.pk])
    assert connecter(educatrice).post(url, _corriger(signee)).status_code == 404


def test_a_note_not_yet_signed_is_taken_back_rather_than_corrected(monde, client):
    url = reverse("enfants:corriger_note", args=[monde.note.pk])
    assert client.get(url).url == reverse("enfants:note", args=[monde.note.pk])
    assert client.post(url, _corriger(monde.note)).status_code == 302


def test_a_common_text_stays_apart_in_a_correction(monde, client, educatrice):
    note = factories.creer_note(
        monde.lea, monde.tilleuls, educatrice, "Crêpes.", ecrite_le=timezone.now() - PASSE, complement="Deux."
    )
    url = reverse("enfants:corriger_note", args=[note.pk])
    assert "Texte partagé" in client.get(url).content.decode()
    client.post(url, _corriger(note, commun="Crêpes.", texte="Trois."))
    with acting_as(educatrice):
        version = VersionNote.objects.get(note=note, numero=2)
        assert (version.texte, version.complement) == ("Crêpes.", "Trois.")


# --- frozen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE enfants_versionnote SET texte = '\\x00' WHERE note_id = %s",
        "UPDATE enfants_versionnote SET importante = true WHERE note_id = %s",
        "DELETE FROM enfants_versionnote WHERE note_id = %s",
        "UPDATE enfants_notejournal SET jour = jour - 1 WHERE id = %s",
        "UPDATE enfants_notejournal SET ecrite_le = now() WHERE id = %s",
        "UPDATE enfants_notejournal SET auteur_id = acteur() WHERE id = %s",
        "DELETE FROM enfants_notejournal WHERE id = %s",
        "UPDATE enfants_historicalnotejournal SET importante = true WHERE id = %s",
        "DELETE FROM enfants_historicalnotejournal WHERE id = %s",
    ],
)
def test_what_is_written_cannot_be_changed_by_the_application(monde, signee, sql):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [signee.pk])


def test_the_owner_too_is_refused_to_rewrite_a_version(signee):
    from tests.base import owner_connection

    with owner_connection() as owner:
        assert owner.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'version_note_figee'"
        ).fetchone() == (1,)
