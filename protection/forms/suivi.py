"""Forms of what is entrusted, and of what the council hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from protection.enums import InstanceConseil
from protection.models import AffectationIncident, Incident
from protection.models.conseil import LONGUEUR_RESTITUTION
from protection.models.obligations import LONGUEUR_MOTIF
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Jour, SaisieForm, TexteLong
from socle.ui.widgets import PucesRadio


class AffectationForm(SaisieForm):
    professionnel = forms.ChoiceField(
        label="À quel psychologue ?", error_messages={"required": "Choisissez à qui."}
    )
    motif = TexteLong(
        label="Ce qui lui est demandé",
        required=True,
        max_length=LONGUEUR_MOTIF,
        error_messages={"required": "Écrivez au moins quelques mots."},
    )

    def __init__(self, *args: Any, psychologues: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professionnel"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir"),
            *((str(pk), nom) for pk, nom in psychologues),
        ]

    def affectation(self, incident: Incident) -> AffectationIncident:
        data = self.cleaned_data
        return AffectationIncident(
            pk=self.ident,
            incident=incident,
            professionnel_id=UUID(data["professionnel"]),
            motif=data["motif"],
        )


class RestitutionForm(SaisieForm):
    texte = TexteLong(
        label="Ce qui sera dit",
        required=True,
        max_length=LONGUEUR_RESTITUTION,
        help_text="Ce qui arrive, en général, et ce qui change. Rien qui fasse reconnaître quelqu’un : "
        "ni nom, ni maison, ni date.",
        error_messages={"required": "Écrivez ce qui sera dit au conseil."},
    )


class RendueForm(SaisieForm):
    instance = forms.ChoiceField(
        label="Quel conseil l’a entendu ?",
        choices=InstanceConseil.choices,
        widget=PucesRadio(),
        error_messages={"required": "Dites quel conseil."},
    )
    le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
