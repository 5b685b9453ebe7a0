"""Trainings, maps of risks, actions of prevention, as if they had been kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from villages.models import Formation, PresenceFormation, Professionnel, Village


def creer_formation(village: Village | None, *presents: Professionnel, **champs: Any) -> Formation:
    """Keep a session, noted by an account made for it."""
    with acting_as_system(raison="test"):
        formation = Formation(
            village=village,
            **{"theme": "protection", "le": aujourdhui() - timedelta(days=10), "heures": 3} | champs,
        )
        creer_cle(formation.pk, NatureSujet.ASSOCIATION)
        formation.save()
        for person in presents:
            creer_presence(formation, person)
        return formation


def creer_presence(formation: Formation, professionnel: Professionnel) -> PresenceFormation:
    with acting_as_system(raison="test"):
        par = professionnel.compte
        assert par is not None
        row = PresenceFormation(
            formation=formation, professionnel=professionnel, notee_le=timezone.now(), notee_par=par
        )
        row.save()
        return row


def creer_carte(village: Village, **champs: Any) -> CarteDesRisques:
    """Open the map of this year, or of the next one that has none."""
    with acting_as_system(raison="test"):
        last = CarteDesRisques.objects.filter(village=village).aggregate(last=Max("annee"))["last"]
        annee = aujourdhui().year if last is None else last + 1
        carte = CarteDesRisques(village=village, **{"annee": annee, "ouverte_le": timezone.now()} | champs)
        creer_cle(carte.pk, NatureSujet.ASSOCIATION)
        carte.save()
        return carte


def creer_risque(carte: CarteDesRisques, responsable: Professionnel, **champs: Any) -> Risque:
    with acting_as_system(raison="test"):
        risque = Risque(
            carte=carte,
            village_id=carte.village_id,
            responsable=responsable,
            **{
                "domaine": "nuit",
                "description": "Un enfant seul dans le couloir.",
                "vraisemblance": 3,
                "gravite": 3,
                "mesures": "Une veilleuse et une ronde.",
                "pour_le": aujourdhui() + timedelta(days=30),
            }
            | champs,
        )
        risque.save()
        return risque


def creer_prevention(village: Village, responsable: Professionnel, **champs: Any) -> ActionPrevention:
    with acting_as_system(raison="test"):
        action = ActionPrevention(
            village=village,
            responsable=responsable,
            **{
                "theme": "harcelement",
                "public": "enfants",
                "texte": "Théâtre-forum au collège.",
                "prevue_le": aujourdhui() + timedelta(days=20),
            }
            | champs,
        )
        creer_cle(action.pk, NatureSujet.ASSOCIATION)
        action.save()
        return action


def creer_seance(village: Village, par: Utilisateur, **champs: Any) -> SeanceEnfants:
    with acting_as_system(raison="test"):
        seance = SeanceEnfants(
            village=village,
            notee_par=par,
            **{"theme": "ecrans", "le": aujourdhui() - timedelta(days=5), "presents": 7} | champs,
        )
        creer_cle(seance.pk, NatureSujet.ASSOCIATION)
        seance.save()
        return seance
