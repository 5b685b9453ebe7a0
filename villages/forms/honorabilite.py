"""The form of an attestation d’honorabilité."""

from __future__ import annotations

from datetime import timedelta

from django import forms

from socle.ui.saisie import Jour, SaisieForm, TexteCourt
from socle.ui.widgets import PucesRadio
from villages.enums import DecisionHonorabilite
from villages.models import Honorabilite, Professionnel


class HonorabiliteForm(SaisieForm):
    numero = TexteCourt(
        label="Numéro de l’attestation",
        max_length=40,
        help_text="Vérifiez-le sur le site de l’honorabilité avant de l’inscrire.",
    )
    delivree_le = Jour(label="Délivrée le", futur=timedelta(0))
    decision = forms.ChoiceField(
        label="Ce qui est décidé",
        choices=DecisionHonorabilite.choices,
        initial=DecisionHonorabilite.CONFORME,
        widget=PucesRadio(),
        help_text="Jamais l’infraction : elle ne s’écrit nulle part.",
    )

    def attestation(self, professionnel: Professionnel) -> Honorabilite:
        data = {nom: self.cleaned_data[nom] for nom in ("numero", "delivree_le", "decision")}
        return Honorabilite(pk=self.ident, professionnel=professionnel, **data)
