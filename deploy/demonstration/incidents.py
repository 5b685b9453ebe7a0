"""Two incidents of the demo: one being handled in the village, one that its direction must not see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from enfants.models import Enfant
from protection.enums import (
    Canal,
    CauseEcart,
    Danger,
    Destinataire,
    EtatIncident,
    LieuIncident,
    Regime,
    RoleDansIncident,
)
from protection.models import (
    ConsigneDeSecurite,
    Declarant,
    Etape,
    Incident,
    PersonneConcernee,
    Qualification,
    Transmission,
)
from protection.services.echelons import set_aside
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from villages.models import Maison, Professionnel

CHEF, DIRECTION = "fabrice.leconte", "veronique.saunier"
DECLARANTE, TEMOIN = "claire.renaud", "samuel.okafor"


def declarer_incidents(
    maisons: Mapping[str, Maison],
    enfants: Mapping[str, Enfant],
    comptes: Mapping[str, Utilisateur],
    equipe: Mapping[str, Professionnel],
) -> None:
    """Write both, as they would stand today."""
    _dispute(maisons["Les Tilleuls"], enfants, comptes)
    _direction(maisons["Les Érables"], comptes, equipe)


def creer_incident(maison: Maison, declarant: Utilisateur, **champs: object) -> Incident:
    """Save an incident in a house, with its key and who declared it."""
    incident = Incident(village=maison.village, maison=maison, lieu=LieuIncident.MAISON, **champs)
    creer_cle(incident.pk, NatureSujet.INCIDENT)
    incident.save()
    Declarant.objects.create(incident=incident, compte=declarant)
    return incident


def _dispute(maison: Maison, enfants: Mapping[str, Enfant], comptes: Mapping[str, Utilisateur]) -> None:
    """A quarrel on a visit’s return that told of something else: an information préoccupante."""
    su = timezone.now() - timedelta(hours=20)
    chef, inaya = comptes[CHEF], enfants["Inaya"]
    incident = creer_incident(
        maison,
        comptes[DECLARANTE],
        danger=Danger.INCONNU,
        constate_le=su - timedelta(hours=1),
        connu_le=su,
        faits=(
            "Au retour de la visite de dimanche, Inaya ne veut pas quitter son manteau. Au bain, je vois une "
            "marque ronde sur son bras gauche, de la taille d’une pièce."
        ),
        circonstances="Visite d’une journée chez son oncle, la première depuis l’été.",
        paroles="« C’est quand on a joué au cow-boy, mais je voulais plus jouer. »",
        avis="Je n’ai pas posé d’autre question. Elle a demandé à dormir avec la lumière.",
        mesures="Photo de la marque, médecin appelé, veilleuse laissée. Restée près d’elle jusqu’à 22 h.",
    )
    PersonneConcernee(incident=incident, enfant=inaya, role=RoleDansIncident.VICTIME).save()
    PersonneConcernee(incident=incident, nom="L’oncle d’Inaya", role=RoleDansIncident.INCONNU).save()
    Transmission(
        incident=incident,
        destinataire=Destinataire.SAMU,
        canal=Canal.TELEPHONE,
        le=su - timedelta(minutes=40),
    ).save()
    steps = [
        (
            EtatIncident.RECU,
            EtatIncident.PROTEGE,
            "Pas de visite chez l’oncle sans l’avis de l’ASE.",
        ),
        (
            EtatIncident.PROTEGE,
            EtatIncident.QUALIFIE,
            "Une marque, des mots qui inquiètent.",
        ),
    ]
    Qualification(
        incident=incident,
        regime=Regime.INFORMATION_PREOCCUPANTE,
        par=chef,
        le=su + timedelta(hours=2),
        motif="Risque possible pendant une visite.",
    ).save()
    for rang, (de, vers, motif) in enumerate(steps):
        Etape(
            incident=incident, de=de, vers=vers, par=chef, le=su + timedelta(hours=1 + rang), motif=motif
        ).save()
    ConsigneDeSecurite(
        incident_id=incident.pk,
        enfant=inaya,
        posee_par=chef,
        debut=su + timedelta(hours=1),
        texte="Laisser la veilleuse. Personne de la famille ne vient chercher Inaya sans l’accord du chef de service.",
    ).save()


def _direction(
    maison: Maison, comptes: Mapping[str, Utilisateur], equipe: Mapping[str, Professionnel]
) -> None:
    """What the direction is named in: the siège handles it, the village sees nothing."""
    su = timezone.now() - timedelta(days=3)
    directrice = equipe[DIRECTION]
    incident = creer_incident(
        maison,
        comptes[TEMOIN],
        danger=Danger.NON,
        constate_le=su - timedelta(hours=3),
        connu_le=su,
        faits="Dans le couloir, elle a crié sur deux enfants et en a tiré un par le bras jusqu’au bureau.",
        paroles="« Je vais vous apprendre, moi. »",
    )
    PersonneConcernee(incident=incident, professionnel=directrice, role=RoleDansIncident.MIS_EN_CAUSE).save()
    set_aside(incident, directrice, cause=CauseEcart.MIS_EN_CAUSE)
