"""Form of a new account."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator

from socle.chiffrement.formfields import SealedCharField
from socle.comptes.models import Utilisateur
from socle.comptes.noms_de_connexion import nom_de_connexion
from socle.ui.saisie import SaisieForm
from socle.ui.widgets import PucesRadio


class CompteForm(SaisieForm):
    nature = forms.ChoiceField(
        label="Pour qui ?",
        choices=Utilisateur.Nature.choices,
        initial=Utilisateur.Nature.PROFESSIONNEL,
        widget=PucesRadio(
            icones={
                Utilisateur.Nature.PROFESSIONNEL: "briefcase",
                Utilisateur.Nature.ENFANT: "smile",
                Utilisateur.Nature.PARTENAIRE: "handshake",
            }
        ),
    )
    identifiant = SealedCharField(
        label="Identifiant",
        max_length=150,
        required=False,
        help_text="Pour un enfant, laissez vide : un nom inventé lui est donné, qui ne dit pas qui il est.",
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._\-]+$", "Des minuscules sans accent, des chiffres, points et tirets."
            )
        ],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(label="Adresse électronique", required=False)

    def clean(self) -> dict[str, object]:
        """A child's login is made up here: it stands in clear, so it must name nobody."""
        data: dict[str, object] = super().clean() or {}
        enfant = data.get("nature") == Utilisateur.Nature.ENFANT
        if enfant:
            if data.get("identifiant"):
                self.add_error("identifiant", "Pour un enfant, laissez vide : un nom inventé lui est donné.")
            if data.get("email"):
                self.add_error("email", "Pour un enfant, laissez vide.")
            data["identifiant"] = nom_de_connexion()
        elif "identifiant" in data and not data["identifiant"]:
            self.add_error("identifiant", "Ce champ est obligatoire.")
        return data
