"""Forms of the school life: schooling, plans, internships, wishes. The child's words come first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from enfants.enums import CadreScolaire, NaturePlan, NatureStage, NiveauScolaire, RegimeScolaire
from enfants.forms.admission import ChoixScelle
from enfants.forms.soins import VersionForm
from enfants.models import DocumentEnfant, PlanScolaire, Scolarite, Stage, VoeuOrientation
from enfants.models.scolarite import LONGUEUR_PAROLE
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

#: A plan or an apprenticeship may run for years; a schooling too.
LOINTAIN = timedelta(days=366 * 6)
TELEPHONE = forms.TextInput(attrs={"inputmode": "tel"})


def choix(liste: Iterable[tuple[str, Any]], vide: str = "") -> list[tuple[str, str]]:
    """Return choices that begin with a capital, after an empty one when it has words."""
    made = [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in liste]
    return [("", vide), *made] if vide else made


def parole(label: str = "Ce que l’enfant en dit", **reste: Any) -> TexteLong:
    return TexteLong(
        label=label,
        max_length=LONGUEUR_PAROLE,
        widget=forms.Textarea(attrs={"rows": 2}),
        **({"help_text": "Dans ses mots. Laissez vide s’il préfère ne rien dire."} | reste),
    )


class ScolariteForm(VersionForm):
    parole = parole("Ce que l’enfant dit de son école")
    cadre = ChoixScelle(label="Où apprend-il ?", choices=choix(CadreScolaire.choices), initial="ecole")
    niveau = ChoixScelle(label="Niveau", choices=choix(NiveauScolaire.choices, "Choisissez"))
    classe = TexteCourt(label="Nom de la classe", max_length=60, required=False, help_text="CE2 B, 4e 3…")
    etablissement = TexteCourt(label="Établissement", max_length=200, required=False)
    ville = TexteCourt(label="Ville", max_length=120, required=False)
    telephone = TexteCourt(label="Téléphone", max_length=40, required=False, widget=TELEPHONE)
    debut = Jour(label="Depuis le", initial=aujourdhui)
    fin = Jour(
        label="Jusqu’au",
        required=False,
        futur=LOINTAIN,
        help_text="Laissez vide pour la scolarité d’aujourd’hui : la précédente se ferme toute seule.",
    )
    referent_ecole = TexteCourt(
        label="Adulte référent à l’école",
        max_length=160,
        required=False,
        help_text="Celui ou celle vers qui l’enfant peut aller.",
    )
    referent = forms.ChoiceField(label="Référent au village", required=False)
    regime = ChoixScelle(
        label="Repas et nuits", choices=choix(RegimeScolaire.choices), initial="externe", widget=PucesRadio()
    )
    transport = TexteCourt(
        label="Trajet", max_length=300, required=False, help_text="À pied avec…, car, ligne 4, taxi…"
    )
    carnet = TexteCourt(label="Qui signe le carnet de liaison", max_length=200, required=False)

    def propose(self, referents: Iterable[Professionnel]) -> None:
        """Offer the people of the child's village."""
        people = [(str(person.pk), nom_de(person)) for person in referents]
        self.fields["referent"].choices = [("", "Personne pour le moment"), *people]  # type: ignore[attr-defined]

    def apply(self, scolarite: Scolarite) -> Scolarite:
        for nom in CHAMPS_SCOLARITE:
            setattr(scolarite, nom, self.cleaned_data[nom])
        chosen = self.cleaned_data["referent"]
        scolarite.referent_id = UUID(chosen) if chosen else None
        return scolarite


CHAMPS_SCOLARITE = (
    "parole", "cadre", "niveau", "classe", "etablissement", "ville", "telephone", "debut", "fin",
    "referent_ecole", "regime", "transport", "carnet",
)  # fmt: skip
#: What a new school year keeps of the one before.
CHAMPS_RECONDUITS = (
    "cadre", "etablissement", "ville", "telephone", "regime", "transport", "carnet", "referent_ecole",
)  # fmt: skip
CHAMPS_PLAN = ("parole", "nature", "debut", "fin", "amenagements")
CHAMPS_STAGE = (
    "parole", "nature", "lieu", "debut", "fin", "tuteur", "telephone", "convention_par", "convention_le",
)  # fmt: skip
CHAMPS_VOEU = ("parole", "demarche", "avant_le", "fait_le", "reponse")


class PlanForm(VersionForm):
    parole = parole("Ce que l’enfant dit de ce qui l’aide")
    nature = ChoixScelle(label="Quel plan ?", choices=choix(NaturePlan.choices, "Choisissez"))
    debut = Jour(label="À compter du", initial=aujourdhui)
    fin = Jour(
        label="Valable jusqu’au",
        required=False,
        futur=LOINTAIN,
        help_text="L’échéancier préviendra avant cette date.",
    )
    amenagements = TexteLong(
        label="Ce qui est aménagé",
        required=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce que l’école fait, et ce qu’il faut faire en cas d’urgence pour un PAI.",
    )
    document = forms.ChoiceField(
        label="Papier classé dans ses documents", required=False, choices=[("", "Aucun pour le moment")]
    )

    _offerts: frozenset[UUID] = frozenset()

    def propose(self, papiers: dict[UUID, DocumentEnfant]) -> None:
        """Offer the papers of the child this person may open; the one they may not is kept."""
        self._offerts = frozenset(papiers)
        known = [(str(serie), str(paper.titre)) for serie, paper in papiers.items()]
        self.fields["document"].choices = [("", "Aucun pour le moment"), *known]  # type: ignore[attr-defined]

    def apply(self, plan: PlanScolaire) -> PlanScolaire:
        for nom in CHAMPS_PLAN:
            setattr(plan, nom, self.cleaned_data[nom])
        chosen = self.cleaned_data["document"]
        if chosen or plan.document in self._offerts:
            plan.document = UUID(chosen) if chosen else None
        return plan


class JourForm(VersionForm):
    """The day something ends."""

    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(0))


class StageForm(VersionForm):
    parole = parole("Ce que le jeune en dit")
    nature = ChoixScelle(
        label="De quoi s’agit-il ?", choices=choix(NatureStage.choices), initial="observation"
    )
    lieu = TexteCourt(label="Où", max_length=200, help_text="L’entreprise, l’association, le service.")
    debut = Jour(label="Du")
    fin = Jour(label="Au", required=False, futur=LOINTAIN)
    tuteur = TexteCourt(label="Tuteur ou maître d’apprentissage", max_length=160, required=False)
    telephone = TexteCourt(label="Téléphone", max_length=40, required=False, widget=TELEPHONE)
    convention_par = TexteCourt(
        label="Convention ou contrat signé par",
        max_length=300,
        required=False,
        help_text="La page « Qui décide ? » dit qui peut signer.",
    )
    convention_le = Jour(label="Signé le", required=False, futur=timedelta(0))

    def apply(self, stage: Stage) -> Stage:
        for nom in CHAMPS_STAGE:
            setattr(stage, nom, self.cleaned_data[nom])
        return stage


class VoeuForm(VersionForm):
    parole = parole(
        "Ce que le jeune veut faire, dans ses mots",
        required=True,
        help_text="Un métier, une classe, un lieu, ou « je ne sais pas encore ».",
    )
    demarche = TexteCourt(
        label="Ce qu’il faut faire", max_length=300, required=False, help_text="Affelnet, Parcoursup, visite…"
    )
    avant_le = Jour(label="À faire avant le", required=False)
    fait_le = Jour(label="Fait le", required=False, futur=timedelta(0))
    reponse = TexteLong(label="Réponse reçue", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def apply(self, voeu: VoeuOrientation) -> VoeuOrientation:
        for nom in CHAMPS_VOEU:
            setattr(voeu, nom, self.cleaned_data[nom])
        return voeu
