"""Forms of the contract about school: written in lines, signed or refused, reviewed together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enfants.enums import PartieContrat, SuiteObjectif
from enfants.forms.scolarite import choix, parole
from enfants.forms.soins import VersionForm
from enfants.models import ContratEducatif, SignatureContrat
from enfants.models.contrats import LONGUEUR_OBJECTIF, OBJECTIFS_MAX
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

#: A school year, and what remains of the one before.
DUREE = timedelta(days=500)
ICONES_SUITE: dict[str, str] = {
    SuiteObjectif.ATTEINT: "sparkles",
    SuiteObjectif.GARDE: "repeat",
    SuiteObjectif.LAISSE: "leaf",
}


class ContratForm(VersionForm):
    parole = parole("Ce que l’enfant veut pour l’école", required=True, help_text="Dans ses mots, d’abord.")
    objectifs = TexteLong(
        label="Nos objectifs",
        required=True,
        max_length=OBJECTIFS_MAX * (LONGUEUR_OBJECTIF + 2),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un par ligne, en mots que l’enfant comprend.",
    )
    aides = TexteLong(label="Qui aide, et comment", max_length=2000)
    debut = Jour(label="Du", initial=aujourdhui)
    fin = Jour(label="Au", futur=DUREE, help_text="Le jour où l’on se revoit pour en parler.")

    def clean_objectifs(self) -> list[str]:
        lines = [line.strip(" -•\t") for line in str(self.cleaned_data["objectifs"]).splitlines()]
        lines = [line for line in lines if line]
        if not 0 < len(lines) <= OBJECTIFS_MAX:
            raise ValidationError(f"Écrivez de un à {OBJECTIFS_MAX} objectifs, un par ligne.")
        if any(len(line) > LONGUEUR_OBJECTIF for line in lines):
            raise ValidationError(f"Un objectif tient en {LONGUEUR_OBJECTIF} caractères.")
        return lines

    def apply(self, contrat: ContratEducatif) -> ContratEducatif:
        for nom in ("parole", "objectifs", "aides", "debut", "fin"):
            setattr(contrat, nom, self.cleaned_data[nom])
        return contrat


class SignatureForm(VersionForm):
    partie = forms.ChoiceField(
        label="Qui répond ?", choices=choix(PartieContrat.choices), widget=PucesRadio()
    )
    reponse = forms.ChoiceField(
        label="Sa réponse",
        choices=[("signe", "Signe"), ("refus", "Ne signe pas")],
        initial="signe",
        widget=PucesRadio(icones={"signe": "signature", "refus": "hand"}),
    )
    nom = TexteCourt(
        label="Nom et qualité",
        max_length=200,
        required=False,
        help_text="La mère, la professeure principale, le chef de service…",
    )
    raison = TexteLong(
        label="Pourquoi, s’il ou elle ne signe pas",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(0))

    def signature(self, contrat: ContratEducatif) -> SignatureContrat:
        data = self.cleaned_data
        refus = data["reponse"] == "refus"
        return SignatureContrat(
            pk=self.ident,
            contrat=contrat,
            enfant_id=contrat.enfant_id,
            partie=data["partie"],
            nom=data["nom"],
            le=data["le"],
            refus=refus,
            raison=data["raison"] if refus else "",
        )


class BilanForm(VersionForm):
    """Each one's words, the child's first, then what follows of each objective."""

    le = Jour(label="Revu ensemble le", initial=aujourdhui, futur=timedelta(0))
    bilan_enfant = parole(
        "Ce qui a marché, d’après l’enfant", required=True, help_text="Dans ses mots, d’abord."
    )
    bilan_famille = parole("D’après la famille", help_text="")
    bilan_ecole = parole("D’après l’école", help_text="")
    bilan_village = parole("D’après le village", help_text="")

    def __init__(self, data: Any = None, *, objectifs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._noms = [f"suite_{rank}" for rank in range(len(objectifs))]
        for nom, text in zip(self._noms, objectifs, strict=True):
            self.fields[nom] = forms.ChoiceField(
                label=text,
                choices=choix(SuiteObjectif.choices),
                widget=PucesRadio(icones=ICONES_SUITE),
                error_messages={"required": "Dites ce que devient cet objectif."},
            )

    @property
    def suites(self) -> list[str]:
        return [self.cleaned_data[nom] for nom in self._noms]

    @property
    def bilans(self) -> dict[str, str]:
        return {party: self.cleaned_data[f"bilan_{party}"] for party in PartieContrat.values}


class ArretForm(VersionForm):
    raison = TexteLong(label="Pourquoi il s’arrête", required=True, max_length=1000)


class CommencerForm(VersionForm):
    """Nothing to type: a question."""
