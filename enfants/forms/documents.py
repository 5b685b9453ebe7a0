"""Filing a paper, replacing it, withdrawing it, finding it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from enfants.enums import CategorieDocument
from socle.documents.errors import RefusedDocumentError
from socle.documents.formfields import ChampFichier
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

ICONES: dict[str, str] = {
    CategorieDocument.IDENTITE: "id-card",
    CategorieDocument.SCOLARITE: "school",
    CategorieDocument.FAMILLE: "users-round",
    CategorieDocument.JUSTICE_PIECES: "scale",
    CategorieDocument.MEDICAL: "stethoscope",
    CategorieDocument.SOIN_QUOTIDIEN: "heart-pulse",
    CategorieDocument.PROJET: "sprout",
}


class FichierForm(SaisieForm):
    """One file. A telephone offers its camera beside the files."""

    photo = ChampFichier(label="Prendre une photo", accept="image/jpeg", capture=True, required=False)
    fichier = ChampFichier(
        label="Fichier",
        help_text="PDF, photo, document Word, Excel ou OpenDocument, texte. 25 Mio au plus.",
    )
    fichier_obligatoire = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].required = self.fichier_obligatoire and "photo" not in self.files
        self.fields["fichier"].error_messages["required"] = "Choisissez un fichier, ou prenez une photo."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("photo") and cleaned.get("fichier"):
            self.add_error("fichier", ValidationError("Gardez la photo ou le fichier, pas les deux."))
        return cleaned

    @property
    def recu(self) -> UploadedFile:
        """The one file of a valid form."""
        return self.cleaned_data["photo"] or self.cleaned_data["fichier"]

    def refuse(self, erreur: ValidationError) -> None:
        if isinstance(erreur, RefusedDocumentError):
            self.add_error("photo" if self.cleaned_data.get("photo") else "fichier", erreur)
        else:
            super().refuse(erreur)


class VersionForm(FichierForm):
    """A file, its title and its date."""

    titre = TexteCourt(
        label="Titre",
        max_length=150,
        help_text="Ce que c’est, en quelques mots : « Bulletin du premier trimestre ».",
        error_messages={"max_length": "Cent cinquante lettres au plus."},
    )
    date_document = Jour(
        label="Date du document", required=False, futur=timedelta(0), help_text="Celle qui est écrite dessus."
    )
    field_order = ["titre", "date_document", "photo", "fichier"]


class DepotForm(VersionForm):
    """The same, and where it is filed: only where this person may write."""

    categorie = forms.ChoiceField(
        label="Où le classer ?",
        widget=PucesRadio(icones=ICONES),
        error_messages={"required": "Choisissez où classer ce document."},
    )
    field_order = ["categorie", "titre", "date_document", "photo", "fichier"]

    def offre(self, categories: list[CategorieDocument]) -> None:
        """Offer these categories; the only one is chosen beforehand."""
        self.fields["categorie"].choices = [(c.value, c.label.capitalize()) for c in categories]  # type: ignore[attr-defined]
        if len(categories) == 1:
            self.fields["categorie"].initial = categories[0].value


class RetraitForm(SaisieForm):
    motif = TexteLong(
        label="Pourquoi le retirer ?",
        max_length=500,
        required=True,
        help_text="Classé au mauvais endroit, par exemple. Plus personne ne pourra l’ouvrir.",
        error_messages={"required": "Dites en quelques mots pourquoi."},
    )


class RechercheDocumentForm(forms.Form):
    """Words of a title; posted, so that no address holds them."""

    q = forms.CharField(
        label="Chercher dans les titres",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Cent lettres au plus."},
    )
