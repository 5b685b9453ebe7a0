"""Forms over sealed fields: the usual ones, in French, that never overwrite what stays closed."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django import forms

from socle.chiffrement.formfields import MESSAGE_CARACTERE_NUL
from tests.chiffrement.bac.models import Note
from tests.chiffrement.fabriques import fresh_keys, lose_kek, make_note, stored

pytestmark = pytest.mark.usefixtures("cles")

TROP_LONG = "Assurez-vous que cette valeur comporte au plus 80 caractères (actuellement 81)."
SAISIE = {"titre": "T", "texte": "soir", "jour": "14/03/2015", "poids": "12,5", "details": '{"a": 1}'}


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["titre", "texte", "jour", "poids", "details"]


def test_a_form_saves_every_kind_of_value():
    note = make_note()
    form = NoteForm(SAISIE, instance=note)
    assert form.is_valid(), form.errors
    form.save()
    lue = Note.objects.get()
    assert (lue.titre, lue.texte, lue.jour) == ("T", "soir", datetime.date(2015, 3, 14))
    assert (lue.poids, lue.details) == (Decimal("12.5"), {"a": 1})


def test_a_form_sent_back_unchanged_changes_no_byte():
    note = make_note()
    NoteForm(SAISIE, instance=note).save()
    champs = list(SAISIE)
    before = [stored(note, champ) for champ in champs]
    lue = Note.objects.get()
    form = NoteForm({**SAISIE, "poids": "12,5"}, instance=lue)
    assert form.changed_data == []
    form.save()
    assert [stored(note, champ) for champ in champs] == before


def test_a_form_shows_what_is_stored_and_tells_what_changed():
    note = make_note(titre="T", jour=datetime.date(2015, 3, 14))
    assert 'value="T"' in str(NoteForm(instance=note)["titre"])
    assert "14/03/2015" in str(NoteForm(instance=note)["jour"])
    assert NoteForm({**SAISIE, "titre": "U"}, instance=note).has_changed()


def test_long_texts_have_several_lines_and_a_limit():
    form = NoteForm()
    assert isinstance(form.fields["texte"].widget, forms.Textarea)
    assert isinstance(form.fields["titre"].widget, forms.TextInput)
    assert form.fields["titre"].widget.attrs["maxlength"] == "80"


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        (
            "texte",
            "a\x00b",
            MESSAGE_CARACTERE_NUL,
        ),
        (
            "titre",
            "é" * 81,
            TROP_LONG,
        ),
        ("jour", "31/02/2015", "Saisissez une date valide."),
        ("poids", "beaucoup", "Saisissez un nombre."),
        ("details", "{", "Saisissez du contenu JSON valide."),
        (
            "details",
            '{"a": "\\u0000"}',
            MESSAGE_CARACTERE_NUL,
        ),
    ],
)
def test_bad_input_is_told_in_french_beside_the_field(champ, valeur, message):
    form = NoteForm({**SAISIE, champ: valeur}, instance=make_note())
    assert [str(error) for error in form.errors[champ]] == [message]
    assert list(form.errors) == [champ]


def test_a_text_of_200_000_characters_is_refused_and_kept_in_the_form():
    form = NoteForm({**SAISIE, "texte": "a" * 200_000}, instance=make_note())
    assert not form.is_valid()
    assert form["texte"].value() == "a" * 200_000


def test_what_cannot_be_opened_is_shown_disabled_and_kept_byte_for_byte():
    note = make_note(titre="T", texte="soir", jour=datetime.date(2015, 3, 14), details={"a": 1})
    champs = ["titre", "texte", "jour", "details"]
    before = [stored(note, champ) for champ in champs]
    lose_kek(note.personne_id)
    with fresh_keys():
        page = NoteForm(instance=Note.objects.get())
        assert "Cette information ne peut pas être ouverte." in str(page["texte"])
        assert "disabled" in str(page["texte"])
        form = NoteForm(
            {"titre": "écrasé", "texte": page["texte"].value(), "jour": "", "poids": "", "details": "{}"},
            instance=Note.objects.get(),
        )
        assert form.is_valid(), form.errors
        assert form.changed_data == []
        form.save()
    assert [stored(note, champ) for champ in champs] == before


def test_the_sentence_sent_back_by_a_hand_made_form_overwrites_nothing():
    class HandMade(forms.ModelForm):
        texte = forms.CharField()

        class Meta:
            model = Note
            fields = ["texte"]

    note = make_note(texte="soir")
    before = stored(note, "texte")
    lose_kek(note.personne_id)
    with fresh_keys():
        form = HandMade({"texte": "Cette information ne peut pas être ouverte."}, instance=Note.objects.get())
        assert form.is_valid()
        form.save()
    assert stored(note, "texte") == before
