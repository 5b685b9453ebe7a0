"""School."""

from __future__ import annotations

from datetime import date, timedelta

from enfants.enums import (
    CadreScolaire,
    EtatContrat,
    NaturePlan,
    NiveauScolaire,
    PartieContrat,
)
from enfants.models import (
    AbsenceScolaire,
    ContratEducatif,
    Enfant,
    ExclusionScolaire,
    PlanScolaire,
    Scolarite,
    SignatureContrat,
    Stage,
    SuiviAssiduite,
    VoeuOrientation,
)
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui


def creer_scolarite(enfant: Enfant, **champs: object) -> Scolarite:
    """A child in CE2 since last month, unless told otherwise."""
    with acting_as_system(raison="test"):
        values = {
            "cadre": CadreScolaire.ECOLE,
            "niveau": NiveauScolaire.CE2,
            "classe": "CE2 B",
            "etablissement": "École Jules-Verne",
            "debut": aujourdhui() - timedelta(days=30),
        } | champs
        scolarite = Scolarite(enfant=enfant, **values)
        scolarite.save()
        return scolarite


def creer_plan(enfant: Enfant, **champs: object) -> PlanScolaire:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "nature": NaturePlan.PAP,
            "debut": today - timedelta(days=30),
            "fin": today + timedelta(days=20),
            "amenagements": "Un tiers temps, et les consignes lues.",
        } | champs
        plan = PlanScolaire(enfant=enfant, **values)
        plan.save()
        return plan


def creer_stage(enfant: Enfant, **champs: object) -> Stage:
    with acting_as_system(raison="test"):
        stage = Stage(enfant=enfant, **({"lieu": "La boulangerie", "debut": aujourdhui()} | champs))
        stage.save()
        return stage


def creer_voeu(enfant: Enfant, **champs: object) -> VoeuOrientation:
    with acting_as_system(raison="test"):
        values = {
            "parole": "Je veux faire des gâteaux.",
            "avant_le": aujourdhui() + timedelta(days=10),
        } | champs
        voeu = VoeuOrientation(enfant=enfant, **values)
        voeu.save()
        return voeu


def creer_absence_scolaire(enfant: Enfant, *, jour: date | None = None, **champs: object) -> AbsenceScolaire:
    with acting_as_system(raison="test"):
        day = jour or aujourdhui()
        absence = AbsenceScolaire(enfant=enfant, **({"debut": day, "fin": day} | champs))
        absence.save()
        return absence


def creer_exclusion(enfant: Enfant, **champs: object) -> ExclusionScolaire:
    with acting_as_system(raison="test"):
        values = {"debut": aujourdhui(), "fin": aujourdhui(), "motif": "Une dispute à la cantine."} | champs
        exclusion = ExclusionScolaire(enfant=enfant, **values)
        exclusion.save()
        return exclusion


def creer_suivi(enfant: Enfant, **champs: object) -> SuiviAssiduite:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "ouvert_le": today - timedelta(days=5),
            "situation": "Il ne veut plus prendre le car.",
            "prochaine_le": today + timedelta(days=3),
        } | champs
        suivi = SuiviAssiduite(enfant=enfant, **values)
        suivi.save()
        return suivi


def creer_contrat(enfant: Enfant, *parties: str, **champs: object) -> ContratEducatif:
    """A contract, signed by ``parties``; one that runs unless told otherwise when everybody signed."""
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "parole": "Je veux lire un livre en entier.",
            "objectifs": ["Lire dix minutes le soir", "Lever la main"],
            "debut": today - timedelta(days=10),
            "fin": today + timedelta(days=60),
        } | champs
        contrat = ContratEducatif(enfant=enfant, **values)
        contrat.save()
        for partie in parties:
            SignatureContrat(
                contrat=contrat, enfant=enfant, partie=partie, nom="Quelqu’un", le=today - timedelta(days=9)
            ).save()
        return contrat


def creer_contrat_en_cours(enfant: Enfant, **champs: object) -> ContratEducatif:
    return creer_contrat(enfant, *PartieContrat.values, etat=EtatContrat.EN_COURS, **champs)
