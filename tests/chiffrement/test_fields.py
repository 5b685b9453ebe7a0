"""Values that come back as they were, and bytes that stay as they are."""

from __future__ import annotations

import copy
import datetime
from decimal import Decimal
from operator import attrgetter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.chiffrement.enums import NatureSujet, Raison
from socle.chiffrement.errors import KeyUnavailableError, SealedFieldError
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.values import Illisible
from socle.outils.identifiants import nouvel_id
from tests.chiffrement.bac.models import Libre, Note, Personne
from tests.chiffrement.fabriques import (
    fresh_keys,
    lose_kek,
    make_note,
    make_personne,
    plant,
    rolled_back,
    stored,
)

pytestmark = pytest.mark.usefixtures("cles")

CANARI = "Barnabé a pleuré pour son doudou vert"
EXEMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def reread(instance):
    return type(instance)._base_manager.get(pk=instance.pk)


def test_every_kind_of_value_comes_back_as_it_was():
    note = make_note(
        titre="Titre",
        texte="Une soirée 🌙 calme\n\nfin",
        jour=datetime.date(2015, 3, 14),
        poids=Decimal("12.3400"),
        details={"é": [1, None, True, {"b": "c"}]},
    )
    lue = reread(note)
    assert lue.titre == "Titre"
    assert lue.texte == "Une soirée 🌙 calme\n\nfin"
    assert lue.jour == datetime.date(2015, 3, 14)
    assert str(lue.poids) == "12.3400"
    assert lue.details == {"é": [1, None, True, {"b": "c"}]}


def test_absent_values_stay_null_and_empty_text_stays_empty():
    lue = reread(make_note())
    assert (lue.titre, lue.jour, lue.poids, lue.details) == ("", None, None, None)
    assert stored(lue, "jour") is None
    assert len(stored(lue, "titre")) == 30


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300)


@EXEMPLES
@given(texte=texts)
def test_any_text_comes_back(texte):
    assert reread(make_note(texte=texte)).texte == texte


@EXEMPLES
@given(jour=st.dates(), poids=st.decimals(-99_999_999, 99_999_999, places=4))
def test_any_date_and_decimal_come_back(jour, poids):
    lue = reread(make_note(jour=jour, poids=poids))
    assert (lue.jour, lue.poids) == (jour, poids)


@EXEMPLES
@given(
    details=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    ).filter(lambda value: value is not None)
)
def test_any_structure_comes_back(details):
    assert reread(make_note(details=details)).details == details


def test_the_clear_text_is_never_in_the_sql():
    personne = make_personne()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        note = make_note(personne, texte=CANARI, details={"doudou": CANARI})
        lue = reread(note)
        assert lue.texte == CANARI
        lue.texte = CANARI + " encore"
        lue.save()
    sql = "\n".join(query["sql"] for query in queries)
    assert "bac_note" in sql
    assert CANARI not in sql
    assert CANARI.encode().hex() not in sql
    assert "doudou" not in sql


def test_the_same_text_never_gives_the_same_bytes():
    personne = make_personne()
    une, autre = make_note(personne, texte="oui"), make_note(personne, texte="oui")
    assert stored(une, "texte") != stored(autre, "texte")


# --- bytes left alone ---------------------------------------------------------------------


def test_values_never_read_are_saved_byte_for_byte_without_opening():
    note = make_note(texte="matin", titre="T", details={"a": 1})
    before = [stored(note, champ) for champ in ("texte", "titre", "details")]
    lue = reread(note)
    lue.categorie = "santé"
    lue.save()
    assert [stored(note, champ) for champ in ("texte", "titre", "details")] == before
    assert "_ouvert_texte" not in lue.__dict__


def test_values_read_validated_and_left_alone_are_saved_byte_for_byte():
    note = make_note(texte="matin", titre="T", jour=datetime.date(2020, 1, 2), details={"a": [1]})
    champs = ("texte", "titre", "jour", "details")
    before = [stored(note, champ) for champ in champs]
    lue = reread(note)
    assert lue.details == {"a": [1]}
    lue.full_clean()
    lue.texte = "matin"
    lue.details = {"a": [1]}
    lue.save()
    assert [stored(note, champ) for champ in champs] == before


def test_a_structure_changed_in_place_is_saved():
    note = make_note(details={"a": [1]})
    lue = reread(note)
    lue.details["a"].append(2)
    lue.save()
    assert reread(note).details == {"a": [1, 2]}


def test_a_structure_replaced_by_an_equal_one_then_changed_is_saved():
    note = make_note(details={"a": [1]})
    lue = reread(note)
    assert lue.details == {"a": [1]}
    autre = {"a": [1]}
    lue.details = autre
    autre["a"].append(True)
    lue.save()
    assert reread(note).details == {"a": [1, True]}


def test_true_in_place_of_one_is_a_change():
    note = make_note(details={"a": 1})
    lue = reread(note)
    assert lue.details == {"a": 1}
    lue.details = {"a": True}
    lue.save()
    assert reread(note).details["a"] is True


def test_decimals_of_other_precision_are_a_change():
    note = make_note(poids=Decimal("1.5"))
    lue = reread(note)
    assert lue.poids == Decimal("1.5")
    lue.poids = Decimal("1.50")
    lue.save()
    assert str(reread(note).poids) == "1.50"


def test_an_assigned_value_is_read_back_before_and_after_saving():
    note = make_note(texte="un")
    lue = reread(note)
    lue.texte = "deux"
    assert lue.texte == "deux"
    lue.save()
    assert lue.texte == "deux"
    assert reread(note).texte == "deux"


def test_only_the_named_fields_are_written():
    note = make_note(texte="un", titre="A")
    lue = reread(note)
    lue.texte, lue.titre = "deux", "B"
    lue.save(update_fields=["texte"])
    assert (reread(note).texte, reread(note).titre) == ("deux", "A")


# --- loading ------------------------------------------------------------------------------


def test_refresh_brings_the_stored_value_without_opening_it():
    note = make_note(texte="un")
    autre = reread(note)
    autre.texte = "deux"
    autre.save()
    note.refresh_from_db()
    assert "_ouvert_texte" not in note.__dict__
    assert note.texte == "deux"
    note.texte = "trois"
    note.refresh_from_db(fields=["texte"])
    assert note.texte == "deux"
    before = stored(note, "texte")
    note.save()
    assert stored(note, "texte") == before


@pytest.mark.parametrize("method", ["defer", "only"])
def test_deferred_fields_load_when_read(method):
    note = make_note(texte="soir", titre="T")
    champs = {"defer": ["texte"], "only": ["titre", "personne"]}[method]
    lue = getattr(Note.objects, method)(*champs).get(pk=note.pk)
    assert "texte" in lue.get_deferred_fields()
    assert (lue.titre, lue.texte) == ("T", "soir")


def test_a_row_loaded_without_its_subject_still_opens():
    note = make_note(texte="soir")
    lue = Note.objects.only("texte").get(pk=note.pk)
    assert "personne_id" in lue.get_deferred_fields()
    assert lue.texte == "soir"


def test_rows_reached_by_joins_and_raw_sql_open():
    note = make_note(make_personne(nom="Léa"), texte="soir")
    lue = Note.objects.select_related("personne").get(pk=note.pk)
    assert lue.personne.nom == "Léa"
    assert Personne.objects.prefetch_related("notes").get().notes.all()[0].texte == "soir"
    assert next(iter(Note.objects.raw("SELECT * FROM bac_note"))).texte == "soir"


def test_rows_of_untracked_models_are_sealed_in_bulk():
    personne = make_personne()
    Libre.objects.bulk_create([Libre(personne_id=personne.id, texte=f"n° {i}") for i in range(3)])
    assert sorted(str(libre.texte) for libre in Libre.objects.all()) == ["n° 0", "n° 1", "n° 2"]


# --- copies -------------------------------------------------------------------------------


def test_a_copied_row_is_sealed_anew_under_its_own_id():
    note = make_note(texte="soir", titre="T")
    lue = reread(note)
    lue.pk, lue._state.adding = nouvel_id(), True
    lue.save()
    assert lue.pk != note.pk
    assert reread(lue).texte == "soir"
    assert reread(note).texte == "soir"
    assert stored(lue, "texte") != stored(note, "texte")


def test_a_copy_for_another_subject_opens_under_that_subject_only():
    note = make_note(texte="soir")
    lue = reread(note)
    lue.pk, lue._state.adding, lue.personne = nouvel_id(), True, make_personne()
    lue.save()
    lose_kek(note.personne_id)
    with fresh_keys():
        assert reread(lue).texte == "soir"
        assert isinstance(reread(note).texte, Illisible)


def test_copies_of_an_instance_do_not_share_what_they_hold():
    lue = reread(make_note(texte="soir", details={"a": [1]}))
    assert lue.details == {"a": [1]}
    shallow, deep = copy.copy(lue), copy.deepcopy(lue)
    shallow.texte = "autre"
    deep.details["a"].append(2)
    assert (lue.texte, shallow.texte, deep.texte) == ("soir", "autre", "soir")
    assert lue.details == {"a": [1]}


def test_the_subject_of_a_saved_row_never_changes():
    lue = reread(make_note(texte="soir"))
    lue.personne = make_personne()
    with pytest.raises(SealedFieldError, match="subject"):
        lue.save()


# --- what cannot be written ---------------------------------------------------------------


@pytest.mark.parametrize("texte", ["a\x00b", "a\ud800b"])
def test_text_that_cannot_be_kept_is_refused_in_french(texte):
    with pytest.raises(ValidationError, match="caractère"):
        make_note(texte=texte)


def test_a_null_character_inside_a_structure_is_refused():
    with pytest.raises(ValidationError, match=r"U\+0000"):
        make_note(details={"a": ["b\x00"]})


def test_max_length_counts_clear_characters():
    assert reread(make_note(titre="é" * 80)).titre == "é" * 80
    with pytest.raises(ValidationError):
        make_note(titre="é" * 81)


@pytest.mark.parametrize(
    ("champ", "valeur"), [("jour", "pas une date"), ("poids", "NaN"), ("details", {1, 2})]
)
def test_values_of_another_kind_are_refused(champ, valeur):
    with pytest.raises(ValidationError):
        make_note(**{champ: valeur})


def test_bytes_are_no_clear_value():
    with pytest.raises(SealedFieldError):
        Note(texte=b"en clair")


def test_nothing_is_sealed_without_a_key():
    with pytest.raises(KeyUnavailableError):
        Personne.objects.create(nom="Sans clé")


# --- what cannot be opened ----------------------------------------------------------------


def test_a_missing_kek_says_so_and_saving_writes_the_original_bytes():
    note = make_note(texte="soir", titre="T", jour=datetime.date(2020, 1, 2))
    champs = ("texte", "titre", "jour")
    before = [stored(note, champ) for champ in champs]
    lose_kek(note.personne_id)
    with fresh_keys():
        lue = reread(note)
        assert str(lue.texte) == "Cette information ne peut pas être ouverte."
        assert lue.texte.raison == Raison.TROUSSEAU_INCOMPLET
        lue.full_clean()
        lue.titre = lue.titre
        lue.refresh_from_db()
        lue.categorie = "santé"
        lue.save()
    assert [stored(note, champ) for champ in champs] == before
    assert reread(note).categorie == "santé"


def test_nothing_new_is_sealed_under_a_missing_kek():
    note = make_note(texte="soir")
    lose_kek(note.personne_id)
    with fresh_keys():
        lue = reread(note)
        lue.texte = "nouveau"
        with pytest.raises(KeyUnavailableError, match="trousseau_incomplet"):
            lue.save()


def test_names_that_cannot_be_opened_sort_last():
    ouverte, fermee = make_personne(nom="Zoé"), make_personne(nom="Alix")
    lose_kek(fermee.id)
    with fresh_keys():
        rangees = sorted(Personne.objects.all(), key=attrgetter("nom"))
        assert [personne.pk for personne in rangees] == [ouverte.pk, fermee.pk]


def test_a_failed_save_is_tried_again_under_the_key_that_exists():
    """The bytes of an attempt that was rolled back hang on a key that no longer exists."""
    personne = Personne(nom="Zoé")
    with rolled_back():
        creer_cle(personne.id, NatureSujet.ENFANT)
        personne.save()
    personne._state.adding = True
    creer_cle(personne.id, NatureSujet.ENFANT)
    personne.save()
    with fresh_keys():
        assert reread(personne).nom == "Zoé"


def test_planted_bytes_of_any_length_never_break_a_page():
    note = make_note(texte="soir")
    for octets in (b"", b"\x01", b"\x01\x01", b"\x01\x01" + b"n" * 12, b"\x01\x01" + b"n" * 40, b"\x02" * 60):
        plant(note, "texte", octets)
        assert isinstance(reread(note).texte, Illisible)
