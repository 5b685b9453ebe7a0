"""Loads the demo in one transaction: all of it, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.models import Permission

from deploy.demonstration.alertes import vivre_une_alerte
from deploy.demonstration.chambres import creer_chambres
from deploy.demonstration.comptes import Acces, activer_second_facteur, creer_comptes
from deploy.demonstration.documents import deposer_documents
from deploy.demonstration.dossiers import Dossier, creer_dossiers
from deploy.demonstration.ecole import creer_scolarites
from deploy.demonstration.entrees import creer_entrees
from deploy.demonstration.equipe import (
    ENFANT_AVEC_COMPTE,
    ENFANTS_DE_LA_REFERENTE,
    EQUIPE,
    REFERENTE_ASE,
    RELAIS,
    PersonneDemo,
)
from deploy.demonstration.exports import inscrire_exports
from deploy.demonstration.fugues import raconter_une_fugue
from deploy.demonstration.honorabilites import verifier_les_attestations
from deploy.demonstration.incidents import declarer_incidents
from deploy.demonstration.journal import ecrire_journal
from deploy.demonstration.mesures import creer_mesures
from deploy.demonstration.organisation import affecter_equipe, creer_lieux, creer_professionnels
from deploy.demonstration.piliers import tenir_les_piliers
from deploy.demonstration.proches import creer_proches
from deploy.demonstration.sante import ecrire_sante
from deploy.demonstration.separations import creer_separations
from deploy.demonstration.vie import ecrire_vie, proposer_moments
from deploy.demonstration.visites import creer_visites
from enfants.models import AccordEnfant
from enfants.services.acces import fin_au_plus_tard
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import MATRICE, Action, Droit, Role
from socle.outils.dates import aujourdhui
from villages.models import Association

GRAINE = 20_26
COMPTE_ENFANT = "loutre-verte-27"
Nature = Utilisateur.Nature


def est_vide() -> bool:
    """Whether no association was ever set up here."""
    with acting_as_system(raison="chargement de la démonstration"):
        return not Association.objects.exists()


def charger(graine: int = GRAINE) -> tuple[list[Acces], int]:
    """Create everything; return the accounts and the number of notes.

    Same seed, same day: same people and same words. Identifiers, keys and passphrases differ.
    """
    jour = aujourdhui()
    with acting_as_system(raison="chargement de la démonstration"):
        ouverts = creer_comptes(
            [
                *((personne.identifiant, Nature.PROFESSIONNEL) for personne in EQUIPE),
                (REFERENTE_ASE, Nature.PARTENAIRE),
                (COMPTE_ENFANT, Nature.ENFANT),
            ]
        )
        comptes = {identifiant: compte for identifiant, (compte, _) in ouverts.items()}
        villages, maisons = creer_lieux()
        equipe = creer_professionnels(comptes)
        dossiers = creer_dossiers(maisons, jour)
        creer_chambres(maisons, dossiers)
        creer_proches(dossiers, jour)
        creer_mesures(dossiers, jour)
        creer_separations(dossiers, jour)
        creer_scolarites(dossiers, jour)
        creer_visites(dossiers, jour)
        enfants = {dossier.description.prenom: dossier.enfant for dossier in dossiers}
        affecter_equipe(
            equipe, villages, maisons, {prenom: enfant.pk for prenom, enfant in enfants.items()}, jour
        )
        enfants[ENFANT_AVEC_COMPTE].compte = comptes[COMPTE_ENFANT]
        enfants[ENFANT_AVEC_COMPTE].save()
        _accorder(comptes, dossiers, jour)
        deposer_documents(enfants, comptes)
        inscrire_exports(comptes)
        creer_entrees(dossiers, next(iter(villages.values())), comptes, jour)
        titulaires = {
            personne.maison: comptes[personne.identifiant]
            for personne in EQUIPE
            if personne.role is Role.EDUCATEUR_FAMILIAL
        }
        ecrire_sante(dossiers, comptes, titulaires, jour)
        ecrire_vie(dossiers, titulaires, jour)
        proposer_moments(enfants[ENFANT_AVEC_COMPTE], comptes[COMPTE_ENFANT])
        verifier_les_attestations(equipe, comptes, jour)
        declarer_incidents(maisons, enfants, comptes, equipe)
        vivre_une_alerte(maisons, comptes)
        raconter_une_fugue(maisons, comptes)
        tenir_les_piliers(villages, maisons, equipe, comptes, jour)
        notes = ecrire_journal(dossiers, maisons, titulaires, comptes, graine)
        return _acces(ouverts), notes


def _accorder(comptes: dict[str, Utilisateur], dossiers: list[Dossier], jour: date) -> None:
    """Give the ASE officer what the matrix lets them read of the children they follow."""
    codes = [
        f"{Action.LIRE}_{categorie}"
        for categorie, cell in MATRICE[Role.REFERENT_ASE].items()
        if Droit(Action.LIRE) in cell
    ]
    permissions = Permission.objects.filter(content_type__app_label="enfants", codename__in=codes)
    direction = next(personne for personne in EQUIPE if personne.role is Role.DIRECTEUR)
    debut = jour - timedelta(days=90)
    for dossier in dossiers:
        if dossier.description.prenom not in ENFANTS_DE_LA_REFERENTE:
            continue
        for permission in permissions:
            AccordEnfant(
                user=comptes[REFERENTE_ASE],
                content_object=dossier.enfant,
                permission=permission,
                debut=debut,
                fin=fin_au_plus_tard(debut),
                motif="Référente du service gardien.",
                accorde_par=comptes[direction.identifiant],
            ).save()


def _acces(ouverts: dict[str, tuple[Utilisateur, str]]) -> list[Acces]:
    acces = [
        Acces(
            personne.identifiant,
            ouverts[personne.identifiant][1],
            activer_second_facteur(ouverts[personne.identifiant][0]),
            personne.role,
            _perimetre(personne),
        )
        for personne in EQUIPE
    ]
    compte, phrase = ouverts[REFERENTE_ASE]
    acces.append(
        Acces(
            REFERENTE_ASE,
            phrase,
            activer_second_facteur(compte),
            Role.REFERENT_ASE,
            ", ".join(ENFANTS_DE_LA_REFERENTE),
        )
    )
    acces.append(Acces(COMPTE_ENFANT, ouverts[COMPTE_ENFANT][1], None, Role.ENFANT, "son propre espace"))
    return acces


def _perimetre(personne: PersonneDemo) -> str:
    lieu = personne.maison or personne.village or "l’association"
    if personne.references:
        lieu = ", ".join(personne.references)
    if personne.identifiant == RELAIS[0]:
        lieu += f" ; en relais : {RELAIS[1]}"
    return lieu
