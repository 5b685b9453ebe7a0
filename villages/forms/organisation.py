"""Forms of places and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import EmailValidator, RegexValidator

from socle.chiffrement.formfields import SealedCharField
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt
from villages.enums import Dispositif, ZoneScolaire
from villages.models import Maison, Professionnel, Village

#: What a telephone number may be typed with.
TELEPHONE = RegexValidator(r"^\+?[\d .\-]{3,29}$", "Un numéro s’écrit avec des chiffres et des espaces.")


class VillageForm(SaisieForm):
    nom = SealedCharField(label="Nom", max_length=120)
    finess = SealedCharField(
        label="Numéro FINESS",
        max_length=9,
        required=False,
        validators=[RegexValidator(r"^\d{9}$", "Le numéro FINESS a neuf chiffres.")],
    )
    telephone_astreinte = SealedCharField(
        label="Téléphone d’astreinte",
        max_length=20,
        required=False,
        help_text="Le numéro unique du village, s’il en a un.",
        validators=[TELEPHONE],
    )
    zone_scolaire = forms.ChoiceField(
        label="Vacances scolaires",
        choices=[("", "Autre calendrier, ou à préciser"), *ZoneScolaire.choices],
        required=False,
    )

    def apply(self, village: Village) -> Village:
        """Put what was typed on the village."""
        data = self.cleaned_data
        village.nom, village.finess = data["nom"], data["finess"]
        village.telephone_astreinte = data["telephone_astreinte"]
        village.zone_scolaire = data["zone_scolaire"]
        return village


class MaisonForm(SaisieForm):
    """A new house: its places hold from the day it opens."""

    nom = SealedCharField(label="Nom", max_length=120)
    places = forms.IntegerField(label="Places", min_value=1, max_value=60)
    dispositif = forms.ChoiceField(label="Dispositif", choices=Dispositif.choices)
    ouverte_le = Jour(
        label="Ouverte le",
        required=False,
        help_text="Le premier jour où elle accueille. Vide : ouverte depuis longtemps.",
    )
    fermee_le = Jour(label="Fermée le", required=False, help_text="Le jour où la maison n’accueille plus.")

    def apply(self, maison: Maison) -> Maison:
        """Put what was typed on the house."""
        data = self.cleaned_data
        maison.nom, maison.dispositif = data["nom"], data["dispositif"]
        maison.ouverte_le, maison.fermee_le = data["ouverte_le"], data["fermee_le"]
        return maison

    @property
    def a_partir_du(self) -> date | None:
        """The day from which the number of places holds."""
        day: date | None = self.cleaned_data["ouverte_le"]
        return day


class ModificationMaisonForm(MaisonForm):
    """``prevus`` are the numbers of places already planned, in words."""

    places_du = Jour(
        label="Ce nombre de places vaut à partir du",
        initial=aujourdhui,
        required=False,
        help_text="Avant ce jour, l’ancien nombre reste : la présence passée ne change pas.",
    )

    field_order = ["envoi", "nom", "places", "places_du"]

    def __init__(self, *args: Any, prevus: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = " ; ".join(prevus)
        if planned:
            self.fields["places"].help_text = f"Déjà prévu : {planned}."

    @property
    def a_partir_du(self) -> date | None:
        day: date | None = self.cleaned_data["places_du"]
        return day


class ProfessionnelForm(SaisieForm):
    prenom = TexteCourt(label="Prénom", max_length=80)
    nom = TexteCourt(label="Nom", max_length=120)
    courriel = TexteCourt(
        label="Courriel professionnel",
        max_length=200,
        required=False,
        help_text="Pour lui écrire et ouvrir son compte\u202f; il ne sert pas à se connecter.",
        widget=forms.TextInput(attrs={"inputmode": "email"}),
        validators=[EmailValidator("Cette adresse ne ressemble pas à un courriel.")],
    )

    def apply(self, professionnel: Professionnel) -> Professionnel:
        """Put what was typed on the professional."""
        data = self.cleaned_data
        professionnel.prenom, professionnel.nom = data["prenom"], data["nom"]
        professionnel.courriel = data["courriel"] or None
        return professionnel


class LienCompteForm(SaisieForm):
    identifiant = SealedCharField(
        label="Identifiant du compte",
        max_length=150,
        help_text="Celui que cette personne tape pour se connecter.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


def initial_of(obj: object, *names: str) -> dict[str, Any]:
    """Return the present values of some attributes, for a form."""
    return {name: getattr(obj, name) for name in names}
