"""Filters of the thread of life, the search in it, and the period to print."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from enfants.enums import Theme
from enfants.pictogrammes import ICONES_THEME
from enfants.selectors.fil import FiltreFil, PeriodeFil
from enfants.services.impression import DUREE_MAX
from socle.outils.dates import aujourdhui
from socle.ui.widgets import PucesCases

RECHERCHE_MIN = 2


def _date(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Cette date n’existe pas. Exemple : 22/11/2026."},
        **options,
    )


def _themes(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(value, label[:1].upper() + label[1:]) for value, label in Theme.choices],
        widget=PucesCases(icones=ICONES_THEME),
        error_messages={"invalid_choice": "Ce thème n’existe pas."},
    )


class _PeriodeForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        du, au = cleaned.get("du"), cleaned.get("au")
        if du and au and du > au:
            self.add_error("au", "La fin est avant le début : choisissez une date à partir du début.")
        return cleaned


class FiltreForm(_PeriodeForm):
    """What to keep of a thread; sent by address, so that it can be kept."""

    themes = _themes("Thèmes")
    du = _date("Depuis le", required=False)
    au = _date("Jusqu’au", required=False)
    importantes = forms.BooleanField(label="Notes importantes seulement", required=False)

    def __init__(self, *args: Any, auteurs: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["auteur"] = forms.ChoiceField(
            label="Écrit par",
            required=False,
            choices=[("", "Tout le monde"), *((str(ident), nom) for ident, nom in auteurs)],
            error_messages={"invalid_choice": "Cette personne n’a rien écrit ici."},
        )

    def filtre(self) -> FiltreFil:
        """Return what was understood; a field in error filters nothing."""
        data = self.cleaned_data if self.is_bound else {}
        return FiltreFil(
            themes=tuple(data.get("themes", ())),
            du=data.get("du"),
            au=data.get("au"),
            importantes=bool(data.get("importantes")),
            auteur=UUID(data["auteur"]) if data.get("auteur") else None,
        )


class RechercheForm(forms.Form):
    """Words to find; always posted: they may be a name, and an address is kept in many places."""

    q = forms.CharField(
        label="Chercher un mot",
        min_length=RECHERCHE_MIN,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez ce que vous cherchez.",
            "min_length": "Écrivez au moins deux lettres.",
            "max_length": "Cherchez quelques mots, cent lettres au plus.",
        },
    )


class ImpressionForm(_PeriodeForm):
    """The period to print: one year at most."""

    du = _date("Depuis le")
    au = _date("Jusqu’au")
    themes = _themes("Thèmes seulement")
    importantes = forms.BooleanField(label="Notes importantes seulement", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("du", "au"):
            self.fields[name].error_messages["required"] = "Indiquez cette date."
        self.fields["au"].initial = aujourdhui()
        self.fields["du"].initial = aujourdhui() - timedelta(days=30)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        du, au = cleaned.get("du"), cleaned.get("au")
        if du and au and du <= au and au - du > DUREE_MAX:
            self.add_error("du", "Un an au plus à la fois : rapprochez cette date.")
        return cleaned

    def periode(self) -> PeriodeFil:
        """Return the period of a valid form."""
        data = self.cleaned_data
        return PeriodeFil(
            themes=tuple(data["themes"]), du=data["du"], au=data["au"], importantes=data["importantes"]
        )
