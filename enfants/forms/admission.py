"""Forms of a child's arrival, identity, departure and absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from enfants.enums import NatureAbsence, Sexe
from enfants.models import Enfant
from socle.chiffrement.formfields import SealedFormField
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio
from villages.models import Maison, Village

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


class IdentiteDuDossierForm(IdentiteForm):
    """The same, and the number the village files its papers under."""

    numero_dossier = TexteCourt(
        label="Numéro de dossier",
        max_length=40,
        required=False,
        help_text="Celui du village, s’il en donne un.",
    )

    field_order = ["prenom", "nom", "date_naissance", "sexe", "numero_dossier", "confirme"]

    def apply(self, enfant: Enfant) -> Enfant:
        super().apply(enfant)
        enfant.numero_dossier = self.cleaned_data["numero_dossier"] or None
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


class EntreeMixin(forms.Form):
    """What the register asks of an entry, and how long a temporary stay should last."""

    venu_de = TexteCourt(
        label="D’où vient l’enfant ?",
        max_length=300,
        required=False,
        help_text="Sa famille, une pouponnière, une famille d’accueil : le registre le demande.",
    )
    fin_prevue = Jour(
        label="Accueil prévu jusqu’au",
        required=False,
        help_text="Pour un accueil temporaire ; laissez vide sinon.",
    )


class AccueilForm(EntreeMixin, MaisonMixin, IdentiteDuDossierForm):
    """Identity, then the first stay, on one page."""

    field_order = [
        "prenom",
        "nom",
        "date_naissance",
        "sexe",
        "numero_dossier",
        "maison",
        "debut",
        "motif_depassement",
        "venu_de",
        "fin_prevue",
        "confirme",
    ]


class ArriveeForm(MaisonMixin, SaisieForm):
    """A stay of a child whose file exists."""


class NouveauSejourForm(EntreeMixin, ArriveeForm):
    """A child whose file exists enters the village again."""

    field_order = ["maison", "debut", "motif_depassement", "venu_de", "fin_prevue"]


class PreparationForm(IdentiteForm):
    """What is known of a child before the arrival: enough to come back to it later."""

    nom = TexteCourt(label="Nom", max_length=120, required=False)
    date_naissance = Jour(label="Date de naissance", futur=timedelta(0), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)

    def offre_villages(self, villages: Iterable[Village]) -> None:
        """Ask which village when there are several."""
        self._villages = {str(v.pk): v for v in villages}
        if len(self._villages) > 1:
            choices = [("", "Choisissez"), *((pk, v.nom) for pk, v in self._villages.items())]
            self.fields["village"] = forms.ChoiceField(label="Dans quel village ?", choices=choices)

    @property
    def village_id(self) -> UUID:
        chosen = self.cleaned_data.get("village") or next(iter(self._villages))
        return self._villages[chosen].pk

    @property
    def contenu(self) -> dict[str, Any]:
        """What is kept of it, as plain values."""
        data = self.cleaned_data
        birth = data["date_naissance"]
        return {
            "prenom": data["prenom"],
            "nom": data["nom"],
            "date_naissance": birth.isoformat() if birth else None,
            "sexe": data["sexe"] or Sexe.NON_PRECISE.value,
        }


class ReceptionForm(EntreeMixin, MaisonMixin, SaisieForm):
    """The last page before the child is received; ``confirme`` appears once the identity is known."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)
    field_order = ["maison", "debut", "motif_depassement", "venu_de", "fin_prevue", "confirme"]

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
