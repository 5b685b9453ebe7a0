"""Destroying a key: two people, a reason, a visa, a delay; then nothing opens, even after a restore."""

from __future__ import annotations

import datetime
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from socle.chiffrement.enums import EtatDestruction, NatureSujet, Raison
from socle.chiffrement.keys import ID_ASSOCIATION, cle_association, key_scope
from socle.chiffrement.models import CleSujet, DemandeDestruction
from socle.chiffrement.services import (
    DELAI,
    DestructionError,
    annuler_destruction,
    demander_destruction,
    destructions_faites,
    executer_destructions,
    rejouer_destructions,
    valider_destruction,
)
from socle.chiffrement.signals import sujet_detruit
from socle.outils.identifiants import nouvel_id
from tests.chiffrement.bac.models import Note, Personne
from tests.chiffrement.fabriques import make_note, make_personne, stored

UNE, AUTRE = nouvel_id(), nouvel_id()


def ask(personne, **changed):
    return demander_destruction(
        **{
            "acteur_id": UNE,
            "sujet_id": personne.id,
            "nature": NatureSujet.ENFANT,
            "motif": "Fin de la durée légale pour Zoé",
            "visa_archives": "AD 75, 2026-118",
            "conservation_verifiee": True,
        }
        | changed
    )


def after_the_delay():
    return time_machine.travel(timezone.now() + DELAI + datetime.timedelta(minutes=1), tick=False)


@pytest.fixture
def told():
    """The subjects whose destruction was told to the apps."""
    subjects = []

    def hear(sender, sujet_id, nature, **kwargs):
        subjects.append((sujet_id, nature))

    sujet_detruit.connect(hear)
    yield subjects
    sujet_detruit.disconnect(hear)


@pytest.mark.django_db
def test_two_people_and_a_delay_then_rows_and_versions_are_closed(told):
    with transaction.atomic(), key_scope():
        note = make_note(texte="soir")
        temoin = make_note(texte="témoin")
        demande = ask(note.personne)
        valider_destruction(acteur_id=AUTRE, demande_id=demande.id)
    assert executer_destructions() == []
    with after_the_delay():
        assert executer_destructions() == [note.personne_id]
        assert executer_destructions() == []
    with transaction.atomic(), key_scope():
        for row in (*Note.objects.filter(pk=note.pk), *Note.versions.filter(id=note.pk)):
            assert row.texte.raison == Raison.CLE_DETRUITE
        assert Personne.objects.get(pk=note.personne_id).nom.raison == Raison.CLE_DETRUITE
        assert Note.objects.get(pk=temoin.pk).texte == "témoin"
        demande = DemandeDestruction.objects.get()
        assert (demande.etat, demande.motif) == (EtatDestruction.EXECUTEE, "Fin de la durée légale pour Zoé")
    cle = CleSujet.objects.get(pk=note.personne_id)
    assert (cle.cle_enveloppee, cle.detruite_le is None) == (None, False)
    assert told == [(note.personne_id, NatureSujet.ENFANT)]


@pytest.mark.usefixtures("cles")
def test_the_key_is_out_of_reach_in_the_very_transaction_that_destroys_it():
    note = make_note(texte="soir")
    lue = Note.objects.get()
    assert lue.titre == ""
    valider_destruction(acteur_id=AUTRE, demande_id=ask(note.personne).id)
    with after_the_delay():
        executer_destructions()
    assert lue.texte.raison == Raison.CLE_DETRUITE


@pytest.mark.usefixtures("cles")
def test_who_asks_does_not_validate():
    demande = ask(make_personne())
    with pytest.raises(DestructionError, match="does not validate"):
        valider_destruction(acteur_id=UNE, demande_id=demande.id)
    with pytest.raises(IntegrityError, match="destruction_a_deux"), transaction.atomic():
        DemandeDestruction.objects.update(valideur_id=UNE)


@pytest.mark.usefixtures("cles")
def test_the_database_refuses_a_validation_without_validator_or_delay():
    ask(make_personne())
    now = timezone.now()
    for values in (
        {"etat": EtatDestruction.VALIDEE},
        {"etat": EtatDestruction.EXECUTEE},
        {"etat": EtatDestruction.VALIDEE, "valideur_id": AUTRE, "validee_le": now, "executable_le": now},
    ):
        with pytest.raises(IntegrityError, match="destruction_validee"), transaction.atomic():
            DemandeDestruction.objects.update(**values)


@pytest.mark.usefixtures("cles")
@pytest.mark.parametrize(
    "changed",
    [
        {"motif": "  "},
        {"visa_archives": ""},
        {"conservation_verifiee": False},
        {"nature": NatureSujet.PROCHE},
        {"sujet_id": nouvel_id()},
    ],
)
def test_an_incomplete_request_is_refused(changed):
    with pytest.raises(DestructionError):
        ask(make_personne(), **changed)
    assert not DemandeDestruction.objects.exists()


@pytest.mark.usefixtures("cles")
def test_the_association_s_own_key_is_never_destroyed():
    cle_association()
    with pytest.raises(DestructionError, match="association"):
        ask(make_personne(), sujet_id=ID_ASSOCIATION, nature=NatureSujet.ASSOCIATION)


@pytest.mark.usefixtures("cles")
def test_one_open_request_per_subject():
    personne = make_personne()
    demande = ask(personne)
    with pytest.raises(DestructionError, match="already open"):
        ask(personne)
    annuler_destruction(acteur_id=AUTRE, demande_id=demande.id)
    ask(personne)


@pytest.mark.usefixtures("cles")
def test_a_request_cancelled_during_the_delay_destroys_nothing():
    note = make_note(texte="soir")
    demande = ask(note.personne)
    valider_destruction(acteur_id=AUTRE, demande_id=demande.id)
    annuler_destruction(acteur_id=UNE, demande_id=demande.id)
    with after_the_delay():
        assert executer_destructions() == []
    assert Note.objects.get().texte == "soir"
    for act in (valider_destruction, annuler_destruction):
        with pytest.raises(DestructionError):
            act(acteur_id=AUTRE, demande_id=demande.id)


@pytest.mark.usefixtures("cles")
def test_the_delay_has_a_minimum():
    with pytest.raises(DestructionError, match="7 days"):
        valider_destruction(
            acteur_id=AUTRE, demande_id=ask(make_personne()).id, delai=datetime.timedelta(days=6)
        )


@pytest.mark.usefixtures("cles")
def test_the_reason_and_the_visa_are_sealed():
    demande = ask(make_personne())
    assert "Zoé".encode() not in stored(demande, "motif")
    assert b"AD 75" not in stored(demande, "visa_archives")


@pytest.mark.django_db
def test_a_receiver_that_fails_leaves_its_subject_whole_and_stops_no_other(told):
    with transaction.atomic(), key_scope():
        notes = [make_note(texte="soir") for _ in range(3)]
        for note in notes:
            valider_destruction(acteur_id=AUTRE, demande_id=ask(note.personne).id)

    def fail(sender, sujet_id, **kwargs):
        if sujet_id == notes[1].personne_id:
            raise ZeroDivisionError

    sujet_detruit.connect(fail)
    try:
        with after_the_delay(), pytest.raises(ExceptionGroup):
            executer_destructions()
    finally:
        sujet_detruit.disconnect(fail)
    with transaction.atomic(), key_scope():
        readable = [Note.objects.get(pk=note.pk).texte == "soir" for note in notes]
    assert readable == [False, True, False]
    with after_the_delay():
        assert executer_destructions() == [notes[1].personne_id]


@pytest.mark.django_db
def test_a_restore_replays_the_destructions_made_since(tmp_path, told, capsys):
    with transaction.atomic(), key_scope():
        note, temoin = make_note(texte="soir"), make_note(texte="témoin")
        valider_destruction(acteur_id=AUTRE, demande_id=ask(note.personne).id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cle_enveloppee FROM cles.cle_sujet WHERE id = %s", [note.personne_id])
        sauvegarde = cursor.fetchone()[0]
    liste = tmp_path / "destructions.jsonl"
    with after_the_delay():
        call_command("executer_destructions")
        call_command("exporter_destructions", str(liste))
    assert [json.loads(ligne)["sujet"] for ligne in liste.read_text().splitlines()] == [str(note.personne_id)]

    CleSujet.objects.filter(pk=note.personne_id).update(cle_enveloppee=sauvegarde, detruite_le=None)
    with transaction.atomic(), key_scope():
        assert Note.objects.get(pk=note.pk).texte == "soir"
    inconnu = nouvel_id()
    with liste.open("a") as fichier:
        fichier.write(
            json.dumps({"sujet": str(inconnu), "nature": "proche", "detruite_le": "2026-01-01T00:00Z"})
        )
    told.clear()
    for _ in range(2):
        call_command("rejouer_destructions", str(liste))
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "1 clé(s) détruite(s) de nouveau.",
        "0 clé(s) détruite(s) de nouveau.",
    ]
    with transaction.atomic(), key_scope():
        assert Note.objects.get(pk=note.pk).texte.raison == Raison.CLE_DETRUITE
        assert Note.objects.get(pk=temoin.pk).texte == "témoin"
    assert CleSujet.objects.get(pk=inconnu).detruite_le is not None
    assert told[:2] == [(note.personne_id, NatureSujet.ENFANT), (inconnu, NatureSujet.PROCHE)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ligne",
    [
        "pas du json",
        "{}",
        '{"sujet": "x", "nature": "enfant", "detruite_le": "2026-01-01T00:00Z"}',
        f'{{"sujet": "{ID_ASSOCIATION}", "nature": "association", "detruite_le": "2026-01-01T00:00Z"}}',
        f'{{"sujet": "{UNE}", "nature": "enfant", "detruite_le": "2026-01-01T00:00"}}',
    ],
)
def test_a_malformed_list_destroys_nothing(tmp_path, ligne):
    with transaction.atomic(), key_scope():
        personne = make_personne()
    liste = tmp_path / "destructions.jsonl"
    bonne = {"sujet": str(personne.id), "nature": "enfant", "detruite_le": "2026-01-01T00:00Z"}
    liste.write_text(json.dumps(bonne) + "\n" + ligne)
    with pytest.raises(CommandError, match="line 2"):
        call_command("rejouer_destructions", str(liste))
    assert CleSujet.objects.get(pk=personne.id).detruite_le is None
    with pytest.raises(CommandError, match="ne peut pas être lue"):
        call_command("rejouer_destructions", str(tmp_path / "absente"))


@pytest.mark.usefixtures("cles")
def test_lists_without_destruction_are_empty():
    make_personne()
    assert list(destructions_faites()) == []
    assert rejouer_destructions([]) == 0
