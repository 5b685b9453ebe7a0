"""Forms of the right to one's image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from enfants.enums import QualiteAccord, UsageImage
from enfants.forms.mesures import RevisionForm
from enfants.models import DocumentEnfant, DroitImage, Enfant
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Jour, SaisieForm, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

USAGES = [(u.value, u.label[:1].upper() + u.label[1:]) for u in UsageImage]
ICONES: dict[str, str] = {
    UsageImage.INTERNE: "house",
    UsageImage.ALBUM: "book-heart",
    UsageImage.SITE: "globe",
    UsageImage.PRESSE: "newspaper",
    UsageImage.RESEAUX: "share-2",
    UsageImage.FILM: "film",
}


class AccordForm(SaisieForm):
    """Somebody's answer to one use."""

    usage = forms.ChoiceField(label="Pour quel usage ?", choices=USAGES, widget=PucesRadio(icones=ICONES))
    personne = forms.ChoiceField(
        label="Qui répond ?", widget=PucesRadio(), error_messages={"required": "Dites qui répond."}
    )
    accorde = forms.ChoiceField(
        label="Sa réponse",
        choices=[("oui", "D’accord"), ("non", "Pas d’accord")],
        widget=PucesRadio(icones={"oui": "check", "non": "x"}),
        error_messages={"required": "Notez sa réponse."},
    )
    mots = TexteLong(label="Ses mots", max_length=1000, help_text="Surtout ceux de l’enfant.")
    debut = Jour(label="Répondu le", initial=aujourdhui, futur=JAMAIS_APRES)
    fin = Jour(
        label="À redemander le",
        required=False,
        futur=timedelta(days=366 * 5),
        help_text="Un accord sans fin s’oublie : un an est raisonnable.",
    )
    document = forms.ChoiceField(label="Document signé", required=False)

    def __init__(
        self,
        *args: Any,
        enfant: Enfant,
        titulaires: Mapping[UUID, str],
        majeur: bool,
        papiers: Sequence[DocumentEnfant],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._enfant, self._papiers = enfant, {str(p.pk): p for p in papiers}
        self._majeur = majeur
        own = (str(enfant.pk), f"{enfant.prenom}, seul" if majeur else f"{enfant.prenom}")
        self._noms = {own[0]: str(enfant.prenom)} | {str(pk): nom for pk, nom in titulaires.items()}
        others = [] if majeur else [(str(pk), nom) for pk, nom in titulaires.items()]
        self.fields["personne"].choices = [*others, own]  # type: ignore[attr-defined]
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            ("", "Aucun"),
            *((str(p.pk), str(p.titre)) for p in papiers),
        ]

    def accord(self) -> DroitImage:
        """Return the unsaved answer."""
        data = self.cleaned_data
        qualite = QualiteAccord.TITULAIRE
        if data["personne"] == str(self._enfant.pk):
            qualite = QualiteAccord.MAJEUR if self._majeur else QualiteAccord.ENFANT
        return DroitImage(
            pk=self.ident,
            enfant=self._enfant,
            usage=data["usage"],
            qualite=qualite,
            personne=UUID(data["personne"]),
            nom=self._noms[data["personne"]],
            accorde=data["accorde"] == "oui",
            mots=data["mots"],
            debut=data["debut"],
            fin=data["fin"],
            document=self._papiers.get(data["document"]),
        )


class RetraitAccordForm(RevisionForm):
    le = Jour(label="Retiré le", initial=aujourdhui, futur=JAMAIS_APRES)


class PublierForm(forms.Form):
    """Who is on the picture; posted, so that no address holds them."""

    use_required_attribute = False

    enfants = forms.MultipleChoiceField(
        label="Qui est sur la photo ?",
        widget=PucesCases(),
        error_messages={
            "required": "Choisissez au moins un enfant.",
            "invalid_choice": "Un de ces enfants n’est pas dans votre liste.",
        },
    )

    def __init__(self, *args: Any, noms: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfants"].choices = [(str(pk), nom) for pk, nom in noms.items()]  # type: ignore[attr-defined]
