"""Forms of the child's space: short questions, and words that are never refused while they are written."""

from __future__ import annotations

from django import forms

from enfants.services.propositions import LIMITES, Recit
from socle.ui.saisie import SaisieForm, TexteCourt, TexteLong


class PropositionForm(SaisieForm):
    """A moment for « Mon histoire », in the child's words."""

    titre = TexteCourt(
        label="Comment s’appelle ce moment ?",
        max_length=LIMITES["titre"],
        help_text="« Le jour de la mer », « Mon premier but ».",
        error_messages={"required": "Donne un titre à ce moment."},
    )
    mots = TexteLong(
        label="Raconte",
        max_length=LIMITES["mots"],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Avec tes mots. L’orthographe ne compte pas.",
    )
    quand = TexteCourt(
        label="C’était quand ?",
        max_length=LIMITES["quand"],
        required=False,
        help_text="« Cet été », « quand j’avais 6 ans » : comme tu t’en souviens.",
    )

    @property
    def recit(self) -> Recit:
        data = self.cleaned_data
        return Recit(titre=data["titre"], mots=data["mots"], quand=data["quand"])

    def en_cours(self) -> Recit:
        """What is typed so far, whatever is missing from it."""
        titre, mots, quand = (self[nom].data or "" for nom in ("titre", "mots", "quand"))
        return Recit(*(str(texte).replace("\x00", "") for texte in (titre, mots, quand)))
