"""Forms of daily care."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enfants.enums import EtatPrise, EtatRendezVous, GraviteAllergie, Moment, RaisonPrise
from enfants.forms.admission import ChoixScelle
from enfants.models import Allergie, RendezVous, RepereSante, Traitement
from enfants.models.soins import INTERVALLE_MAX, MAXIMUM_EN_24_H
from enfants.moments import PLAGES
from socle.chiffrement.formfields import SealedDecimalFormField
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

ICONES_RAISON: dict[str, str] = {
    RaisonPrise.REFUS: "hand",
    RaisonPrise.MALADE: "thermometer",
    RaisonPrise.ENDORMI: "moon",
    RaisonPrise.SORTI: "door-open",
    RaisonPrise.MANQUE: "package-x",
    RaisonPrise.AVIS: "stethoscope",
    RaisonPrise.AUTRE: "ellipsis",
}


CHAMPS_TRAITEMENT = (
    "nom", "dose", "moments", "si_besoin", "raison", "maximum", "intervalle", "consigne", "debut", "fin",
    "prescripteur", "ordonnance_du",
)  # fmt: skip


def _capitalised(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in choices]


class DoseForm(forms.Form):
    """Which dose an address or a tap speaks of."""

    jour = forms.DateField(required=False)
    moment = forms.ChoiceField(choices=Moment.choices, required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=32_000)

    def dose(self, traitement: Traitement) -> tuple[Any, Moment]:
        """Return day and moment: tonight's house day and the first moment unless told otherwise."""
        data = self.cleaned_data
        return data["jour"] or jour_de_soiree(), Moment(data["moment"] or traitement.moments[0])


class NonDonneForm(forms.Form):
    """Why a dose was not given: a reason is required, words when no reason of the list is right."""

    use_required_attribute = False

    raison = forms.ChoiceField(
        label="Pourquoi ?",
        choices=_capitalised(RaisonPrise.choices),
        widget=PucesRadio(icones=ICONES_RAISON),
        error_messages={"required": "Choisissez une raison."},
    )
    precision = TexteLong(label="Précision", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def motif(self) -> RaisonPrise:
        return RaisonPrise(self.cleaned_data["raison"])

    @property
    def etat(self) -> EtatPrise:
        return EtatPrise.REFUSEE if self.motif is RaisonPrise.REFUS else EtatPrise.NON_DONNEE


class VersionForm(SaisieForm):
    """A form over a record somebody else may be changing: it carries the number it was read under."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    @property
    def version_lue(self) -> int:
        return int(self.cleaned_data["version"])


class AllergieForm(VersionForm):
    substance = TexteCourt(label="Allergie à", max_length=120, help_text="Arachide, pénicilline, guêpes…")
    gravite = ChoixScelle(
        label="Gravité",
        choices=_capitalised(GraviteAllergie.choices),
        initial=GraviteAllergie.MODEREE,
        widget=PucesRadio(
            icones={
                GraviteAllergie.GRAVE: "siren",
                GraviteAllergie.MODEREE: "info",
                GraviteAllergie.A_PRECISER: "circle-question-mark",
            }
        ),
    )
    conduite = TexteLong(
        label="Que faire", max_length=500, help_text="Ce qui se passe, le médicament à donner, qui appeler."
    )

    def apply(self, allergie: Allergie) -> Allergie:
        for nom in ("substance", "gravite", "conduite"):
            setattr(allergie, nom, self.cleaned_data[nom])
        return allergie


#: What a treatment on demand says, and no other.
_SI_BESOIN = ("raison", "maximum", "intervalle")


class ReperesForm(VersionForm):
    poids = SealedDecimalFormField(
        label="Poids en kg", max_digits=4, decimal_places=1, min_value=1, max_value=200, required=False
    )
    pese_le = Jour(label="Pesé le", required=False, futur=timedelta(0))
    medecin = TexteCourt(label="Médecin traitant", max_length=120, required=False)
    medecin_telephone = TexteCourt(label="Téléphone du médecin", max_length=30, required=False)
    a_savoir = TexteLong(
        label="À savoir en urgence",
        max_length=300,
        help_text="Une maladie, un appareil, ce qui rassure. Imprimé sur la fiche d’urgence.",
    )

    def apply(self, reperes: RepereSante) -> RepereSante:
        for nom in ("poids", "pese_le", "medecin", "medecin_telephone", "a_savoir"):
            setattr(reperes, nom, self.cleaned_data[nom])
        return reperes


def _nombre(au_plus: int) -> dict[str, str]:
    """What is said of a number that is none, or that no prescription holds."""
    phrase = f"Écrivez un nombre entier, de 1 à {au_plus}."
    return {"invalid": phrase, "min_value": phrase, "max_value": phrase}


class TraitementForm(VersionForm):
    """A treatment at set moments, or on demand: what is needed of the rest depends on which."""

    nom = TexteCourt(label="Médicament", max_length=120)
    dose = TexteCourt(label="Dose à chaque prise", max_length=120, help_text="1 comprimé, 5 ml, 2 bouffées…")
    moments = forms.MultipleChoiceField(
        label="À quels moments ?",
        choices=_capitalised(Moment.choices),
        widget=PucesCases(icones={moment: plage.icone for moment, plage in PLAGES.items()}),
        required=False,
        help_text="À laisser vide si le médicament se donne seulement si besoin.",
    )
    si_besoin = forms.BooleanField(label="Il se donne seulement si besoin", required=False)
    raison = TexteCourt(
        label="Si besoin : pour quoi",
        max_length=200,
        required=False,
        help_text="Comme sur l’ordonnance : « fièvre au-dessus de 38,5 ».",
    )
    maximum = forms.IntegerField(
        label="Si besoin : combien de fois en 24 heures, au plus",
        required=False,
        min_value=1,
        max_value=MAXIMUM_EN_24_H,
        error_messages=_nombre(MAXIMUM_EN_24_H),
    )
    intervalle = forms.IntegerField(
        label="Si besoin : combien d’heures entre deux prises, au moins",
        required=False,
        min_value=1,
        max_value=INTERVALLE_MAX,
        error_messages=_nombre(INTERVALLE_MAX),
    )
    consigne = TexteLong(
        label="Comment le donner",
        max_length=300,
        help_text="Pendant le repas, écrasé dans une compote…",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    debut = Jour(label="Premier jour", initial=aujourdhui)
    fin = Jour(
        label="Dernier jour",
        required=False,
        futur=timedelta(days=1100),
        help_text="Laissez vide si l’ordonnance n’a pas de fin.",
    )
    prescripteur = TexteCourt(label="Prescrit par", max_length=120)
    ordonnance_du = Jour(label="Ordonnance du", required=False, futur=timedelta(0))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("moments", *_SI_BESOIN):
            # Neither optional nor needed: saying « facultatif » of one would be wrong half of the time.
            self.fields[nom].selon = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed = any(data.get(nom) for nom in _SI_BESOIN)
        # One that is there already is made a daily one by taking the tick away.
        if typed and not data.get("si_besoin") and data.get("version") == 0:
            self.add_error(
                "si_besoin",
                "Cochez cette case s’il se donne seulement si besoin ; sinon videz les trois lignes qui suivent.",
            )
        return data

    def apply(self, traitement: Traitement) -> Traitement:
        for nom in CHAMPS_TRAITEMENT:
            setattr(traitement, nom, self.cleaned_data[nom])
        return traitement


class SiBesoinForm(VersionForm):
    """A medicine on demand, given now: for what."""

    pour = TexteCourt(
        label="Pourquoi maintenant ?",
        max_length=300,
        help_text="Ce que vous voyez : la température, où l’enfant a mal.",
        error_messages={"required": "Dites pourquoi vous le donnez."},
    )


class RendezVousForm(VersionForm):
    jour = forms.DateTimeField(
        label="Jour et heure",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Écrivez un jour et une heure.", "required": "Dites quand."},
    )
    objet = TexteCourt(label="Avec qui, pour quoi", max_length=120)
    lieu = TexteCourt(label="Lieu", max_length=200, required=False)
    accompagnant = TexteCourt(label="Qui accompagne", max_length=120, required=False)
    etat = forms.ChoiceField(
        label="Où en est-on ?",
        choices=_capitalised(EtatRendezVous.choices),
        initial=EtatRendezVous.PREVU,
        widget=PucesRadio(
            icones={
                EtatRendezVous.PREVU: "calendar-days",
                EtatRendezVous.FAIT: "check",
                EtatRendezVous.MANQUE: "x",
                EtatRendezVous.ANNULE: "ban",
            }
        ),
    )
    suite = TexteLong(label="Ce qu’il en reste", max_length=500)

    def clean_jour(self) -> Any:
        moment = self.cleaned_data["jour"]
        if abs((moment.date() - aujourdhui()).days) > 1100:
            raise ValidationError("Cette date est trop lointaine : vérifiez l’année.")
        return moment

    def apply(self, rendez_vous: RendezVous) -> RendezVous:
        rendez_vous.le = self.cleaned_data["jour"]
        for nom in ("objet", "lieu", "accompagnant", "etat", "suite"):
            setattr(rendez_vous, nom, self.cleaned_data[nom])
        return rendez_vous
