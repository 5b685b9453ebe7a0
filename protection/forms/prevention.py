"""Forms of prevention: a map of risks, a risk, an action, a session with children."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from protection.enums import DomaineRisque, Gravite, PublicPrevention, ThemePrevention, Vraisemblance
from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.models.obligations import LONGUEUR_MOTIF
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Jour, SaisieForm, TexteLong
from socle.ui.widgets import PucesRadio
from villages.models import Maison, Village

_SANS_NOM = "Sans nom d’enfant."
_AN = timedelta(days=366)


def _texte(label: str, *, aide: str = "", required: bool = True) -> TexteLong:
    return TexteLong(
        label=label,
        required=required,
        max_length=LONGUEUR_MOTIF,
        help_text=aide,
        error_messages={"required": "Écrivez au moins quelques mots."},
    )


def _liste(label: str, choix: list[tuple[Any, Any]], manque: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "Choisir"), *choix], error_messages={"required": manque}
    )


class AvecResponsable(SaisieForm):
    """A form that names who answers for it."""

    def __init__(self, *args: Any, professionnels: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir"),
            *((str(pk), nom) for pk, nom in professionnels),
        ]


class CarteForm(SaisieForm):
    annee = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = aujourdhui().year
        self.fields["annee"].choices = [(this, this), (this + 1, this + 1)]  # type: ignore[attr-defined]

    def carte(self, village: Village) -> CarteDesRisques:
        return CarteDesRisques(pk=self.ident, village=village, annee=self.cleaned_data["annee"])


class RisqueForm(AvecResponsable):
    domaine = _liste("Où, avec qui ?", DomaineRisque.choices, "Choisissez un domaine.")
    description = _texte("Ce qui pourrait arriver", aide=_SANS_NOM)
    vraisemblance = forms.TypedChoiceField(
        label="À quel point est-ce vraisemblable ?",
        choices=Vraisemblance.choices,
        coerce=int,
        widget=PucesRadio(),
        error_messages={"required": "Dites si c’est vraisemblable."},
    )
    gravite = forms.TypedChoiceField(
        label="À quel point serait-ce grave pour un enfant ?",
        choices=Gravite.choices,
        coerce=int,
        widget=PucesRadio(),
        error_messages={"required": "Dites si ce serait grave."},
    )
    mesures = _texte("Ce qui est fait pour l’éviter")
    responsable = _liste("Qui en répond ?", [], "Choisissez qui en répond.")
    pour_le = Jour(label="Pour le", futur=2 * _AN)

    def risque(self, carte: CarteDesRisques) -> Risque:
        names = ("domaine", "description", "vraisemblance", "gravite", "mesures", "pour_le")
        data = {nom: self.cleaned_data[nom] for nom in names}
        return Risque(
            pk=self.ident, carte=carte, responsable_id=UUID(self.cleaned_data["responsable"]), **data
        )


class ValidationCarteForm(SaisieForm):
    avis_enfants = _texte("Ce qu’en disent les enfants et le conseil", aide=_SANS_NOM)


class MesureFaiteForm(SaisieForm):
    le = Jour(label="Fait le", initial=aujourdhui, futur=JAMAIS_APRES)
    preuve = _texte("Ce qui le montre", aide="Un compte rendu, une facture, un affichage : où le trouver.")


class ActionPreventionForm(AvecResponsable):
    theme = _liste("Thème", ThemePrevention.choices, "Choisissez un thème.")
    public = forms.ChoiceField(
        label="Pour qui ?",
        choices=PublicPrevention.choices,
        widget=PucesRadio(),
        error_messages={"required": "Dites pour qui."},
    )
    texte = _texte("Ce qui est prévu", aide="Lu par toute l’équipe. " + _SANS_NOM)
    responsable = _liste("Qui en répond ?", [], "Choisissez qui en répond.")
    prevue_le = Jour(label="Prévue le", futur=_AN)

    def action(self, village: Village) -> ActionPrevention:
        data = {nom: self.cleaned_data[nom] for nom in ("theme", "public", "texte", "prevue_le")}
        return ActionPrevention(
            pk=self.ident, village=village, responsable_id=UUID(self.cleaned_data["responsable"]), **data
        )


class ActionMeneeForm(SaisieForm):
    le = Jour(label="Faite le", initial=aujourdhui, futur=JAMAIS_APRES)
    bilan = _texte("Ce qui en est sorti", aide=_SANS_NOM)


class SeanceForm(SaisieForm):
    theme = _liste("Thème", ThemePrevention.choices, "Choisissez un thème.")
    le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
    ou = forms.ChoiceField(label="Où ?", required=False)
    presents = forms.IntegerField(
        label="Combien d’enfants ?",
        min_value=1,
        max_value=200,
        error_messages={"required": "Dites combien d’enfants étaient là."},
    )
    retour = _texte("Ce qui en est sorti", aide=_SANS_NOM, required=False)

    def __init__(self, *args: Any, maisons: Sequence[Maison], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maisons = {str(maison.pk): maison for maison in maisons}
        self.fields["ou"].choices = [  # type: ignore[attr-defined]
            ("", "Dans le village"),
            *((pk, maison.nom) for pk, maison in self.maisons.items()),
        ]

    def seance(self, village: Village) -> SeanceEnfants:
        data = {nom: self.cleaned_data[nom] for nom in ("theme", "le", "presents", "retour")}
        maison = self.maisons.get(self.cleaned_data["ou"])
        return SeanceEnfants(pk=self.ident, village=village, maison=maison, **data)
