"""What the council hears, and the day it heard it."""

from __future__ import annotations

from django import forms

from protection.enums import InstanceConseil
from protection.models.conseil import LONGUEUR_RESTITUTION
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Jour, SaisieForm, TexteLong
from socle.ui.widgets import PucesRadio


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
