"""Accounts, villages, houses and the people who work there."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from enfants.models import (
    Enfant,
)
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from villages.models import (
    Affectation,
    Association,
    Astreinte,
    CapaciteMaison,
    Chambre,
    Maison,
    Professionnel,
    Relais,
    Village,
)

MOT_DE_PASSE = "quatre mots bien choisis"


def creer_utilisateur(identifiant: str, *, nature: str = "professionnel", **champs: object) -> Utilisateur:
    return Utilisateur.objects.create_user(identifiant, MOT_DE_PASSE, nature=nature, **champs)


def creer_village(nom: str) -> Village:
    with acting_as_system(raison="test"):
        association = Association.objects.first()
        if association is None:
            association = Association(nom="Association d’essai")
            association.save()
        village = Village(association=association, nom=nom)
        village.save()
        return village


def creer_maison(village: Village, nom: str, places: int = 6, **champs: object) -> Maison:
    with acting_as_system(raison="test"), transaction.atomic():
        maison = Maison(village=village, nom=nom, **champs)
        maison.save()
        changer_places(maison, places, date(2015, 1, 1))
        return maison


def changer_places(maison: Maison, places: int, a_partir_du: date | None = None) -> CapaciteMaison:
    """Give a house another number of places from a day on, today by default."""
    du = a_partir_du or aujourdhui()
    with acting_as_system(raison="test"):
        capacite = CapaciteMaison.objects.filter(maison=maison, a_partir_du=du).first()
        capacite = capacite or CapaciteMaison(maison=maison, a_partir_du=du)
        capacite.places = places
        capacite.save()
        return capacite


def creer_chambre(maison: Maison, nom: str = "Chambre bleue", lits: int = 2, **champs: object) -> Chambre:
    with acting_as_system(raison="test"):
        chambre = Chambre(maison=maison, nom=nom, lits=lits, **champs)
        chambre.save()
        return chambre


def creer_professionnel(
    identifiant: str, *, prenom: str = "Claire", nom: str = "Renaud", compte: Utilisateur | None = None
) -> Professionnel:
    compte = compte or creer_utilisateur(identifiant)
    with acting_as_system(raison="test"):
        professionnel = Professionnel(compte=compte, prenom=prenom, nom=nom)
        creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
        professionnel.save()
        return professionnel


def affecter(
    professionnel: Professionnel,
    role: Role,
    *,
    village: Village | None = None,
    maison: Maison | None = None,
    enfant: Enfant | None = None,
    debut: date | None = None,
    fin: date | None = None,
) -> Affectation:
    """Assign without asking anybody's right; ``village`` follows from the house or the child."""
    with acting_as_system(raison="test"):
        if village is None and maison is not None:
            village = maison.village
        if village is None and enfant is not None:
            village = enfant.village
        affectation = Affectation(
            professionnel=professionnel,
            role=role,
            village=village,
            maison=maison,
            enfant_id=enfant.pk if enfant else None,
            debut=debut or aujourdhui() - timedelta(days=30),
            fin=fin,
        )
        affectation.save()
        return affectation


def creer_relais(professionnel: Professionnel, maison: Maison, debut: date, fin: date) -> Relais:
    with acting_as_system(raison="test"):
        relais = Relais(professionnel=professionnel, maison=maison, debut=debut, fin=fin)
        relais.save()
        return relais


def creer_astreinte(professionnel: Professionnel, village: Village, rang: int = 1) -> Astreinte:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        astreinte = Astreinte(
            professionnel=professionnel,
            village=village,
            rang=rang,
            debut=today,
            fin=today + timedelta(days=6),
            telephone="06 00 00 00 00",
        )
        astreinte.save()
        return astreinte
