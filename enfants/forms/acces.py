"""Exceptions on a child's file, break-glass, and destruction by two people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from enfants.forms.journal import TexteField
from enfants.selectors.acces import mot_du_droit
from enfants.services.acces import IDENTITE, fin_au_plus_tard
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.formfields import SealedCharField
from socle.chiffrement.services import DELAI, DELAI_MINIMAL
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.ui.widgets import PucesCases, PucesRadio


def _day(label: str, **kwargs: Any) -> forms.DateField:
    errors = {"required": "Indiquez une date.", "invalid": "Cette date n'existe pas."}
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=errors,
        **kwargs,
    )


class _CompteForm(forms.Form):
    """Names an account by its exact login: no list of people is offered."""

    identifiant = forms.CharField(
        label="Identifiant du compte",
        help_text="Tel que la personne le tape pour se connecter.",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Écrivez l'identifiant du compte."},
    )

    use_required_attribute = False
    compte: Utilisateur

    def clean_identifiant(self) -> str:
        identifiant: str = self.cleaned_data["identifiant"]
        compte = Utilisateur.objects.filter(identifiant=identifiant, is_active=True).first()
        if compte is None:
            raise ValidationError("Aucun compte ouvert ne porte exactement cet identifiant.")
        self.compte = compte
        return identifiant


class AccordForm(_CompteForm):
    """Rights on one child, from a day to a day, with their reason."""

    droits = forms.MultipleChoiceField(
        label="Ce qui est ouvert",
        help_text="L'identité l'est toujours : sans elle, le dossier ne s'ouvre pas.",
        widget=PucesCases(),
        required=False,
        error_messages={"invalid_choice": "Ce droit ne se donne pas."},
    )
    debut = _day("Du")
    fin = _day("Au")
    motif = TexteField(
        label="Pourquoi ?",
        help_text="Par exemple : suivi par une orthophoniste, inspection, référente de l'aide sociale à l'enfance.",
        rows=2,
        max_length=500,
        required=True,
        error_messages={"required": "Dites pourquoi ce dossier est ouvert."},
    )

    def __init__(self, data: Any = None, *, accordables: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [(name, mot_du_droit(name).capitalize()) for name in accordables if name != IDENTITE]
        self.fields["droits"].choices = choices  # type: ignore[attr-defined]
        today = aujourdhui()
        self.fields["debut"].initial = today
        self.fields["fin"].help_text = f"Le {fin_au_plus_tard(today):%d/%m/%Y} au plus tard ; renouvelable."


class RefusForm(_CompteForm):
    """One child's file shut to one account."""

    fin = _day("Jusqu'au", required=False, help_text="Sans date, le refus tient jusqu'à ce qu'on le lève.")
    motif = TexteField(
        label="Pourquoi ?",
        help_text="Un lien de parenté, un conflit d'intérêts. La personne n'en saura rien ici.",
        rows=2,
        max_length=500,
        required=True,
        error_messages={"required": "Dites pourquoi ce dossier est refusé."},
    )


class AccesExceptionnelForm(forms.Form):
    """The exact identity of one child, and why their file must open now."""

    prenom = SealedCharField(label="Prénom", max_length=80, error_messages={"required": "Écrivez le prénom."})
    nom = SealedCharField(
        label="Nom", max_length=120, error_messages={"required": "Écrivez le nom de famille."}
    )
    naissance = _day("Date de naissance")
    motif = TexteField(
        label="Pourquoi ouvrez-vous ce dossier ?",
        help_text="La direction et le délégué à la protection des données le sauront aussitôt.",
        rows=3,
        max_length=500,
        required=True,
        error_messages={"required": "Dites pourquoi vous ouvrez ce dossier."},
    )

    use_required_attribute = False

    def clean_naissance(self) -> Any:
        naissance = self.cleaned_data["naissance"]
        if naissance > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        return naissance


class DestructionForm(forms.Form):
    """Whose key, why, and what has been verified."""

    nature = forms.ChoiceField(label="De quoi s'agit-il ?", widget=PucesRadio())
    sujet = forms.UUIDField(
        label="Identifiant du dossier",
        help_text="Celui que montrent l'adresse de la fiche et le journal des accès.",
        error_messages={
            "required": "Indiquez le dossier.",
            "invalid": "Ce n'est pas un identifiant de dossier.",
        },
    )
    motif = TexteField(
        label="Motif",
        help_text="Sans nommer personne : le délégué à la protection des données le lit.",
        rows=3,
        max_length=2000,
        required=True,
        error_messages={"required": "Dites pourquoi ce dossier est détruit."},
    )
    visa_archives = forms.CharField(
        label="Référence du visa d'élimination",
        help_text="Donnée par les archives départementales (code du patrimoine, L. 212-2).",
        max_length=200,
        error_messages={"required": "Sans visa des archives, rien n'est détruit."},
    )
    conservation_verifiee = forms.BooleanField(
        label="J'ai vérifié que la durée légale de conservation est échue et qu'aucune procédure, "
        "plainte ou demande d'accès en cours n'oblige à garder ce dossier",
        error_messages={"required": "Cette vérification est obligatoire."},
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, natures: Sequence[NatureSujet], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        labels = {
            NatureSujet.ENFANT: "Le dossier d'un enfant",
            NatureSujet.FRATRIE: "Une fratrie",
            NatureSujet.PROCHE: "Un proche",
        }
        choices = [(nature.value, labels.get(nature, nature.label)) for nature in natures]
        self.fields["nature"].choices = choices  # type: ignore[attr-defined]

    @property
    def demande(self) -> tuple[NatureSujet, UUID]:
        """Return the nature and the subject of a valid form."""
        return NatureSujet(self.cleaned_data["nature"]), self.cleaned_data["sujet"]


class ValidationDestructionForm(forms.Form):
    """How long the destruction waits, during which it can still be cancelled."""

    delai = forms.IntegerField(
        label="Délai avant la destruction, en jours",
        help_text=f"{DELAI_MINIMAL.days} jours au moins.",
        initial=DELAI.days,
        min_value=DELAI_MINIMAL.days,
        max_value=365,
        error_messages={
            "required": "Indiquez un nombre de jours.",
            "invalid": "Indiquez un nombre de jours.",
            "min_value": f"Le délai est de {DELAI_MINIMAL.days} jours au moins.",
            "max_value": "Le délai est d'un an au plus.",
        },
    )

    use_required_attribute = False

    def duree(self) -> timedelta:
        return timedelta(days=self.cleaned_data["delai"])
