"""Forms of sibling groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from enfants.models import Enfant
from fratries.enums import LienFratrie
from fratries.models import MembreFratrie
from socle.chiffrement.values import Illisible
from socle.ui.saisie import SaisieForm, TexteCourt
from socle.ui.widgets import PucesCases, PucesRadio

Reunis = dict[UUID, tuple[Enfant, str]]


class ConstituerForm(SaisieForm):
    """Which children of ours are siblings; those who live elsewhere are added next."""

    enfants = forms.MultipleChoiceField(
        label="Quels enfants ?",
        widget=PucesCases(),
        error_messages={"required": "Choisissez au moins un enfant."},
    )

    def __init__(self, *args: Any, enfants: Reunis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._enfants = {str(pk): enfant for pk, (enfant, _) in enfants.items()}
        self.fields["enfants"].choices = [(str(pk), label) for pk, (_, label) in enfants.items()]  # type: ignore[attr-defined]

    @property
    def choisis(self) -> list[Enfant]:
        return [self._enfants[ident] for ident in self.cleaned_data["enfants"]]


class MembreForm(SaisieForm):
    """A sibling line; the name is asked only for someone no file of ours knows."""

    lien = forms.ChoiceField(
        label="Lien", choices=LienFratrie.choices, initial=LienFratrie.GERMAIN, widget=PucesRadio()
    )
    prenom = TexteCourt(label="Prénom", max_length=80, required=False)
    annee_naissance = forms.IntegerField(
        label="Année de naissance", required=False, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    lieu_de_vie = TexteCourt(
        label="Où vit-il, où vit-elle ?",
        max_length=200,
        required=False,
        help_text="Une famille, un autre établissement : ce que la fratrie peut savoir.",
    )

    def clean_prenom(self) -> Any:
        prenom = self.cleaned_data["prenom"]
        if not prenom and not self.data.get("enfant"):
            raise ValidationError("Indiquez le prénom, ou choisissez un enfant accueilli.")
        return prenom

    def clean_annee_naissance(self) -> int | None:
        year: int | None = self.cleaned_data["annee_naissance"]
        return year

    def apply(self, membre: MembreFratrie) -> MembreFratrie:
        """Put what was typed on the line."""
        data = self.cleaned_data
        membre.lien, membre.lieu_de_vie = data["lien"], data["lieu_de_vie"]
        membre.prenom = data["prenom"]
        if not isinstance(membre.annee_naissance, Illisible) or data["annee_naissance"] is not None:
            membre.annee_naissance = data["annee_naissance"]
        membre.ailleurs = membre.enfant_id is None
        return membre


class NouveauMembreForm(MembreForm):
    """A child of ours, or someone elsewhere."""

    enfant = forms.ChoiceField(label="Un enfant accueilli", required=False)
    field_order = ["enfant", "prenom", "annee_naissance", "lieu_de_vie", "lien"]

    def __init__(self, *args: Any, enfants: Reunis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._enfants = {str(pk): enfant for pk, (enfant, _) in enfants.items()}
        self.fields["enfant"].choices = [  # type: ignore[attr-defined]
            ("", "Personne : il ou elle vit ailleurs"),
            *((str(pk), label) for pk, (_, label) in enfants.items()),
        ]

    @property
    def enfant_choisi(self) -> Enfant | None:
        return self._enfants.get(self.cleaned_data["enfant"])
