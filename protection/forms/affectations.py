"""Entrusting an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from protection.models import AffectationIncident, Incident
from protection.models.obligations import LONGUEUR_MOTIF
from socle.ui.saisie import SaisieForm, TexteLong


class AffectationForm(SaisieForm):
    professionnel = forms.ChoiceField(
        label="À quel psychologue ?", error_messages={"required": "Choisissez à qui."}
    )
    motif = TexteLong(
        label="Ce qui lui est demandé",
        required=True,
        max_length=LONGUEUR_MOTIF,
        error_messages={"required": "Écrivez au moins quelques mots."},
    )

    def __init__(self, *args: Any, psychologues: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professionnel"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir"),
            *((str(pk), nom) for pk, nom in psychologues),
        ]

    def affectation(self, incident: Incident) -> AffectationIncident:
        data = self.cleaned_data
        return AffectationIncident(
            pk=self.ident,
            incident=incident,
            professionnel_id=UUID(data["professionnel"]),
            motif=data["motif"],
        )
