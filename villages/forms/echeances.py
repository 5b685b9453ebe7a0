"""A change of delay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from socle.chiffrement.formfields import SealedCharField
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Portion, Unite
from socle.echeances.regles import Regle
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm

_MAXIMUM = 1000


class DelaiForm(SaisieForm):
    """Another delay for one rule, from a day on, with its reason."""

    portion = forms.ChoiceField(label="Ce qui change")
    quantite = forms.IntegerField(label="Nombre", min_value=0, max_value=_MAXIMUM)
    unite = forms.ChoiceField(label="Unité", choices=Unite.choices)
    a_compter_du = Jour(label="À compter du", initial=aujourdhui, futur=timedelta(days=2 * 366))
    motif = SealedCharField(
        label="Pourquoi ?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : calendrier du tribunal, convention du Département. Sans nommer personne.",
    )

    def __init__(self, data: Any, regle: Regle, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        portions = [(p.value, p.label.capitalize()) for p in Portion if regle.portion(p) is not None]
        self.fields["portion"].choices = portions  # type: ignore[attr-defined]
        if len(portions) == 1:
            self.fields["portion"].widget = forms.HiddenInput()
            self.fields["portion"].initial = portions[0][0]

    @property
    def delai(self) -> Delai:
        return Delai(self.cleaned_data["quantite"], Unite(self.cleaned_data["unite"]))
