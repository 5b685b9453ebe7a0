"""Forms of absences from school, exclusions, and the follow-up that keeps a child there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from enfants.ecole import demi_journees, pas_de_classe
from enfants.enums import Justification, MomentAbsence, NatureEtape, NatureExclusion
from enfants.forms.admission import ChoixScelle
from enfants.forms.scolarite import choix, parole
from enfants.forms.soins import VersionForm
from enfants.models import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.models.assiduite import DEMI_JOURNEES_MAX
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

ICONES_MOMENT: dict[str, str] = {
    MomentAbsence.JOURNEE: "sun",
    MomentAbsence.MATIN: "sunrise",
    MomentAbsence.APRES_MIDI: "sunset",
    MomentAbsence.PLUSIEURS: "calendar-days",
}
CHAMPS_ABSENCE = ("debut", "fin", "moment", "demi_journees", "justification", "parole", "motif", "prevenus")
CHAMPS_EXCLUSION = ("parole", "nature", "debut", "fin", "decidee_par", "motif", "occupation", "prevenus")
AVANCE = timedelta(days=92)


class AbsenceScolaireForm(VersionForm):
    """Today, the whole day, is what opens: one tap saves it."""

    debut = Jour(label="Le", initial=aujourdhui, futur=AVANCE)
    moment = forms.ChoiceField(
        label="Quand ?",
        choices=choix(MomentAbsence.choices),
        initial=MomentAbsence.JOURNEE,
        widget=PucesRadio(icones=ICONES_MOMENT),
    )
    fin = Jour(label="Jusqu’au", required=False, futur=AVANCE, help_text="Pour plusieurs jours.")
    demi_journees = forms.IntegerField(
        label="Demi-journées de classe manquées",
        required=False,
        min_value=1,
        max_value=DEMI_JOURNEES_MAX,
        help_text="Laissez vide : elles se comptent seules, sans les week-ends, les jours fériés ni les vacances.",
    )
    parole = parole()
    motif = TexteCourt(label="Motif", max_length=500, required=False, help_text="Malade, rendez-vous, grève…")
    justification = forms.ChoiceField(
        label="L’école connaît-elle le motif ?",
        choices=choix(Justification.choices),
        initial=Justification.EN_ATTENTE,
        widget=PucesRadio(),
    )
    prevenus = TexteCourt(
        label="Qui a été prévenu", max_length=300, required=False, help_text="L’école, la famille, l’ASE…"
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The zone of the school holidays where the child lives.
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        debut, moment = data.get("debut"), data.get("moment")
        if debut is None or moment is None:
            return data
        if moment == MomentAbsence.PLUSIEURS and data.get("fin") is None:
            if "fin" not in self.errors:
                self.add_error("fin", "Pour plusieurs jours, dites jusqu’à quand.")
            return data
        if moment != MomentAbsence.PLUSIEURS:
            data["fin"] = debut
        if "demi_journees" not in self.errors and data["fin"] >= debut:
            self._count(data)
        return data

    def _count(self, data: dict[str, Any]) -> None:
        """Count the half-days of class; what a person says wins over several days, or where none is known."""
        moment, debut, typed = data["moment"], data["debut"], data.get("demi_journees")
        guess = demi_journees(moment, debut, data["fin"], zone=self.zone)
        if moment == MomentAbsence.PLUSIEURS:
            data["demi_journees"] = typed or guess
        elif guess:
            data["demi_journees"] = guess
        elif typed:
            data["demi_journees"] = min(typed, 2 if moment == MomentAbsence.JOURNEE else 1)
        if data["demi_journees"]:
            return
        where = (
            "ces jours-là"
            if moment == MomentAbsence.PLUSIEURS
            else f"ce jour-là ({pas_de_classe(debut, self.zone)})"
        )
        self.add_error(
            "debut",
            f"Pas de classe {where}. Si l’école était ouverte, écrivez plus bas combien de demi-journées ont "
            "été manquées.",
        )

    def apply(self, absence: AbsenceScolaire) -> AbsenceScolaire:
        for nom in CHAMPS_ABSENCE:
            setattr(absence, nom, self.cleaned_data[nom])
        # A period out of order is refused by the service, which says it beside its field.
        absence.demi_journees = absence.demi_journees or 1
        return absence


class ExclusionForm(VersionForm):
    parole = parole()
    nature = ChoixScelle(
        label="Qu’a décidé l’école ?", choices=choix(NatureExclusion.choices), initial="temporaire"
    )
    debut = Jour(label="Du", initial=aujourdhui)
    fin = Jour(label="Au", required=False)
    decidee_par = TexteCourt(label="Décidée par", max_length=200, required=False)
    motif = TexteLong(label="Ce que dit l’école", required=True, max_length=2000)
    occupation = TexteLong(
        label="Ce que l’enfant fait ce jour-là",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Avec qui il est, ce qu’il apprend, comment il revient en classe.",
    )
    prevenus = TexteCourt(label="Qui a été prévenu", max_length=300, required=False)

    def apply(self, exclusion: ExclusionScolaire) -> ExclusionScolaire:
        for nom in CHAMPS_EXCLUSION:
            setattr(exclusion, nom, self.cleaned_data[nom])
        return exclusion


class SuiviForm(VersionForm):
    parole = parole("Ce que l’enfant dit de l’école en ce moment")
    situation = TexteLong(label="Ce qui se passe", required=True, max_length=2000)
    ouvert_le = Jour(label="Ouvert le", initial=aujourdhui, futur=timedelta(0))
    prochaine_le = Jour(label="Prochaine étape le", required=False)

    def suivi(self, suivi: SuiviAssiduite) -> SuiviAssiduite:
        for nom in ("parole", "situation", "ouvert_le", "prochaine_le"):
            setattr(suivi, nom, self.cleaned_data[nom])
        return suivi


class EtapeForm(VersionForm):
    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(0))
    nature = forms.ChoiceField(
        label="Quelle étape ?", choices=choix(NatureEtape.choices), initial="jeune", widget=PucesRadio()
    )
    parole = parole()
    texte = TexteLong(label="Ce qui est décidé", required=True, max_length=2000)
    prochaine_le = Jour(label="Prochaine étape le", required=False)

    def etape(self, suivi: SuiviAssiduite) -> EtapeAssiduite:
        data = {nom: self.cleaned_data[nom] for nom in ("le", "nature", "parole", "texte")}
        return EtapeAssiduite(pk=self.ident, suivi=suivi, enfant_id=suivi.enfant_id, **data)


class ClotureForm(VersionForm):
    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(0))
    issue = TexteLong(label="Ce qu’il en reste", required=True, max_length=2000)
