"""Versions hold the same sealed bytes as the row, and no write escapes them."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from socle.chiffrement.values import Illisible
from socle.chiffrement.versions import TrackedWriteError
from socle.outils.acteur import Acteur, acteur_courant
from socle.outils.identifiants import nouvel_id
from tests.chiffrement.bac.models import Note
from tests.chiffrement.fabriques import fresh_keys, lose_kek, make_note, make_personne, plant, stored

pytestmark = pytest.mark.usefixtures("cles")

CHAMPS = ("titre", "texte", "jour", "details")


def ciphertexts(row):
    return {champ: row.__dict__[champ] for champ in CHAMPS}


def test_each_save_leaves_a_version_with_the_same_ciphertext():
    note = make_note(titre="T", texte="un", jour=datetime.date(2020, 1, 2), details={"a": 1})
    first = ciphertexts(Note.objects.get())
    note.texte = "deux"
    note.save()
    second = ciphertexts(Note.objects.get())
    nouvelle, ancienne = Note.versions.all()
    assert [nouvelle.history_type, ancienne.history_type] == ["~", "+"]
    assert ciphertexts(ancienne) == first
    assert ciphertexts(nouvelle) == second
    assert (ancienne.texte, nouvelle.texte) == ("un", "deux")
    assert (nouvelle.titre, nouvelle.jour, nouvelle.details) == ("T", datetime.date(2020, 1, 2), {"a": 1})


def test_values_never_read_go_to_the_version_unopened():
    make_note(texte="un", titre="T")
    lue = Note.objects.get()
    before = ciphertexts(lue)
    lue.categorie = "santé"
    lue.save()
    assert ciphertexts(Note.versions.first()) == before
    assert "_ouvert_texte" not in lue.__dict__


def test_unreadable_values_go_to_the_version_as_they_are():
    note = make_note(texte="un")
    lose_kek(note.personne_id)
    with fresh_keys():
        lue = Note.objects.get()
        assert isinstance(lue.texte, Illisible)
        lue.categorie = "santé"
        lue.save()
    assert Note.versions.first().__dict__["texte"] == stored(note, "texte")


def test_a_partly_loaded_row_leaves_a_whole_version():
    make_note(texte="un", titre="T")
    lue = Note.objects.only("titre", "personne").get()
    lue.titre = "U"
    lue.save()
    version = Note.versions.first()
    assert (version.titre, version.texte, version.categorie) == ("U", "un", "journal")


def test_a_deleted_row_leaves_its_last_version():
    note = make_note(texte="un")
    Note.objects.get().delete()
    version = Note.versions.first()
    assert (version.history_type, version.id, version.texte) == ("-", note.id, "un")


def test_the_author_is_the_acting_person_without_foreign_key():
    auteur = nouvel_id()
    token = acteur_courant.set(Acteur(id=auteur))
    try:
        make_note()
    finally:
        acteur_courant.reset(token)
    version = Note.versions.get()
    assert (version.history_user_id, version.history_change_reason) == (auteur, None)
    assert not Note.versions.model._meta.get_field("history_user_id").is_relation
    assert version.history_id.version == 7


def test_a_change_reason_left_on_the_instance_is_not_stored():
    note = make_note()
    note._change_reason = "Barnabé a menti"
    note.save()
    assert Note.versions.first().history_change_reason is None


def test_versions_of_a_page_cost_one_query_of_keys():
    for _ in range(3):
        make_note(make_personne(), texte="un")
    with fresh_keys(), CaptureQueriesContext(connection) as queries:
        assert [version.texte for version in Note.versions.all()] == ["un"] * 3
    assert len(queries) == 2


def test_a_past_state_is_rebuilt_from_its_version():
    note = make_note(texte="un")
    note.texte = "deux"
    note.save()
    premiere = Note.versions.last()
    assert premiere.instance.texte == "un"
    assert Note.versions.as_of(premiere.history_date).get().texte == "un"


def test_a_ciphertext_moved_between_a_version_and_another_row_does_not_open():
    personne = make_personne()
    une, autre = make_note(personne, texte="une"), make_note(personne, texte="autre")
    plant(autre, "texte", une.versions.get().__dict__["texte"])
    assert isinstance(Note.objects.get(pk=autre.pk).texte, Illisible)


def test_versions_are_declared_from_their_model_as_append_only():
    declaration = Note.versions.model.declaration
    assert declaration.droits == "SI"
    assert (declaration.sujet, declaration.categorie, declaration.mur) == (
        Note.declaration.sujet,
        Note.declaration.categorie,
        Note.declaration.mur,
    )


def test_a_version_names_nobody():
    make_note(titre="Barnabé")
    version = Note.versions.get()
    assert "Barnabé" not in f"{version} {version!r}"


BULK_WRITES = {
    "update": lambda: Note.objects.update(categorie="santé"),
    "filtered update": lambda: Note.objects.filter(pk__isnull=False).update(categorie="santé"),
    "bulk_create": lambda: Note.objects.bulk_create([Note(personne=Note.objects.first().personne)]),
    "bulk_update": lambda: Note.objects.bulk_update(list(Note.objects.all()), ["categorie"]),
    "delete": lambda: Note.objects.all().delete(),
    "raw delete": lambda: Note.objects.all()._raw_delete("default"),
    "update of related": lambda: Note.objects.first().personne.notes.update(categorie="santé"),
    "delete of related": lambda: Note.objects.first().personne.notes.all().delete(),
}


@pytest.mark.parametrize("write", BULK_WRITES.values(), ids=BULK_WRITES.keys())
def test_bulk_writes_on_a_tracked_model_raise_and_change_nothing(write):
    make_note()
    with pytest.raises(TrackedWriteError, match="no version"):
        write()
    assert Note.objects.get().categorie == "journal"
    assert Note.versions.count() == 1


def test_single_writes_of_the_queryset_leave_versions():
    personne = make_personne()
    note, _ = Note.objects.update_or_create(
        personne=personne, categorie="a", defaults={"texte": "un"}, create_defaults={"texte": "un"}
    )
    Note.objects.update_or_create(personne=personne, categorie="a", defaults={"texte": "deux"})
    assert [version.texte for version in note.versions.all()] == ["deux", "un"]
