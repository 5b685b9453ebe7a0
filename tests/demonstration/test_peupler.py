"""Databases of any size: written by COPY, sealed as the application seals, bound by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.env import read_database
from deploy.demonstration.peuplement import peuplement
from enfants.models import Enfant, LectureNote, NoteJournal, Sejour, VersionNote
from socle.chiffrement.models import CleSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from tests import factories
from villages.models import Maison, Professionnel, Village

TAILLE = {"villages": 2, "enfants": 13, "entrees": 60}


@contextmanager
def _role(adresse: str) -> Iterator[None]:
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    role = read_database(adresse)
    connection.close()
    connection.settings_dict.update(USER=role["USER"], PASSWORD=role["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _peupler(**options: int) -> list[list[str]]:
    """Fill the database as its owner; return (login, passphrase, secret) of those who sign in."""
    sortie = StringIO()
    with _role("DATABASE_OWNER_URL"):
        call_command("peupler", **{**TAILLE, **options}, stdout=sortie, stderr=StringIO())
    return [ligne.split() for ligne in sortie.getvalue().splitlines()]


def _definitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
            "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_the_application_role_is_told_to_let_the_owner_do_it() -> None:
    with pytest.raises(CommandError, match="MAISON_BASE=proprietaire"):
        call_command("peupler", **TAILLE)
    assert not Village.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_base_that_serves_an_association_is_left_alone() -> None:
    factories.creer_village("Un vrai village")
    with pytest.raises(CommandError, match="association"):
        _peupler()
    assert Village.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("option", [{"villages": 0}, {"enfants": 1}, {"entrees": -1}])
def test_impossible_sizes_are_refused_with_a_sentence(option: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="Il faut"):
        _peupler(**option)


@pytest.mark.django_db(transaction=True)
def test_every_row_opens_and_has_its_version() -> None:
    _peupler()
    with acting_as_system(raison="test"):
        enfants = list(Enfant.objects.all())
        assert len(enfants) == 13
        assert Village.objects.count() == 2
        assert CleSujet.objects.filter(nature="enfant").count() == 13
        for enfant in enfants:
            assert isinstance(enfant.prenom, str)
            assert isinstance(enfant.nom, str)
            assert enfant.versions.get().date_naissance == enfant.date_naissance
            assert Sejour.objects.current().get(enfant=enfant).motif_depassement == ""
        assert all(isinstance(p.nom, str) for p in Professionnel.objects.all())
        notes = list(NoteJournal.objects.all())
        assert len(notes) == 60
        assert NoteJournal.versions.count() == 60
        for version in VersionNote.objects.select_related("note"):
            assert version.texte[0] == "«" or version.texte[0].isupper()
            assert "{" not in version.texte
            assert "\x01" not in version.texte
            assert version.enfant_id == version.note.enfant_id
        assert LectureNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_those_who_sign_in_see_their_village_and_their_house_only() -> None:
    (direction, phrase, _), (educateur, _, secret) = _peupler()
    directeur = Utilisateur.objects.get(identifiant=direction)
    assert directeur.check_password(phrase)
    assert len(secret) == 32
    with acting_as(directeur):
        assert 0 < Enfant.objects.visible_to(directeur, "lire_identite").count() < 13
    compte = Utilisateur.objects.get(identifiant=educateur)
    with acting_as(compte):
        maisons = {note.maison_id for note in NoteJournal.objects.visible_to(compte, "lire_journal")}
        assert len(maisons) == 1
        assert maisons < set(Maison.objects.values_list("id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_constraints_and_indexes_put_aside_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _definitions()
    monkeypatch.setattr(peuplement, "SEUIL_SANS_INDEX", 1)
    monkeypatch.setattr(peuplement, "LOT", 7)
    _peupler()
    assert _definitions() == before
    with acting_as_system(raison="test"):
        assert NoteJournal.objects.count() == 60
        assert {note.maison_id for note in NoteJournal.objects.all()} <= set(
            Maison.objects.values_list("id", flat=True)
        )


@pytest.mark.django_db(transaction=True)
def test_a_second_filling_adds_to_the_first() -> None:
    _peupler()
    _peupler(entrees=0)
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 26
        assert Village.objects.values("association").distinct().count() == 1
        assert NoteJournal.objects.count() == 60
