"""Asking for a paper of an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from protection.enums import DocumentIncident
from socle.ui.saisie import SaisieForm
from socle.ui.widgets import PucesRadio

SANS, AVEC = "sans", "avec"
FONCTION, NOM = "fonction", "nom"


class DocumentForm(SaisieForm):
    document = forms.ChoiceField(label="Quel document ?", widget=PucesRadio())
    noms = forms.ChoiceField(
        label="Les noms des autres personnes",
        choices=[
            (SANS, "sans les noms : « un autre enfant (A) », « un professionnel (P1) »"),
            (AVEC, "avec les noms : pour la CRIP et le procureur seulement"),
        ],
        initial=SANS,
        widget=PucesRadio(),
        help_text="L’enfant victime est toujours nommé ; qui a déclaré ne l’est jamais.",
    )

    signe = forms.ChoiceField(
        label="Qui imprime",
        choices=[(FONCTION, "ma fonction et un numéro"), (NOM, "mon nom et ma fonction")],
        initial=FONCTION,
        widget=PucesRadio(),
        help_text="Sur chaque page, avec l’heure. Le journal des accès dit à qui est le numéro.",
    )

    def __init__(
        self, *args: Any, documents: Sequence[DocumentIncident], declarant: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if declarant:
            # Their name on what leaves would say who declared.
            del self.fields["signe"]
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            (document.value, document.label) for document in documents
        ]
        self.fields["document"].initial = documents[0].value

    @property
    def avec_noms(self) -> bool:
        return bool(self.cleaned_data["noms"] == AVEC)

    @property
    def avec_mon_nom(self) -> bool:
        return bool(self.cleaned_data.get("signe", FONCTION) == NOM)
