"""Filters of the list of deadlines, and a change of delay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from socle.chiffrement.formfields import SealedCharField
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Etat, Portion, Suivi, Unite
from socle.echeances.etats import Echeance
from socle.echeances.regles import Regle
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm

_MAXIMUM = 1000


class FiltreEcheancesForm(forms.Form):
    """What to keep; only codes and ids stand in the address. An unknown value keeps everything."""

    use_required_attribute = False

    maison = forms.ChoiceField(label="Maison", required=False)
    regle = forms.ChoiceField(label="Règle", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((e.value, e.label.capitalize()) for e in Etat if e not in {Etat.FAIT, Etat.SANS_OBJET}),
        ],
    )
    suivi = forms.ChoiceField(
        label="Qui agit",
        required=False,
        choices=[("", "Tous"), *((s.value, s.label.capitalize()) for s in Suivi)],
    )

    def __init__(self, data: Any, echeances: Iterable[Echeance], maisons: list[tuple[str, str]]) -> None:
        super().__init__(data)
        regles = sorted({(e.regle.code, e.regle.titre) for e in echeances}, key=lambda pair: pair[1])
        self._offer("regle", [("", "Toutes"), *regles])
        self._offer("maison", [("", "Toutes"), *maisons])

    def _offer(self, champ: str, choix: list[tuple[str, str]]) -> None:
        self.fields[champ].choices = choix  # type: ignore[attr-defined]

    def keep(self, echeances: Iterable[Echeance]) -> list[Echeance]:
        """Apply the choices that were understood."""
        self.is_valid()
        chosen = {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
        return [e for e in echeances if all(_value(e, nom) == valeur for nom, valeur in chosen.items())]

    @property
    def filtre(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())


def _value(echeance: Echeance, nom: str) -> str:
    return {
        "maison": str(echeance.fait.maison or ""),
        "regle": echeance.regle.code,
        "etat": echeance.etat.value,
        "suivi": echeance.regle.suivi.value,
    }[nom]


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
