"""Saves the invented association: villages, houses, professionals, assignments, relay, roster."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from deploy.demonstration.equipe import ASTREINTES, EQUIPE, RELAIS, PersonneDemo
from deploy.demonstration.familles import ASSOCIATION, TELEPHONE_NATIONAL, VILLAGES
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import ROLES_DU_SIEGE, Role
from socle.outils.identifiants import nouvel_id
from villages.enums import ZoneScolaire
from villages.models import (
    Affectation,
    Association,
    Astreinte,
    CapaciteMaison,
    Maison,
    Professionnel,
    Relais,
    Village,
)

#: The invented houses opened long ago, with the places they have.
_DEPUIS = date(2015, 9, 1)
#: Earlier relays of the same person in the same house, so that past evenings have their author.
_RELAIS_PASSES = ((-44, -37), (-23, -16))


def creer_lieux() -> tuple[dict[str, Village], dict[str, Maison]]:
    """Save the association, its villages and houses; return them by name."""
    association = Association(nom=ASSOCIATION, telephone_national=TELEPHONE_NATIONAL)
    association.save()
    villages, maisons = {}, {}
    for description in VILLAGES:
        village = Village(
            association=association,
            nom=description.nom,
            finess=description.finess,
            telephone_astreinte=description.telephone,
            zone_scolaire=ZoneScolaire.A,
        )
        village.save()
        villages[village.nom] = village
        for piece in description.maisons:
            maison = Maison(village=village, nom=piece.nom, dispositif=piece.dispositif)
            maison.save()
            CapaciteMaison(maison=maison, places=piece.places, a_partir_du=_DEPUIS).save()
            maisons[maison.nom] = maison
    return villages, maisons


def creer_professionnels(comptes: dict[str, Utilisateur]) -> dict[str, Professionnel]:
    """Save the team with its keys; return it by login."""
    equipe = {
        personne.identifiant: Professionnel(
            id=nouvel_id(),
            compte=comptes[personne.identifiant],
            prenom=personne.prenom,
            nom=personne.nom,
            courriel=f"{personne.identifiant}@collines.example",
        )
        for personne in EQUIPE
    }
    creer_cles((professionnel.pk, NatureSujet.PROFESSIONNEL) for professionnel in equipe.values())
    for professionnel in equipe.values():
        professionnel.save()
    return equipe


def affecter_equipe(
    equipe: dict[str, Professionnel],
    villages: dict[str, Village],
    maisons: dict[str, Maison],
    enfants: dict[str, UUID],
    jour: date,
) -> None:
    """Save every assignment, the relay in force and the on-call roster."""
    par_role = {personne.role: equipe[personne.identifiant] for personne in reversed(EQUIPE)}
    siege, direction = par_role[Role.SIEGE].compte, par_role[Role.DIRECTEUR].compte
    for personne in EQUIPE:
        attribuee_par = siege if personne.role in ROLES_DU_SIEGE else direction
        if attribuee_par == equipe[personne.identifiant].compte:
            attribuee_par = None
        for cible in _cibles(personne, enfants):
            Affectation(
                professionnel=equipe[personne.identifiant],
                role=personne.role,
                village=villages.get(personne.village),
                maison=maisons.get(personne.maison),
                enfant_id=cible,
                debut=jour - timedelta(days=personne.depuis),
                attribuee_par=attribuee_par,
            ).save()
    identifiant, maison, debut, fin, dit = RELAIS
    for premier, dernier in (*_RELAIS_PASSES, (debut, fin)):
        Relais(
            maison=maisons[maison],
            professionnel=equipe[identifiant],
            debut=jour + timedelta(days=premier),
            fin=jour + timedelta(days=dernier),
            dit_aux_enfants=dit,
            motif="Congés.",
        ).save()
    for rang, (identifiant, village, ordre, premier, dernier) in enumerate(ASTREINTES):
        Astreinte(
            village=villages[village],
            professionnel=equipe[identifiant],
            rang=ordre,
            debut=jour + timedelta(days=premier),
            fin=jour + timedelta(days=dernier),
            telephone=f"06 99 00 00 {rang + 10}",
        ).save()


def _cibles(personne: PersonneDemo, enfants: dict[str, UUID]) -> list[UUID | None]:
    """Return the children the assignment points at, or ``[None]``; on-call people have none."""
    if personne.role is Role.CADRE_ASTREINTE:
        return []
    return [enfants[prenom] for prenom in personne.references] or [None]
