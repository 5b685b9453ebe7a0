"""Forms of a child's life book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from enfants.enums import ChoixHistoire
from enfants.forms.soins import VersionForm
from enfants.mentions import relire
from enfants.models import Enfant, MomentHistoire, PropositionMoment
from enfants.models.histoire import LONGUEUR_HISTOIRE, LONGUEUR_PAROLES
from socle.documents.errors import RefusedDocumentError
from socle.documents.formfields import ChampFichier
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

JAMAIS_APRES = timedelta(0)
_CHAMPS = ("jour", "titre", "texte", "paroles", "legende", "choix", "avec", "choisi_le")
_TEXTES = {"titre", "texte", "paroles", "legende"}


class MomentForm(VersionForm):
    """A day, words, maybe a photo, and how it was chosen."""

    jour = Jour(label="Quel jour était-ce ?", futur=JAMAIS_APRES)
    titre = TexteCourt(
        label="Titre", max_length=120, help_text="« Ma première dent », « Le jour de la mer »."
    )
    texte = TexteLong(
        label="Ce qui s’est passé",
        max_length=LONGUEUR_HISTOIRE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Écrit avec l’enfant, pour lui plus tard. Les prénoms des autres enfants seront masqués.",
    )
    paroles = TexteLong(label="Ses mots", max_length=LONGUEUR_PAROLES)
    fichier = ChampFichier(
        label="Une photo",
        accept="image/jpeg,image/png",
        required=False,
        help_text="Elle perd le lieu, l’heure et l’appareil que le téléphone y écrit.",
    )
    legende = TexteCourt(label="Ce qu’on voit sur la photo", max_length=200, required=False)
    visibles = forms.MultipleChoiceField(
        label="Qui est sur la photo ?",
        required=False,
        widget=PucesCases(),
        help_text="Chacun doit être d’accord pour un album. Personne si c’est un dessin ou un lieu.",
    )
    choix = forms.ChoiceField(
        label="Qui a choisi ce moment ?",
        choices=[(c.value, c.label[:1].upper() + c.label[1:]) for c in ChoixHistoire],
        widget=PucesRadio(icones={ChoixHistoire.ENFANT: "heart", ChoixHistoire.ENSEMBLE: "users-round"}),
        error_messages={"required": "Un moment se choisit avec l’enfant."},
    )
    avec = TexteCourt(label="Avec qui ?", max_length=120, help_text="L’adulte qui était à côté.")
    choisi_le = Jour(label="Choisi le", initial=aujourdhui, futur=JAMAIS_APRES)

    def __init__(
        self, *args: Any, enfant: Enfant, autres: Mapping[UUID, str], photo: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibles"].choices = [  # type: ignore[attr-defined]
            (str(pk), nom) for pk, nom in {enfant.pk: str(enfant.prenom), **autres}.items()
        ]
        if photo:
            # A photo is not exchanged for another: the moment is taken out, and written again.
            del self.fields["fichier"]

    def refuse(self, erreur: ValidationError) -> None:
        if isinstance(erreur, RefusedDocumentError):
            self.add_error("fichier", erreur)
        else:
            super().refuse(erreur)

    @property
    def recu(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data.get("fichier")
        return fichier

    def apply(self, moment: MomentHistoire) -> MomentHistoire:
        for nom in _CHAMPS:
            setattr(moment, nom, self.cleaned_data[nom])
        moment.visibles = [UUID(pk) for pk in self.cleaned_data["visibles"]]
        return moment

    @staticmethod
    def initial_neuf(proposition: PropositionMoment | None) -> dict[str, object]:
        """An empty moment, or the words of the child who proposed it."""
        if proposition is None:
            return {"version": 0}
        return {
            "version": 0,
            "titre": proposition.titre,
            "paroles": proposition.mots,
            "choix": ChoixHistoire.ENFANT,
        }

    @staticmethod
    def initial_of(moment: MomentHistoire, noms: Mapping[UUID, str]) -> dict[str, object]:
        """What was typed, with the names its writer may see."""
        values = {nom: getattr(moment, nom) for nom in (*_CHAMPS, "version")}
        values |= {nom: relire(values[nom], noms) for nom in _TEXTES}
        return values | {"visibles": [str(pk) for pk in moment.visibles]}
