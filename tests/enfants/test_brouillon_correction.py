"""The draft of a correction: on the server, of one author, its reason too, lost by nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enfants.models import BrouillonCorrection, NoteJournal, VersionNote
from enfants.services import Entree, garder_correction, jeter_correction
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.connexion import ouvrir_session
from tests.enfants.saisie import alterer
from tests.monde import Monde

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
REPRIS = "est repris"


@pytest.fixture
def educatrice(monde: Monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def client(educatrice, connecter) -> Client:
    return connecter(educatrice)


@pytest.fixture
def signee(monde: Monde, educatrice) -> NoteJournal:
    hier = timezone.now() - timedelta(days=1)
    texte = f"Dispute avec @[{monde.noe.pk}]."
    return factories.creer_note(monde.lea, monde.tilleuls, educatrice, texte, ecrite_le=hier)


def corriger(note: NoteJournal) -> str:
    return reverse("enfants:corriger_note", args=[note.pk])


def garder(note: NoteJournal) -> str:
    return reverse("enfants:brouillon_correction", args=[note.pk])


def jeter(note: NoteJournal) -> str:
    return reverse("enfants:jeter_correction", args=[note.pk])


def saisie(**champs: Any) -> dict[str, Any]:
    return {
        "texte": "Dispute avec Noé, puis paix.", "motif": "Oubli de la fin.", "humeur": "fatigue",
        "themes": ["fratrie"], "version": 1, "envoi": str(nouvel_id()),
    } | champs  # fmt: skip


def test_autosave_says_its_time_and_the_page_finds_words_and_reason_again(client, signee):
    reponse = client.post(garder(signee), saisie(), **HTMX)
    assert reponse.status_code == 200
    assert "Brouillon enregistré à" in reponse.content.decode()
    assert "<html" not in reponse.content.decode()
    page = client.get(corriger(signee)).content.decode()
    assert REPRIS in page
    assert "Dispute avec Noé, puis paix." in page
    assert "Oubli de la fin." in page
    assert 'name="humeur" value="fatigue"' in page
    assert "Quelqu’un a corrigé" not in page


def test_without_script_the_button_keeps_it(client, signee):
    page = client.post(garder(signee), saisie(), follow=True).content.decode()
    assert "Brouillon enregistré à" in page
    assert "Oubli de la fin." in page


def test_it_holds_tokens_and_is_one_sealed_row_however_often_it_is_kept(monde, client, signee, educatrice):
    for texte in ("Noé", "Noé et", "Noé et moi"):
        client.post(garder(signee), saisie(texte=texte), **HTMX)
    with acting_as(educatrice):
        brouillon = BrouillonCorrection.objects.get()
        assert brouillon.contenu["texte"] == f"@[{monde.noe.pk}] et moi"
        assert brouillon.contenu["motif"] == "Oubli de la fin."
        with connection.cursor() as cursor:
            cursor.execute("SELECT contenu FROM enfants_brouilloncorrection")
            [(octets,)] = cursor.fetchall()
    assert b"Oubli" not in bytes(octets)


@pytest.mark.parametrize("autosave", [False, True])
def test_what_is_sent_on_a_closed_session_waits_for_its_author(client, signee, educatrice, autosave):
    client.get(corriger(signee))
    late = timezone.now() + timedelta(seconds=settings.SESSION_INACTIVITE + 60)
    with time_machine.travel(late, tick=False):
        if autosave:
            reponse = client.post(garder(signee), saisie(), **HTMX)
            assert "/compte/login/" in reponse.headers["HX-Redirect"]
        else:
            reponse = client.post(
                corriger(signee), saisie(), HTTP_REFERER=f"http://testserver{corriger(signee)}"
            )
            assert reponse.status_code == 302
            assert reponse.url.startswith("/compte/login/")
            assert "corriger" in reponse.url
        again = Client()
        ouvrir_session(again, educatrice)
        page = again.get(corriger(signee)).content.decode()
    assert "Dispute avec Noé, puis paix." in page
    assert "Oubli de la fin." in page
    with acting_as(educatrice):
        assert VersionNote.objects.filter(note=signee).count() == 1


def test_saving_the_correction_drops_it(client, signee, educatrice):
    champs = saisie()
    client.post(garder(signee), champs, **HTMX)
    assert client.post(corriger(signee), champs).status_code == 302
    with acting_as(educatrice):
        assert not BrouillonCorrection.objects.exists()
        assert VersionNote.objects.get(note=signee, numero=2).motif == "Oubli de la fin."


def test_a_late_autosave_brings_no_saved_word_back(client, signee, educatrice):
    champs = saisie()
    client.post(corriger(signee), champs)
    assert "Brouillon enregistré" in client.post(garder(signee), champs, **HTMX).content.decode()
    with acting_as(educatrice):
        assert not BrouillonCorrection.objects.exists()


def test_the_same_correction_sent_twice_is_one_version(client, signee, educatrice):
    champs = saisie()
    for _ in range(2):
        assert client.post(corriger(signee), champs).url == reverse("enfants:note", args=[signee.pk])
    with acting_as(educatrice):
        assert VersionNote.objects.filter(note=signee).count() == 2


def test_a_note_corrected_meanwhile_shows_both_texts_and_the_person_chooses(
    monde, client, signee, educatrice, connecter
):
    client.post(garder(signee), saisie(texte="Mes mots."), **HTMX)
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    assert chef.post(corriger(signee), saisie(texte="Mots du chef.")).status_code == 302
    page = client.get(corriger(signee))
    texte = page.content.decode()
    assert page.status_code == 200
    assert "Quelqu’un a corrigé cette note pendant que vous écriviez" in texte
    assert "Mots du chef." in texte
    assert "Mes mots." in texte
    assert 'name="version" value="2"' in texte
    assert client.post(corriger(signee), saisie(texte="Mes mots.", version=2)).status_code == 302
    with acting_as(educatrice):
        assert VersionNote.objects.get(note=signee, numero=3).texte == "Mes mots."


def test_dropping_it_brings_the_note_back_as_it_is(client, signee, educatrice):
    client.post(garder(signee), saisie(texte="À jeter."), **HTMX)
    assert "Jeter le brouillon" in client.get(corriger(signee)).content.decode()
    assert "Le brouillon est jeté." in client.post(jeter(signee), follow=True).content.decode()
    page = client.get(corriger(signee)).content.decode()
    assert "À jeter." not in page
    assert "Dispute avec Noé." in page
    assert "Jeter le brouillon" not in page
    assert client.post(jeter(signee)).status_code == 302


def test_emptied_it_disappears(client, signee, educatrice):
    client.post(garder(signee), saisie(), **HTMX)
    vide = saisie(texte="", motif=" ", humeur="", themes=[])
    client.post(garder(signee), vide, **HTMX)
    with acting_as(educatrice):
        assert not BrouillonCorrection.objects.exists()


def test_a_reason_alone_and_a_text_too_long_are_kept_all_the_same(client, signee):
    client.post(garder(signee), saisie(texte="", humeur="", themes=[]), **HTMX)
    assert "Oubli de la fin." in client.get(corriger(signee)).content.decode()
    client.post(garder(signee), saisie(texte="é" * 200_000 + "\x00", version="x", envoi="y"), **HTMX)
    assert "é" * 200_000 in client.get(corriger(signee)).content.decode()


def test_only_its_author_reads_it(monde, client, signee, connecter):
    client.post(garder(signee), saisie(texte="Entre moi et moi."), **HTMX)
    for role in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.AIDE_FAMILIAL, Role.ENFANT):
        with acting_as(monde.personnes[role]), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enfants_brouilloncorrection")
            assert cursor.fetchone() == (0,)
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    assert "Entre moi" not in chef.get(corriger(signee)).content.decode()
    chef.post(garder(signee), saisie(texte="Du chef."), **HTMX)
    assert "Entre moi et moi." in client.get(corriger(signee)).content.decode()


@pytest.mark.parametrize("role", [Role.AIDE_FAMILIAL, Role.EDUCATEUR_SPECIALISE, Role.DIRECTEUR])
def test_who_does_not_correct_keeps_no_draft(monde, connecter, signee, role):
    user = monde.personnes[role]
    for adresse in (garder(signee), jeter(signee)):
        assert connecter(user).post(adresse, saisie()).status_code == 404
    with acting_as(user), pytest.raises(PermissionDenied):
        garder_correction(
            acteur=user, note=signee, envoi=nouvel_id(), version_lue=1, motif="x",
            entree=Entree(enfant=monde.lea, texte="x"),
        )  # fmt: skip
    with acting_as(user), pytest.raises(PermissionDenied):
        jeter_correction(acteur=user, note=signee)


def test_it_follows_the_right_to_write_about_the_child(monde, client, signee, educatrice):
    client.post(garder(signee), saisie(), **HTMX)
    factories.refuser(educatrice, monde.lea)
    with acting_as(educatrice):
        assert not BrouillonCorrection.objects.exists()


def test_a_note_not_yet_signed_keeps_none_and_says_why(monde, client):
    reponse = client.post(garder(monde.note), saisie(), **HTMX).content.decode()
    assert "Le brouillon n’est pas enregistré." in reponse
    assert "peut encore être annulée" in reponse


def test_autosave_neither_extends_the_session_nor_is_audited(client, signee):
    before = dict(client.session.items())
    with acting_as_system(raison="test"):
        audited = EntreeAudit.objects.count()
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        client.post(garder(signee), saisie(), **HTMX)
        assert dict(client.session.items()) == before
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.count() == audited


def test_the_database_holds_one_per_author_and_note_of_a_version_there_is(client, signee, educatrice):
    client.post(garder(signee), saisie(), **HTMX)
    champs = {
        "auteur": educatrice, "enfant_id": signee.enfant_id, "note": signee, "contenu": {},
        "modifie_le": timezone.now(),
    }  # fmt: skip
    with acting_as(educatrice):
        with pytest.raises(IntegrityError, match="brouillon_correction_unique"), transaction.atomic():
            BrouillonCorrection.objects.create(version_lue=1, **champs)
        BrouillonCorrection.objects.all().delete()
        with pytest.raises(IntegrityError, match="brouillon_version_lue_positive"), transaction.atomic():
            BrouillonCorrection.objects.create(version_lue=0, **champs)


# --- one that does not open -----------------------------------------------------------------


def test_one_that_will_never_open_is_said_left_alone_and_dropped_by_its_author_only(
    client, signee, educatrice
):
    client.post(garder(signee), saisie(texte="Perdus."), **HTMX)
    octets = alterer(BrouillonCorrection, educatrice)
    page = client.get(corriger(signee)).content.decode()
    assert "Votre brouillon ne s’ouvre pas" in page
    assert "Dispute avec Noé." in page
    reponse = client.post(garder(signee), saisie(texte="Autres."), **HTMX).content.decode()
    assert "Le brouillon n’est pas enregistré." in reponse
    with acting_as(educatrice):
        assert BrouillonCorrection.objects.get().contenu.octets == octets
    client.post(jeter(signee))
    assert "Brouillon enregistré" in client.post(garder(signee), saisie(), **HTMX).content.decode()
    assert "Dispute avec Noé, puis paix." in client.get(corriger(signee)).content.decode()
