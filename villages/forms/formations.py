"""Forms of a session of training and of who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt
from socle.ui.widgets import PucesCases
from villages.enums import THEMES_DUS, ThemeFormation
from villages.models import Formation, Village

TOUS = "tous"


class FormationForm(SaisieForm):
    village = forms.ChoiceField(label="Pour quel village ?")
    theme = forms.ChoiceField(
        label="Thème",
        choices=[("", "Choisir"), *ThemeFormation.choices],
        error_messages={"required": "Choisissez un thème."},
        help_text=f"Les {len(THEMES_DUS)} premiers sont dus par chacun, chaque année.",
    )
    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(days=366))
    heures = forms.DecimalField(label="Durée en heures", min_value=0.5, max_value=80, decimal_places=1)
    validite = forms.IntegerField(label="Vaut combien de mois ?", min_value=1, max_value=60, initial=12)
    formateur = TexteCourt(label="Qui forme", max_length=200, required=False)

    def __init__(self, *args: Any, villages: Sequence[Village], association: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [(TOUS, "Toute l’association")] if association else []
        self.fields["village"].choices = [*whole, *((str(v.pk), v.nom) for v in villages)]  # type: ignore[attr-defined]

    def formation(self) -> Formation:
        data = {nom: self.cleaned_data[nom] for nom in ("theme", "le", "heures", "validite", "formateur")}
        village = self.cleaned_data["village"]
        return Formation(pk=self.ident, village_id=None if village == TOUS else UUID(village), **data)


class PresencesForm(SaisieForm):
    professionnels = forms.MultipleChoiceField(
        label="Qui était là ?",
        widget=PucesCases(),
        error_messages={"required": "Cochez au moins une personne."},
    )

    def __init__(self, *args: Any, professionnels: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professionnels"].choices = [(str(pk), nom) for pk, nom in professionnels]  # type: ignore[attr-defined]
