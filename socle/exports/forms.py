"""Asking for an export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator

from socle.exports.registre import ColonneExport
from socle.ui.saisie import SaisieForm, TexteLong
from socle.ui.widgets import PucesCases

_FINALITE_MIN = 10


class ExportForm(SaisieForm):
    """Which columns, and what for."""

    colonnes = forms.MultipleChoiceField(
        label="Colonnes",
        widget=PucesCases,
        help_text="Seulement celles dont vous avez besoin.",
        error_messages={
            "required": "Choisissez au moins une colonne.",
            "invalid_choice": "Cette colonne n’existe pas, ou n’est plus la vôtre.",
        },
    )
    finalite = TexteLong(
        label="Pour qui, et pour quoi faire ?",
        required=True,
        max_length=500,
        help_text="Cette phrase entre au registre des exports. N’y nommez personne.",
        validators=[
            MinLengthValidator(_FINALITE_MIN, "Dites-en un peu plus : pour qui, et pour quoi faire.")
        ],
        error_messages={"required": "Dites pour qui et pour quoi faire : un export a toujours une raison."},
    )

    def __init__(self, data: Any, colonnes: Iterable[ColonneExport], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        colonnes = list(colonnes)
        self.fields["colonnes"].choices = [(c.code, c.libelle) for c in colonnes]  # type: ignore[attr-defined]
        self.fields["colonnes"].initial = [c.code for c in colonnes if c.defaut]
