"""Forms of the separation of siblings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from fratries.enums import AutoriteSeparation, CanalASE, SuiteRevue
from fratries.models import MembreFratrie, RevueSeparation, Separation
from fratries.models.separation import LONGUEUR_RECIT
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Heure, Jour, SaisieForm, TexteCourt, TexteLong, moment
from socle.ui.widgets import PucesRadio

COTES = [("1", "D’un côté"), ("2", "De l’autre"), ("0", "Pas concerné")]


class SeparationForm(SaisieForm):
    """Who lives apart from whom, by whose decision, why, and how they stay tied."""

    decidee_le = Jour(label="Jour de la décision", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="Heure", help_text="Sans heure, les 48 h se comptent depuis minuit.")
    autorite = forms.ChoiceField(
        label="Qui a décidé ?", choices=AutoriteSeparation.choices, widget=PucesRadio()
    )
    decideur = TexteCourt(label="Nom et qualité", max_length=200, required=False)
    urgente = forms.BooleanField(label="Décidée en urgence", required=False)
    confies_par_le_juge = forms.BooleanField(
        label="Au moins un de ces enfants est confié par le juge",
        required=False,
        initial=True,
        help_text="Le juge doit alors être informé par l’ASE sous 48 h.",
    )
    motif = TexteLong(
        label="Pourquoi ?",
        required=True,
        max_length=LONGUEUR_RECIT,
        help_text="L’intérêt de chaque enfant, et ce qui a été tenté pour les garder ensemble.",
    )
    parole = TexteLong(
        label="Ce que les enfants en disent",
        required=True,
        max_length=LONGUEUR_RECIT,
        help_text="Leurs mots, entre guillemets ; sinon pourquoi ils n’ont pas été entendus.",
    )
    plan_contacts = TexteLong(
        label="Comment ils gardent le lien",
        required=True,
        max_length=LONGUEUR_RECIT,
        help_text="Qui voit qui, où, à quel rythme, qui accompagne, qui appelle.",
    )

    def __init__(self, *args: Any, membres: dict[UUID, tuple[MembreFratrie, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._membres = {f"cote_{pk.hex}": pk for pk in membres}
        for nom, pk in self._membres.items():
            self.fields[nom] = forms.ChoiceField(
                label=membres[pk][1], choices=COTES, initial="0", widget=PucesRadio()
            )
        self.order_fields(["envoi", *self._membres, "decidee_le"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = {data.get(nom) for nom in self._membres}
        if not {"1", "2"} <= chosen and not any(nom in self.errors for nom in self._membres):
            self.add_error(None, "Mettez au moins un enfant de chaque côté.")
        return data

    def separation(self, fratrie_id: UUID) -> Separation:
        """Return the unsaved decision."""
        data = self.cleaned_data
        noms = ("autorite", "decideur", "urgente", "confies_par_le_juge", "motif", "parole", "plan_contacts")
        return Separation(
            pk=self.ident,
            fratrie_id=fratrie_id,
            premier_cote=[pk for nom, pk in self._membres.items() if data[nom] == "1"],
            second_cote=[pk for nom, pk in self._membres.items() if data[nom] == "2"],
            decidee_le=moment(data["decidee_le"], data["heure"]),
            **{nom: data[nom] for nom in noms},
        )


class ASEPrevenueForm(SaisieForm):
    le = Jour(label="Prévenue le", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="Heure")
    canal = forms.ChoiceField(label="Par quel moyen ?", choices=CanalASE.choices, widget=PucesRadio())
    par = TexteCourt(label="Par qui ?", max_length=200, help_text="Et, si possible, qui a été joint.")


class JugeInformeForm(SaisieForm):
    le = Jour(
        label="Informé le", initial=aujourdhui, futur=JAMAIS_APRES, help_text="La date que l’ASE vous donne."
    )


class RevueForm(SaisieForm):
    tenue_le = Jour(label="Revue tenue le", initial=aujourdhui, futur=JAMAIS_APRES)
    constat = TexteLong(
        label="Où en sont-ils ?",
        required=True,
        max_length=LONGUEUR_RECIT,
        help_text="Les rencontres tenues, ce qu’elles ont donné, ce qui tient encore la séparation.",
    )
    parole = TexteLong(label="Ce que les enfants en disent", max_length=LONGUEUR_RECIT)
    suite = forms.ChoiceField(label="Et maintenant ?", choices=SuiteRevue.choices, widget=PucesRadio())

    def revue(self, separation: Separation) -> RevueSeparation:
        """Return the unsaved review."""
        data = {nom: self.cleaned_data[nom] for nom in ("tenue_le", "constat", "parole", "suite")}
        return RevueSeparation(pk=self.ident, separation=separation, fratrie_id=separation.fratrie_id, **data)


class FinSeparationForm(SaisieForm):
    le = Jour(label="Depuis le", initial=aujourdhui, futur=JAMAIS_APRES)
