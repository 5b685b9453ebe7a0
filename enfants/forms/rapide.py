"""Quick note: whom it is about, then the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget

from enfants.forms.journal import JourField, TexteField, lot_of, themes_field
from enfants.models import Enfant
from enfants.services import Entree
from socle.outils.identifiants import nouvel_id
from villages.models import Maison

#: A house, and its children with the name each goes by.
Groupe = tuple[Maison, Sequence[tuple[Enfant, str]]]


class NoteRapideForm(forms.Form):
    """The same words for each chosen child, each in their own file."""

    enfants = forms.MultipleChoiceField(
        label="Pour qui ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un enfant.",
            "invalid_choice": "Un enfant choisi n'est pas parmi ceux à qui vous écrivez.",
        },
    )
    texte = TexteField(
        label="Ce qui s'est passé",
        rows=4,
        required=True,
        error_messages={"required": "Écrivez quelques mots."},
    )
    themes = themes_field()
    importante = forms.BooleanField(
        label="Important : à lire en premier au passage de relais", required=False
    )
    jour = JourField()

    use_required_attribute = False

    def __init__(self, data: Any = None, *, maisons: Sequence[Groupe], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._maisons = maisons
        self._enfants = {str(enfant.pk): enfant for _, enfants in maisons for enfant, _ in enfants}
        noms = [(str(enfant.pk), nom) for _, enfants in maisons for enfant, nom in enfants]
        self.fields["enfants"].choices = noms  # type: ignore[attr-defined]
        self.lot = lot_of(data) if data is not None else nouvel_id()

    @property
    def montres(self) -> list[UUID]:
        """Ids of the children the page shows."""
        return [enfant.pk for enfant in self._enfants.values()]

    def groupes(self) -> list[tuple[str, list[BoundWidget]]]:
        """Return the boxes to tick, under the name of each house."""
        boites = iter(self["enfants"].subwidgets)
        return [(maison.nom, [next(boites) for _ in enfants]) for maison, enfants in self._maisons]

    def clean_texte(self) -> str:
        texte: str = self.cleaned_data["texte"]
        if not texte.strip():
            raise ValidationError("Écrivez quelques mots.", code="required")
        return texte

    def entrees(self) -> list[Entree]:
        """Return what a valid form says, once per chosen child."""
        valeurs = self.cleaned_data
        return [
            Entree(
                enfant=self._enfants[ident],
                texte=valeurs["texte"],
                themes=tuple(valeurs["themes"]),
                importante=valeurs["importante"],
            )
            for ident in valeurs["enfants"]
        ]
