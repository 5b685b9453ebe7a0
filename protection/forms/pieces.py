"""A photo or a document of an incident."""

from __future__ import annotations

from typing import Any

from django import forms

from enfants.forms.documents import FichierForm
from protection.enums import NaturePiece
from protection.models.pieces import LONGUEUR_TITRE
from protection.services.pieces import Depot
from socle.ui.saisie import TexteCourt
from socle.ui.widgets import PucesRadio


def _titre() -> TexteCourt:
    return TexteCourt(
        label="Ce que c’est",
        max_length=LONGUEUR_TITRE,
        required=False,
        help_text="En quelques mots : « La porte, le soir même ».",
        error_messages={"max_length": "Cent cinquante lettres au plus."},
    )


class PieceDeclareeForm(FichierForm):
    """A piece of a declaration: the file, and a word about it if one likes."""

    titre = _titre()
    field_order = ["photo", "fichier", "titre"]

    def depot(self) -> Depot:
        return Depot(ident=self.ident, fichier=self.recu, titre=self.cleaned_data["titre"] or "")


class PieceForm(FichierForm):
    """A piece filed by who handles the incident."""

    nature = forms.ChoiceField(
        label="Quelle pièce ?",
        choices=NaturePiece.choices,
        widget=PucesRadio(),
        error_messages={"required": "Dites ce que c’est."},
    )
    titre = _titre()
    field_order = ["nature", "titre", "photo", "fichier"]

    def depot(self) -> Depot:
        data = self.cleaned_data
        return Depot(ident=self.ident, fichier=self.recu, titre=data["titre"] or "", nature=data["nature"])


#: What proves that something was sent or received.
PREUVES = [
    NaturePiece.ACCUSE,
    NaturePiece.RECOMMANDE,
    NaturePiece.COURRIEL,
    NaturePiece.COURRIER,
    NaturePiece.PHOTO,
]


class PreuveForm(PieceForm):
    """The proof of a transmission."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = [(une.value, une.label) for une in PREUVES]  # type: ignore[attr-defined]
