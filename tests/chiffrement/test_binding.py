"""A ciphertext opens in its own field of its own row under its own subject, whole, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from socle.chiffrement.enums import Raison
from socle.chiffrement.values import Illisible
from tests.chiffrement.bac.models import Libre, Note
from tests.chiffrement.fabriques import fresh_keys, make_note, make_personne, plant, stored

pytestmark = pytest.mark.usefixtures("cles")


def swap(left, left_field, right, right_field):
    first, second = stored(left, left_field), stored(right, right_field)
    plant(left, left_field, second)
    plant(right, right_field, first)


def test_ciphertexts_swapped_between_two_rows_do_not_open():
    personne = make_personne()
    une, autre = make_note(personne, texte="une"), make_note(personne, texte="autre")
    swap(une, "texte", autre, "texte")
    for note in Note.objects.all():
        assert note.texte.raison == Raison.ALTEREE


def test_ciphertexts_swapped_between_two_fields_do_not_open():
    note = make_note(texte="texte", titre="titre")
    swap(note, "texte", note, "titre")
    lue = Note.objects.get()
    assert isinstance(lue.texte, Illisible)
    assert isinstance(lue.titre, Illisible)


def test_ciphertexts_swapped_between_two_subjects_do_not_open():
    une, autre = make_note(texte="une"), make_note(texte="autre")
    swap(une, "texte", autre, "texte")
    for note in Note.objects.all():
        assert isinstance(note.texte, Illisible)


def test_a_row_given_to_another_subject_does_not_open():
    libre = Libre.objects.create(personne_id=make_personne().id, texte="soir")
    Libre.objects.update(personne_id=make_personne().id)
    texte: Any = Libre.objects.get(pk=libre.pk).texte
    assert texte.raison == Raison.ALTEREE


def test_wrapped_keys_swapped_between_two_subjects_do_not_open():

    une, autre = make_note(texte="une"), make_note(texte="autre")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cles.cle_sujet c SET cle_enveloppee = d.cle_enveloppee FROM cles.cle_sujet d "
            "WHERE c.id <> d.id"
        )
    with fresh_keys():
        assert Note.objects.get(pk=une.pk).texte.raison == Raison.ALTEREE
        assert Note.objects.get(pk=autre.pk).texte.raison == Raison.ALTEREE


def test_every_single_edited_byte_is_noticed():
    note = make_note(texte="soir")
    octets = stored(note, "texte")
    assert len(octets) == 34
    for position in range(34):
        plant(note, "texte", octets[:position] + bytes([octets[position] ^ 1]) + octets[position + 1 :])
        assert isinstance(Note.objects.get().texte, Illisible), position
    plant(note, "texte", octets)
    assert Note.objects.get().texte == "soir"
