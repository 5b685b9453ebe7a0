"""Forms of a departure and of what is handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from enfants.enums import Destinataire, Destination, PieceRemise, TitreAnnonce
from enfants.models import Depart, Sejour
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio


class DepartForm(SaisieForm):
    """The day, where to, why."""

    fin = Jour(label="Jour du départ", initial=aujourdhui, help_text="L’enfant ne dort plus ici ce soir-là.")
    destination = forms.ChoiceField(
        label="Où va l’enfant ?", choices=Destination.choices, widget=PucesRadio()
    )
    precision = TexteCourt(
        label="Chez qui, dans quelle ville",
        max_length=300,
        required=False,
        help_text="Le registre des sorties le demande.",
    )
    motif = TexteLong(
        label="Pourquoi ?",
        required=True,
        max_length=1000,
        help_text="La décision, et ce que l’enfant en dit. Il pourra lire cette page un jour.",
    )

    def depart(self, sejour: Sejour) -> Depart:
        """Return the unsaved departure."""
        data = self.cleaned_data
        return Depart(
            pk=self.ident,
            sejour=sejour,
            enfant_id=sejour.enfant_id,
            destination=data["destination"],
            precision=data["precision"],
            motif=data["motif"],
        )


class AnnulationForm(SaisieForm):
    motif = TexteLong(label="Pourquoi ne part-il plus ?", required=True, max_length=500)


class TitreAnnonceForm(SaisieForm):
    """Who called, when, and what they said: the paper is waited for."""

    titre = forms.ChoiceField(
        label="Qu’est-ce qui est annoncé ?", choices=TitreAnnonce.choices, widget=PucesRadio()
    )
    par = TexteCourt(
        label="Par qui ?", max_length=200, help_text="Nom, fonction, numéro d’où la personne appelle."
    )
    le = Jour(label="Jour de l’appel", initial=aujourdhui, futur=timedelta(0))
    heure = forms.TimeField(
        label="Heure de l’appel", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    @property
    def moment(self) -> datetime:
        data = self.cleaned_data
        return timezone.make_aware(datetime.combine(data["le"], data["heure"]))


class RemiseForm(SaisieForm):
    """What was handed over, to whom, on which day."""

    pieces = forms.MultipleChoiceField(
        label="Quoi ?", widget=PucesCases(), error_messages={"required": "Choisissez ce qui est remis."}
    )
    destinataires = forms.MultipleChoiceField(
        label="À qui ?", widget=PucesCases(), error_messages={"required": "Choisissez à qui."}
    )
    facile_a_lire = forms.BooleanField(label="L’enfant a reçu la version facile à lire", required=False)
    le = Jour(label="Remis le", initial=aujourdhui, futur=timedelta(0))
    precision = TexteLong(
        label="Précision",
        max_length=1000,
        help_text="Pour le DIPC, le contrat et l’avenant : qui a participé, et l’avis de l’enfant.",
    )

    def __init__(
        self,
        *args: Any,
        pieces: Iterable[PieceRemise],
        destinataires: Iterable[Destinataire],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pieces"].choices = [(p.value, _capital(p.label)) for p in pieces]  # type: ignore[attr-defined]
        self.fields["destinataires"].choices = [  # type: ignore[attr-defined]
            (d.value, _capital(d.label)) for d in destinataires
        ]


class RemiseDepartForm(RemiseForm):
    """The same on leaving; there may be nothing of a kind to give."""

    sans_objet = forms.BooleanField(label="Sans objet : il n’y en a pas", required=False)
    field_order = ["pieces", "destinataires", "le", "sans_objet", "precision"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["facile_a_lire"]
        self.fields[
            "precision"
        ].help_text = "Ce qui manque, où c’est parti, ce que l’enfant a choisi de garder."


class RectificationForm(SaisieForm):
    """What is wrong in a line of the register, said by a new line."""

    jour = Jour(label="Date du mouvement")
    lieu = TexteCourt(label="D’où il vient, où il va", max_length=300, required=False)
    sans_effet = forms.BooleanField(label="Ce mouvement n’a pas eu lieu", required=False)
    motif = TexteLong(label="Ce qui est rectifié, et pourquoi", required=True, max_length=500)


def _capital(label: object) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
