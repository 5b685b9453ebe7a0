"""Forms of pocket money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from enfants.enums import Enveloppe, NatureMouvement, PeriodeArgent, SignatureArgent
from enfants.models import BaremeArgent, MouvementArgent, ReglageArgent
from socle.chiffrement.formfields import SealedDecimalFormField
from socle.documents.errors import RefusedDocumentError
from socle.documents.formfields import ChampFichier
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

_ENVELOPPES = [(e.value, e.label.capitalize()) for e in Enveloppe]
_PERIODES = [(p.value, f"Par {p.label}") for p in PeriodeArgent]
_NATURES: dict[str, str] = {
    NatureMouvement.DONNE: "hand-coins",
    NatureMouvement.DEPENSE: "shopping-bag",
    NatureMouvement.CADEAU: "gift",
    NatureMouvement.EPARGNE: "piggy-bank",
    NatureMouvement.RETRAIT: "undo-2",
}


class Montant(SealedDecimalFormField):
    """A sum in euros."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=7,
            decimal_places=2,
            min_value=0,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )


class ChoixSignature(forms.ChoiceField):
    """Whether the young person counted, or signed; it must be said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[
                (SignatureArgent.SIGNE.value, "Signé par le jeune"),
                (SignatureArgent.COMPTE.value, "Compté ensemble"),
                (SignatureArgent.SANS.value, "Sans le jeune"),
            ],
            widget=PucesRadio(
                icones={
                    SignatureArgent.SIGNE: "pen-line",
                    SignatureArgent.COMPTE: "coins",
                    SignatureArgent.SANS: "minus",
                }
            ),
            error_messages={"required": "Dites si le jeune a compté ou signé."},
            **kwargs,
        )


class ConfirmationForm(SaisieForm):
    """A form that asks again when a balance would fall below zero."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.avertissements: list[str] = []
        if self.is_bound and self.data.get("confirme"):
            self._ask_confirmation()

    def _ask_confirmation(self) -> None:
        self.fields["confirme"] = forms.BooleanField(
            label="C’est bien ce qui s’est passé : enregistrer quand même", required=False
        )

    def warn(self, messages: list[str]) -> None:
        """Say what is missing, and offer to go on all the same."""
        self.avertissements = messages
        self._ask_confirmation()

    @property
    def confirme(self) -> bool:
        return bool(self.cleaned_data.get("confirme"))


class MouvementForm(ConfirmationForm):
    """One line of the ledger, with its voucher."""

    nature = forms.ChoiceField(
        label="Que s’est-il passé ?",
        choices=[(n.value, n.label.capitalize()) for n in NatureMouvement if n != NatureMouvement.CORRECTION],
        widget=PucesRadio(icones=_NATURES),
    )
    enveloppe = forms.ChoiceField(
        label="Quel argent ?", choices=_ENVELOPPES, initial=Enveloppe.POCHE, widget=PucesRadio()
    )
    montant = Montant(label="Combien, en euros ?")
    libelle = TexteCourt(label="Pour quoi ?", max_length=120, help_text="Le cinéma avec Zoé, la semaine 12…")
    jour = Jour(label="Quel jour ?", initial=aujourdhui, futur=JAMAIS_APRES)
    fichier = ChampFichier(
        label="Photo du ticket", accept="image/jpeg,image/png,application/pdf", required=False
    )
    sans_justificatif = TexteCourt(
        label="Sinon, pourquoi il n’y en a pas",
        max_length=200,
        required=False,
        help_text="Pour une dépense : boulangerie, marché, ticket perdu…",
    )
    signature = ChoixSignature(label="Avec le jeune")
    avec = TexteCourt(label="Compté avec", max_length=120, required=False, help_text="Le prénom de l’adulte.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        saving = data.get("nature") in {NatureMouvement.EPARGNE, NatureMouvement.RETRAIT}
        if saving and data.get("enveloppe") == Enveloppe.VETEMENTS:
            self.add_error("enveloppe", "On met de côté l’argent de poche seulement.")
        if data.get("fichier") and data.get("sans_justificatif"):
            self.add_error("sans_justificatif", "Gardez le ticket ou la raison, pas les deux.")
        return data

    def refuse(self, erreur: ValidationError) -> None:
        if isinstance(erreur, RefusedDocumentError):
            self.add_error("fichier", erreur)
        else:
            super().refuse(erreur)

    @property
    def recu(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data["fichier"]
        return fichier

    def mouvement(self, enfant_id: UUID) -> MouvementArgent:
        """Return the unsaved line."""
        data = self.cleaned_data
        noms = ("nature", "enveloppe", "montant", "libelle", "jour", "signature", "avec")
        return MouvementArgent(
            pk=self.ident,
            enfant_id=enfant_id,
            sans_justificatif=data["sans_justificatif"] or None,
            **{nom: data[nom] for nom in noms},
        )


class CorrectionForm(ConfirmationForm):
    motif = TexteCourt(
        label="Pourquoi annuler cette ligne ?",
        max_length=120,
        help_text="La ligne reste, une ligne contraire s’ajoute. Écrivez ensuite la bonne.",
        error_messages={"required": "Dites en quelques mots pourquoi."},
    )


class ReglageForm(SaisieForm):
    """What one child receives instead of the village's amount."""

    enveloppe = forms.ChoiceField(
        label="Quel argent ?", choices=_ENVELOPPES, initial=Enveloppe.POCHE, widget=PucesRadio()
    )
    montant = Montant(label="Combien, en euros ?")
    periode = forms.ChoiceField(
        label="À quel rythme ?", choices=_PERIODES, initial=PeriodeArgent.SEMAINE, widget=PucesRadio()
    )
    debut = Jour(label="À partir du", initial=aujourdhui)
    motif = TexteLong(
        label="Pourquoi ce montant ?",
        required=True,
        max_length=300,
        help_text="Décidé avec qui, pour quoi. L’enfant pourra le lire.",
    )

    def reglage(self, enfant_id: UUID) -> ReglageArgent:
        """Return the unsaved amount."""
        noms = ("enveloppe", "montant", "periode", "debut", "motif")
        return ReglageArgent(
            pk=self.ident, enfant_id=enfant_id, **{nom: self.cleaned_data[nom] for nom in noms}
        )


class BaremeForm(SaisieForm):
    """What children of some ages receive in the village."""

    enveloppe = forms.ChoiceField(
        label="Quel argent ?", choices=_ENVELOPPES, initial=Enveloppe.POCHE, widget=PucesRadio()
    )
    age_min = forms.IntegerField(label="De quel âge ?", min_value=0, max_value=21)
    age_max = forms.IntegerField(label="Jusqu’à quel âge ?", min_value=0, max_value=21)
    montant = Montant(label="Combien, en euros ?")
    periode = forms.ChoiceField(
        label="À quel rythme ?", choices=_PERIODES, initial=PeriodeArgent.SEMAINE, widget=PucesRadio()
    )
    debut = Jour(label="À partir du", initial=aujourdhui)

    def bareme(self, village_id: UUID) -> BaremeArgent:
        """Return the unsaved amount."""
        noms = ("enveloppe", "age_min", "age_max", "montant", "periode", "debut")
        return BaremeArgent(
            pk=self.ident, village_id=village_id, **{nom: self.cleaned_data[nom] for nom in noms}
        )


class FinBaremeForm(SaisieForm):
    le = Jour(label="Dernier jour", initial=aujourdhui)
