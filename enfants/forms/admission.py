"""Forms of a child's arrival, identity, departure and absences."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from enfants.enums import NatureAbsence, Sexe
from enfants.models import Enfant
from socle.chiffrement.formfields import SealedFormField
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio
from villages.models import Maison

ICONES_ABSENCE: dict[str, str] = {
    NatureAbsence.VISITE: "users-round",
    NatureAbsence.HEBERGEMENT: "house",
    NatureAbsence.HOSPITALISATION: "hospital",
    NatureAbsence.CAMP: "tent",
    NatureAbsence.INTERNAT: "school",
    NatureAbsence.FUGUE: "footprints",
    NatureAbsence.AUTRE: "luggage",
}


class ChoixScelle(SealedFormField, forms.ChoiceField):
    """One value of a closed list, for a sealed field."""


class IdentiteForm(SaisieForm):
    """Who the child is; ``confirme`` appears once the same identity was found."""

    prenom = TexteCourt(label="Prénom", max_length=80)
    nom = TexteCourt(label="Nom", max_length=120)
    date_naissance = Jour(label="Date de naissance", futur=timedelta(0))
    sexe = ChoixScelle(
        label="Sexe", choices=Sexe.choices, initial=Sexe.NON_PRECISE, widget=PucesRadio(), required=False
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.doublons: list[Enfant] = []
        if data is not None and "confirme" in data:
            self._ask_confirmation()

    def _ask_confirmation(self) -> None:
        self.fields["confirme"] = forms.BooleanField(label="C’est bien un autre enfant", required=False)

    @property
    def autre_enfant(self) -> bool:
        return bool(self.cleaned_data.get("confirme"))

    def show_doubles(self, enfants: list[Enfant]) -> None:
        """Say that the identity is known, and offer to go on all the same."""
        self.doublons = enfants
        self._ask_confirmation()

    def apply(self, enfant: Enfant) -> Enfant:
        """Put what was typed on the child."""
        for nom in ("prenom", "nom", "date_naissance"):
            setattr(enfant, nom, self.cleaned_data[nom])
        enfant.sexe = self.cleaned_data["sexe"] or Sexe.NON_PRECISE
        return enfant


class MaisonMixin(forms.Form):
    """Where and from when the child lives; over capacity needs its reason."""

    maison = forms.ChoiceField(label="Maison")
    debut = Jour(label="Jour de l’arrivée", initial=aujourdhui)
    motif_depassement = TexteLong(
        label="Si la maison est complète, pourquoi", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def offre(self, maisons: list[Maison]) -> None:
        """Offer these houses; their village is told when there are several."""
        self._maisons = {str(m.pk): m for m in maisons}
        several = len({m.village_id for m in maisons}) > 1
        libelles = [(str(m.pk), f"{m.nom} ({m.village.nom})" if several else m.nom) for m in maisons]
        self.fields["maison"].choices = [("", "Choisissez"), *libelles]  # type: ignore[attr-defined]

    @property
    def maison_choisie(self) -> Maison:
        return self._maisons[self.cleaned_data["maison"]]


class AccueilForm(MaisonMixin, IdentiteForm):
    """Identity, then the first stay."""

    field_order = [
        "prenom",
        "nom",
        "date_naissance",
        "sexe",
        "maison",
        "debut",
        "motif_depassement",
        "confirme",
    ]


class ArriveeForm(MaisonMixin, SaisieForm):
    """A stay of a child whose file exists."""


class DepartForm(SaisieForm):
    fin = Jour(label="Jour du départ", initial=aujourdhui, help_text="L’enfant ne dort plus ici ce soir-là.")


class AbsenceForm(SaisieForm):
    nature = forms.ChoiceField(
        label="Pourquoi ?",
        choices=NatureAbsence.choices,
        widget=PucesRadio(icones=ICONES_ABSENCE),
    )
    debut = Jour(label="Première nuit absente", initial=jour_de_soiree)
    fin = Jour(label="Jour du retour", required=False, help_text="Laissez vide si vous ne savez pas encore.")
    precision = TexteLong(
        label="Précision", max_length=500, help_text="L’enfant pourra lire cette note un jour."
    )


class RetourForm(SaisieForm):
    fin = Jour(
        label="Jour du retour",
        initial=jour_de_soiree,
        futur=timedelta(0),
        help_text="L’enfant dort ici ce soir-là.",
    )
