"""Forms of who counts for a child and of the sheet of their evenings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from enfants.forms.soins import VersionForm
from enfants.models import FicheRituels, PersonneRessource
from enfants.models.entourage import LONGUEUR_RITUEL
from enfants.selectors.entourage import RITUELS
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

JAMAIS_APRES = timedelta(0)
_PERSONNE = ("mots", "pourquoi", "nom", "joindre", "dit_le")


class PersonneForm(VersionForm):
    """Somebody who counts, as the child says it."""

    mots = TexteCourt(
        label="Avec ses mots",
        max_length=160,
        help_text="« Mon parrain de foot », « Mamie Jo » : comme l’enfant le dit.",
    )
    pourquoi = TexteLong(
        label="Pourquoi elle compte", max_length=1000, help_text="Ses mots à nouveau, sans les corriger."
    )
    nom = TexteCourt(label="Son nom", max_length=160, required=False)
    joindre = TexteLong(
        label="Comment la joindre",
        max_length=300,
        help_text="Un numéro, un jour, une adresse. Vérifiez d’abord que l’enfant a le droit de la joindre.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    dit_le = Jour(label="Dit par l’enfant le", initial=aujourdhui, futur=JAMAIS_APRES)
    de_lui = forms.BooleanField(
        label="C’est l’enfant qui l’a dit",
        help_text="On ne devine pas qui compte pour un enfant : on le lui demande.",
        error_messages={"required": "N’écrivez ici que ce que l’enfant a dit lui-même."},
    )

    def apply(self, personne: PersonneRessource) -> PersonneRessource:
        for nom in _PERSONNE:
            setattr(personne, nom, self.cleaned_data[nom])
        return personne

    @staticmethod
    def initial_of(personne: PersonneRessource) -> dict[str, object]:
        return {nom: getattr(personne, nom) for nom in (*_PERSONNE, "version")} | {"de_lui": True}


class QuestionForm(VersionForm):
    """« Toujours important ? », asked again."""

    toujours = forms.ChoiceField(
        label="Toujours important pour l’enfant ?",
        choices=[("oui", "Oui"), ("non", "Non, plus maintenant")],
        widget=PucesRadio(icones={"oui": "heart", "non": "circle-slash"}),
        error_messages={"required": "Posez la question à l’enfant, et notez sa réponse."},
    )
    le = Jour(label="Répondu le", initial=aujourdhui, futur=JAMAIS_APRES)
    mots = TexteLong(
        label="Ce que l’enfant en dit",
        max_length=1000,
        help_text="Gardé si la personne ne compte plus. Rien n’est effacé.",
    )


class RituelsForm(VersionForm):
    """Short lines: what somebody who has never slept here needs tonight."""

    coucher = TexteLong(
        label="Pour s’endormir", max_length=LONGUEUR_RITUEL, help_text="Histoire, chanson, heure."
    )
    nuit = TexteLong(label="Veilleuse, porte, nuit", max_length=LONGUEUR_RITUEL)
    doudou = TexteLong(
        label="Doudou", max_length=LONGUEUR_RITUEL, help_text="Son nom, où il dort, celui de secours."
    )
    bain = TexteLong(label="Bain et toilette", max_length=LONGUEUR_RITUEL)
    repas = TexteLong(
        label="Repas", max_length=LONGUEUR_RITUEL, help_text="Ce qui passe, ce qui ne passe pas."
    )
    apaise = TexteLong(label="Ce qui apaise", max_length=LONGUEUR_RITUEL)
    effraie = TexteLong(label="Ce qui fait peur", max_length=LONGUEUR_RITUEL)
    mots = TexteLong(
        label="Les mots de la maison",
        max_length=LONGUEUR_RITUEL,
        help_text="Ses propres mots, et ceux à éviter.",
    )
    matin = TexteLong(label="Le matin", max_length=LONGUEUR_RITUEL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in RITUELS:
            self.fields[champ].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(champ) for champ in RITUELS):
            self.add_error(None, "Écrivez au moins une ligne.")
        return data

    def apply(self, fiche: FicheRituels) -> FicheRituels:
        for champ in RITUELS:
            setattr(fiche, champ, self.cleaned_data[champ])
        return fiche

    @staticmethod
    def initial_of(fiche: FicheRituels) -> dict[str, object]:
        return {champ: getattr(fiche, champ) for champ in (*RITUELS, "version")}
