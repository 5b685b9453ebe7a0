"""Forms of the medical file."""

from __future__ import annotations

from datetime import timedelta

from django import forms

from enfants.enums import NatureNoteMedicale
from enfants.models import NoteMedicale, Vaccination
from enfants.vaccins import Valence
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

EXPLICATION = (
    "Un mineur peut demander que ses parents ne soient pas informés d’un soin. Cette fiche ne sort alors sur "
    "aucun papier, et seule l’infirmerie la voit."
)


def _capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in choices]


class NoteMedicaleForm(SaisieForm):
    nature = forms.ChoiceField(
        label="De quoi s’agit-il ?",
        choices=_capitalised(NatureNoteMedicale.choices),
        initial=NatureNoteMedicale.CONSULTATION,
        widget=PucesRadio(
            icones={
                NatureNoteMedicale.CONSULTATION: "stethoscope",
                NatureNoteMedicale.SOIN: "bandage",
                NatureNoteMedicale.BILAN: "clipboard-list",
                NatureNoteMedicale.NOTE: "pencil-line",
            }
        ),
    )
    jour = Jour(label="Jour", initial=aujourdhui)
    avec = TexteCourt(label="Avec qui", max_length=120, required=False)
    texte = TexteLong(label="Note", max_length=5000, required=True, widget=forms.Textarea(attrs={"rows": 5}))
    secret = forms.BooleanField(label="Secret demandé par le mineur", required=False, help_text=EXPLICATION)

    def apply(self, note: NoteMedicale) -> NoteMedicale:
        for nom in ("nature", "jour", "avec", "texte", "secret"):
            setattr(note, nom, self.cleaned_data[nom])
        return note


class VaccinationForm(SaisieForm):
    valences = forms.MultipleChoiceField(
        label="Contre quoi ?",
        choices=_capitalised(Valence.choices),
        widget=PucesCases(),
        error_messages={"required": "Choisissez au moins une maladie."},
    )
    jour = Jour(label="Jour de l’injection", initial=aujourdhui, futur=timedelta(0))
    produit = TexteCourt(label="Nom du vaccin", max_length=80, required=False)
    lot = TexteCourt(label="Numéro de lot", max_length=40, required=False)
    secret = forms.BooleanField(label="Secret demandé par le mineur", required=False, help_text=EXPLICATION)

    def apply(self, vaccination: Vaccination) -> Vaccination:
        for nom in ("valences", "jour", "produit", "lot", "secret"):
            setattr(vaccination, nom, self.cleaned_data[nom])
        return vaccination
