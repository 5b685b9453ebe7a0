from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from tests.chiffrement.bac.models import Note, Personne


def make_personne(**champs):
    personne = Personne(**({"nom": "Zoé Canari"} | champs))
    creer_cle(personne.id, NatureSujet.ENFANT)
    personne.save()
    return personne


@pytest.mark.usefixtures("cles")
def test_every_kind_of_value_comes_back_as_it_was():
    note = Note.objects.create(
        personne=make_personne(),
        titre="Titre",
        texte="Une soirée 🌙 calme\n\nfin",
        jour=datetime.date(2015, 3, 14),
        poids=Decimal("12.3400"),
        details={"é": [1, None, True, {"b": "c"}]},
    )
    lue = Note.objects.get(pk=note.pk)
    assert (lue.titre, lue.texte, lue.jour, lue.poids, lue.details) == (
        "Titre",
        "Une soirée 🌙 calme\n\nfin",
        datetime.date(2015, 3, 14),
        Decimal("12.3400"),
        {"é": [1, None, True, {"b": "c"}]},
    )
    version = note.versions.get()
    assert version.texte == lue.texte
    assert version.__dict__["texte"] == lue.__dict__["texte"]
