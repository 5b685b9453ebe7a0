"""A sealed field that is renamed opens what it sealed before when it pins the label it had."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from socle.chiffrement.checks import check_labels
from socle.chiffrement.enums import Raison
from socle.chiffrement.fields import SealedDecimalField, SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.values import Illisible
from tests.chiffrement.bac.models import Libre, Note
from tests.chiffrement.fabriques import make_personne, stored

ANCIENNE = "bac.Libre.texte"


def renamed(**options: Any) -> type[SealedModel]:
    """Return the model ``Libre`` after its class and its field were renamed, as a migration leaves them."""
    with isolate_apps("tests.chiffrement.bac"):

        class Propos(SealedModel):
            personne_id = models.UUIDField("personne")
            paroles = SealedTextField("paroles", db_column="texte", null=True, **options)
            declaration = Libre.declaration

            class Meta:
                app_label = "bac"
                db_table = Libre._meta.db_table

        return Propos


@pytest.mark.usefixtures("cles")
def test_a_renamed_field_with_its_pinned_label_opens_and_seals_under_it():
    libre = Libre.objects.create(personne_id=make_personne().id, texte="d’avant")
    propos: Any = renamed(etiquette=ANCIENNE)._base_manager.get(pk=libre.pk)
    assert propos.paroles == "d’avant"
    propos.paroles = "d’après"
    propos.save()
    assert Libre.objects.get(pk=libre.pk).texte == "d’après"


@pytest.mark.usefixtures("cles")
def test_a_renamed_field_without_label_opens_nothing_says_so_and_keeps_the_bytes():
    libre = Libre.objects.create(personne_id=make_personne().id, texte="d’avant")
    before = stored(libre, "texte")
    propos: Any = renamed()._base_manager.get(pk=libre.pk)
    assert isinstance(propos.paroles, Illisible)
    assert propos.paroles.raison == Raison.ALTEREE
    propos.save()
    assert stored(libre, "texte") == before
    assert Libre.objects.get(pk=libre.pk).texte == "d’avant"


def test_the_label_goes_into_migrations_and_absent_stays_absent():
    for field in (
        SealedTextField(etiquette=ANCIENNE),
        SealedJSONField(etiquette=ANCIENNE),
        SealedDecimalField(max_digits=3, decimal_places=1, etiquette=ANCIENNE),
    ):
        _, _, _, kwargs = field.deconstruct()
        assert kwargs["etiquette"] == ANCIENNE
        assert field.clone().etiquette == ANCIENNE
    assert "etiquette" not in SealedTextField().deconstruct()[3]


@pytest.mark.parametrize("etiquette", ["", "a\x00b"])
def test_a_label_that_could_run_into_what_follows_is_refused(etiquette):
    with pytest.raises(ValueError, match="pinned label"):
        SealedTextField(etiquette=etiquette)


def test_versions_are_bound_to_the_label_of_their_model():
    assert Note.versions.model._meta.get_field("texte").label == b"bac.Note.texte\x00"
    assert Note._meta.get_field("texte").label == b"bac.Note.texte\x00"


def test_two_fields_under_one_label_are_refused_wherever_they_stand(monkeypatch):
    assert check_labels() == []
    titre = Note._meta.get_field("titre")
    monkeypatch.setattr(titre, "label", f"{ANCIENNE}\x00".encode())
    [problem] = check_labels(app_configs=[apps.get_app_config("villages")])
    assert problem.id == "chiffrement.E012"
    assert {"bac.Note.titre", ANCIENNE} <= set(problem.msg.rstrip(".").split())
