"""Changing the key-encryption key: every key is wrapped anew, whatever happens on the way."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cles, current_scope, key_scope
from socle.chiffrement.models import CleSujet
from socle.chiffrement.signals import kek_tournee
from socle.outils.identifiants import nouvel_id
from tests.chiffrement.bac.models import Note
from tests.chiffrement.fabriques import lose_kek, make_note, stored


def new_kek(identifiant):
    return f"{identifiant}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.mark.django_db
def test_values_stay_as_they_are_and_open_without_the_old_key(settings, capsys):
    with transaction.atomic(), key_scope():
        notes = [make_note(texte=f"n° {rang}") for rang in range(5)]
        before = [stored(note, "texte") for note in notes]
    settings.TROUSSEAU = [new_kek("neuf"), *settings.TROUSSEAU]
    call_command("tourner_cles", "--lot", "2")
    assert "5 clé(s) enveloppée(s) sous « neuf »." in capsys.readouterr().out
    settings.TROUSSEAU = settings.TROUSSEAU[:1]
    with transaction.atomic(), key_scope():
        assert [Note.objects.get(pk=note.pk).texte for note in notes] == [f"n° {rang}" for rang in range(5)]
        assert [stored(note, "texte") for note in notes] == before


@pytest.mark.django_db
def test_a_rotation_already_done_does_nothing(settings, capsys):
    with transaction.atomic(), key_scope():
        make_note()
    call_command("tourner_cles")
    assert "0 clé(s)" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_rehearsal_opens_every_key_and_writes_nothing(settings, capsys):
    with transaction.atomic(), key_scope():
        make_note()
    settings.TROUSSEAU = [new_kek("neuf"), *settings.TROUSSEAU]
    with CaptureQueriesContext(connection) as queries:
        call_command("tourner_cles", "--simuler")
    assert "1 clé(s) à envelopper" in capsys.readouterr().out
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    assert not CleSujet.objects.filter(kek="neuf").exists()


@pytest.mark.django_db
def test_keys_that_do_not_open_are_counted_and_the_others_rotated(settings):
    with transaction.atomic(), key_scope():
        notes = [make_note() for _ in range(3)]
    lose_kek(notes[1].personne_id)
    CleSujet.objects.filter(pk=notes[2].personne_id).update(
        cle_enveloppee=None, detruite_le="2026-01-01T00:00Z"
    )
    settings.TROUSSEAU = [new_kek("neuf"), *settings.TROUSSEAU]
    with pytest.raises(CommandError, match=f"1 clé.*{notes[1].personne_id}"):
        call_command("tourner_cles", "--lot", "1")
    assert CleSujet.objects.get(kek="neuf").pk == notes[0].personne_id


@pytest.mark.django_db
def test_what_could_not_be_sealed_again_keeps_the_old_key(settings):
    def fail(**kwargs):
        raise ZeroDivisionError

    settings.TROUSSEAU = [new_kek("neuf"), *settings.TROUSSEAU]
    kek_tournee.connect(fail)
    try:
        with pytest.raises(CommandError, match=r"Gardez l’ancienne clé.*ZeroDivisionError"):
            call_command("tourner_cles")
        call_command("tourner_cles", "--simuler")
    finally:
        kek_tournee.disconnect(fail)


@pytest.mark.django_db
def test_a_batch_of_nothing_is_refused():
    with pytest.raises(CommandError, match="au moins 1"):
        call_command("tourner_cles", "--lot", "0")


@pytest.mark.django_db(transaction=True)
def test_killed_midway_it_has_lost_nothing_and_takes_up_where_it_was(settings):
    total = 1200
    sujets = [nouvel_id() for _ in range(total)]
    with transaction.atomic(), key_scope():
        creer_cles((sujet_id, NatureSujet.ENFANT) for sujet_id in sujets)
        note = make_note(texte="soir")
    neuf = new_kek("neuf")
    trousseau = [neuf, *settings.TROUSSEAU]
    database = connection.settings_dict
    adresse = (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@"
        f":{database['PORT']}/{quote(database['NAME'])}?host={quote(database['HOST'], safe='')}"
    )
    command = [sys.executable, "manage.py", "tourner_cles", "--lot", "20"]
    environment = os.environ | {
        "DATABASE_URL": adresse,
        "MAISON_TROUSSEAU": ",".join(trousseau),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "MAISON_BASE": "application",
    }
    rotated = CleSujet.objects.filter(kek="neuf")

    process = subprocess.Popen(
        command, cwd=django_settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while not rotated.exists():
            assert process.poll() is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    midway = rotated.count()
    assert 0 < midway < total + 1

    again = subprocess.run(
        command, cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert f"{total + 1 - midway} clé(s) enveloppée(s) sous « neuf »." in again.stdout
    assert f"100%  {total + 1 - midway}/{total + 1 - midway}" in again.stderr
    settings.TROUSSEAU = [neuf]
    with transaction.atomic(), key_scope():
        assert all(current_scope().key(sujet_id).aes is not None for sujet_id in sujets)
        assert Note.objects.get(pk=note.pk).texte == "soir"
