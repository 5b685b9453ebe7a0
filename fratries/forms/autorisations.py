"""Forms of requests for authorisation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from enfants.models import Enfant
from fratries.actes import ACTES
from fratries.enums import CanalASE, DemandeeA, NatureEtape, ReponseAutorisation, ReponseJuge
from fratries.forms.revisions import RevisionForm
from fratries.forms.visites import Noms, PourPlusieursMixin, ident_pour
from fratries.models import DemandeAutorisation, EtapeAutorisation
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

JAMAIS_APRES = timedelta(0)


class DemandeForm(PourPlusieursMixin, SaisieForm):
    """What is asked, for whom, of whom, on which day and how."""

    acte = forms.ChoiceField(label="Quel acte ?", required=False)
    objet = TexteLong(
        label="De quoi s’agit-il ?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que le titulaire doit savoir pour répondre : quoi, quand, où, pourquoi.",
    )
    demandee_a = forms.ChoiceField(
        label="À qui la demande-t-on ?",
        choices=DemandeeA.choices,
        initial=DemandeeA.TITULAIRES,
        widget=PucesRadio(),
    )
    proches = forms.TypedMultipleChoiceField(
        label="Quels titulaires ?", coerce=UUID, widget=PucesCases(), required=False
    )
    destinataire = TexteCourt(
        label="Quel service, quel tribunal ?",
        max_length=200,
        required=False,
        help_text="Si la demande ne va pas aux titulaires.",
    )
    demandee_le = Jour(label="Demandée le", initial=aujourdhui, futur=JAMAIS_APRES)
    canal = forms.ChoiceField(label="Par quel moyen ?", choices=CanalASE.choices, widget=PucesRadio())
    souhaitee_le = Jour(label="Réponse souhaitée le", required=False)

    def __init__(self, *args: Any, titulaires: Noms, autres: Noms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for acte in ACTES:
            groups.setdefault(acte.groupe, []).append((acte.code, acte.libelle))
        self.fields["acte"].choices = [("", "Un autre, dit ci-dessous"), *groups.items()]  # type: ignore[attr-defined]
        self.fields["proches"].choices = [(str(pk), nom) for pk, nom in titulaires.items()]  # type: ignore[attr-defined]
        if not titulaires:
            del self.fields["proches"]
        self.offrir(autres)
        self.order_fields(["acte", "objet", "autres"])

    def demandes(self, enfant: Enfant, autres: Mapping[UUID, Enfant]) -> list[DemandeAutorisation]:
        """Return the unsaved requests, one per child."""
        data = self.cleaned_data
        holders = data["demandee_a"] == DemandeeA.TITULAIRES
        noms = ("acte", "objet", "demandee_a", "demandee_le", "canal", "souhaitee_le")
        return [
            DemandeAutorisation(
                pk=ident_pour(self.ident, child.pk, enfant.pk),
                enfant=child,
                proches=data.get("proches", []) if holders else [],
                destinataire="" if holders else data["destinataire"],
                **{nom: data[nom] for nom in noms},
            )
            for child in [enfant, *(autres[pk] for pk in self.choisis)]
        ]


class EtapeForm(SaisieForm):
    """A reminder, or what the parents were told."""

    faite_le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
    canal = forms.ChoiceField(label="Par quel moyen ?", choices=CanalASE.choices, widget=PucesRadio())
    par = TexteCourt(label="Par qui ?", max_length=200, error_messages={"required": "Dites qui l’a faite."})
    texte = TexteLong(label="Ce qui a été dit", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def etape(self, demande: DemandeAutorisation, nature: NatureEtape) -> EtapeAutorisation:
        """Return the unsaved step."""
        noms = ("faite_le", "canal", "par", "texte")
        return EtapeAutorisation(
            pk=self.ident,
            demande=demande,
            enfant_id=demande.enfant_id,
            nature=nature,
            **{nom: self.cleaned_data[nom] for nom in noms},
        )


class ReponseForm(RevisionForm):
    """What was answered, by whom, where the paper is."""

    CHAMPS = ("reponse", "repondue_le", "repondue_par", "conditions", "reference")

    reponse = forms.ChoiceField(
        label="Quelle est la réponse ?", choices=ReponseAutorisation.choices, widget=PucesRadio()
    )
    repondue_le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
    repondue_par = TexteCourt(label="Qui a répondu ?", max_length=200, required=False)
    conditions = TexteLong(
        label="Ce qui est répondu",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Les conditions, ou la raison du refus.",
    )
    reference = TexteCourt(
        label="Où est le document ?",
        max_length=300,
        required=False,
        help_text="Son titre dans les documents de l’enfant, ou le classeur.",
    )


class SaisineForm(RevisionForm):
    NOMS = {"le": "juge_saisi_le", "motif": "juge_motif"}

    le = Jour(label="Le juge est saisi le", initial=aujourdhui, futur=JAMAIS_APRES)
    motif = TexteLong(
        label="Pourquoi ?",
        required=True,
        max_length=2000,
        help_text="L’intérêt de l’enfant, le refus ou le silence, ce qui a été tenté.",
        error_messages={"required": "Dites pourquoi le juge est saisi."},
    )


class DecisionJugeForm(RevisionForm):
    NOMS = {"reponse": "juge_reponse", "le": "juge_repondu_le", "reference": "juge_reference"}

    reponse = forms.ChoiceField(
        label="Que décide le juge ?", choices=ReponseJuge.choices, widget=PucesRadio()
    )
    le = Jour(label="Décision du", initial=aujourdhui, futur=JAMAIS_APRES)
    reference = TexteCourt(label="Référence", max_length=300, required=False)
