"""A sealed field fails loudly wherever it would leak, sort ciphertext or silently find nothing."""

from __future__ import annotations

import copy
import pickle
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Case, CharField, Count, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Lower
from django.test.utils import CaptureQueriesContext

from socle.chiffrement.errors import SealedFieldError
from socle.chiffrement.fields import SealedDateField, SealedTextField
from tests.chiffrement.bac.models import Etiquette, Libre, Note, Personne
from tests.chiffrement.fabriques import make_note

pytestmark = pytest.mark.usefixtures("cles")

CANARI = "Barnabé"


@pytest.mark.parametrize(
    "lookup",
    [
        *("exact", "iexact", "contains", "icontains", "startswith", "endswith", "in", "gt", "lte"),
        *("range", "regex", "unaccent", "trigram_similar", "search", "year", "month", "isnull__exact"),
        *("key", "len", "date", "inconnu"),
    ],
)
def test_every_lookup_but_isnull_raises_before_any_sql(lookup):
    with CaptureQueriesContext(connection) as queries, pytest.raises(SealedFieldError) as error:
        Personne.objects.filter(**{f"nom__{lookup}": CANARI}).exists()
    assert len(queries) == 0
    assert CANARI not in str(error.value)


@pytest.mark.parametrize("champ", ["jour", "poids", "details", "texte"])
def test_every_kind_of_field_refuses_equality_even_with_none(champ):
    with pytest.raises(SealedFieldError):
        Note.objects.filter(**{champ: None})
    with pytest.raises(SealedFieldError):
        Note.objects.exclude(**{champ: "x"})


def test_isnull_answers():
    sans, avec = make_note(), make_note(details={"a": 1})
    assert Note.objects.get(details__isnull=True) == sans
    assert Note.objects.get(details__isnull=False) == avec
    assert Etiquette.objects.filter(note__jour__isnull=True).count() == 0
    assert Note.objects.annotate(vide=Case(When(details__isnull=True, then=1), default=0)).get(vide=1) == sans
    assert Personne.objects.filter(notes__details__isnull=False).get() == avec.personne


READINGS = {
    "values": lambda: Note.objects.values("texte"),
    "values of all": Note.objects.values,
    "values_list": lambda: Note.objects.values_list("texte", flat=True),
    "values through a join": lambda: Etiquette.objects.values("note__texte"),
    "values through an alias": lambda: Note.objects.values(autre=F("texte")),
    "order_by": lambda: Note.objects.order_by("texte"),
    "order_by descending": lambda: Note.objects.order_by("-texte"),
    "order_by expression": lambda: Note.objects.order_by(F("texte").desc(nulls_last=True)),
    "order_by through a join": lambda: Etiquette.objects.order_by("note__personne__nom"),
    "distinct on": lambda: Note.objects.distinct("texte"),
    "annotate F": lambda: Note.objects.annotate(autre=F("texte")),
    "annotate function": lambda: Note.objects.annotate(autre=Lower("texte")),
    "annotate cast": lambda: Note.objects.annotate(autre=Cast("texte", CharField())),
    "annotate case": lambda: Note.objects.annotate(autre=Case(When(pk__isnull=False, then="texte"))),
    "subquery": lambda: Personne.objects.annotate(
        dernier=Subquery(Note.objects.filter(personne=OuterRef("pk")).values("texte")[:1])
    ),
    "F on the right": lambda: Note.objects.filter(categorie=F("texte")),
    "in a subquery": lambda: Note.objects.filter(categorie__in=Note.objects.values("texte")),
    "clear value with our field": lambda: Note.objects.annotate(
        autre=Value(CANARI, output_field=SealedTextField())
    ),
    "group by": lambda: Note.objects.values("texte").annotate(n=Count("pk")),
    "filter on an aggregate": lambda: Note.objects.filter(Q(pk__isnull=False), categorie=Max("texte")),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS.keys())
def test_readings_other_than_on_an_instance_raise(reading):
    make_note(texte=CANARI)
    with pytest.raises(SealedFieldError):
        list(reading())


@pytest.mark.parametrize("aggregate", [Max, Count])
def test_aggregates_raise(aggregate):
    with pytest.raises(SealedFieldError):
        Note.objects.aggregate(aggregate("texte"))


def test_earliest_latest_and_dates_raise():
    make_note()
    with pytest.raises(SealedFieldError):
        Note.objects.latest("jour")
    with pytest.raises(TypeError, match="isn't a DateField"):
        list(Note.objects.dates("jour", "year"))


def test_whole_rows_still_load_counted_annotated_and_joined():
    note = make_note(texte="soir")
    Etiquette.objects.create(note=note)
    lue = Note.objects.annotate(n=Count("etiquette")).select_related("personne").get()
    assert (lue.n, lue.texte, lue.personne.nom) == (1, "soir", "Zoé Canari")
    assert Personne.objects.annotate(n=Count("notes")).filter(n=1).get().nom == "Zoé Canari"
    assert Note.objects.filter(pk__in=Note.objects.all()).count() == 1
    assert [n.texte for n in Note.objects.all().union(Note.objects.none())] == ["soir"]
    assert [n.texte for n in Note.objects.order_by("pk")[:1]] == ["soir"]
    assert Note.objects.order_by("pk").distinct("pk").get().texte == "soir"


@pytest.mark.parametrize(
    "values",
    [{"texte": CANARI}, {"texte": F("personne_id")}, {"texte": Value(CANARI)}, {"personne_id": F("texte")}],
)
def test_update_in_sql_raises(values):
    with CaptureQueriesContext(connection) as queries, pytest.raises(SealedFieldError):
        Libre.objects.update(**values)
    assert CANARI not in "".join(query["sql"] for query in queries)


def test_an_expression_assigned_to_an_instance_raises():
    personne_id = make_note().personne_id
    for expression in (Value(CANARI), F("personne_id")):
        with CaptureQueriesContext(connection) as queries, pytest.raises(SealedFieldError):
            Libre.objects.create(personne_id=personne_id, texte=expression)
        assert CANARI not in "".join(query["sql"] for query in queries)


def test_bulk_update_raises():
    libre = Libre(personne_id=make_note().personne_id, texte="un")
    libre.save()
    libre.texte = CANARI
    with CaptureQueriesContext(connection) as queries, pytest.raises(SealedFieldError):
        Libre.objects.bulk_update([libre], ["texte"])
    assert CANARI not in "".join(query["sql"] for query in queries)


@pytest.mark.parametrize("format_", ["json", "jsonl", "python", "xml"])
def test_serialisation_raises_for_every_kind_of_field(format_):
    make_note(texte=CANARI)
    for fields in (None, ["texte"], ["jour"], ["poids"], ["details"]):
        with pytest.raises(SealedFieldError):
            serializers.serialize(format_, Note.objects.all(), fields=fields)


def test_dumpdata_raises_and_prints_nothing():
    make_note(texte=CANARI)
    sortie = StringIO()
    with pytest.raises(CommandError, match="never serialised"):
        call_command("dumpdata", "bac.note", stdout=sortie)
    assert CANARI not in sortie.getvalue()


def test_fixtures_in_clear_are_refused(tmp_path):
    note = make_note()
    fixture = tmp_path / "notes.json"
    fixture.write_text(
        f'[{{"model": "bac.libre", "pk": "{note.pk}", "fields": {{"personne_id": "{note.personne_id}", '
        f'"texte": "{CANARI}"}}}}]'
    )
    with pytest.raises(SealedFieldError):
        call_command("loaddata", str(fixture), verbosity=0)


def test_an_instance_with_opened_or_assigned_values_is_not_pickled():
    lue = Note.objects.get(pk=make_note(texte=CANARI).pk)
    assert CANARI.encode() not in pickle.dumps(lue)
    assert pickle.loads(pickle.dumps(lue)).texte == CANARI  # noqa: S301
    assert lue.texte == CANARI
    for instance in (lue, Note(texte=CANARI), copy.copy(lue)):
        with pytest.raises(SealedFieldError):
            pickle.dumps(instance)


def test_a_queryset_with_opened_values_is_not_pickled():
    make_note(texte=CANARI)
    notes = Note.objects.all()
    assert next(iter(notes)).texte == CANARI
    with pytest.raises(SealedFieldError):
        pickle.dumps(notes)


def test_repr_holds_no_personal_data():
    personne = make_note(texte=CANARI).personne
    assert "Zoé" not in repr(personne)
    assert "Zoé" not in str(personne)


def test_a_sealed_field_is_neither_unique_nor_on_a_model_without_subject():
    field = SealedDateField("jour", unique=True)
    field.set_attributes_from_name("jour")
    field.model = Etiquette
    assert {"chiffrement.E010", "chiffrement.E011"} <= {error.id for error in field.check()}
    assert not Note._meta.get_field("jour").check()
