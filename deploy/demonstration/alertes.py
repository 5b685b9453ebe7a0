"""One night alert of the demo, lived: the first of the roster slept on, the second opened it and went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from deploy.demonstration.equipe import ASTREINTES
from deploy.demonstration.incidents import CHEF, creer_incident
from protection.enums import (
    Canal,
    CanalAppel,
    Danger,
    Destinataire,
    EtatIncident,
    IssueInformation,
    Regime,
    RoleDansIncident,
)
from protection.models import (
    AlerteAstreinte,
    AppelAstreinte,
    Etape,
    Incident,
    InformationParents,
    LectureAlerte,
    PersonneConcernee,
    Qualification,
    Transmission,
)
from protection.services.codes import AVIS_ALERTE, SOURCE_APPEL
from socle.comptes.models import Utilisateur
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import Avis, Sms
from villages.models import Astreinte, Maison

MAISON, DECLARANTE = "Les Mésanges", "josiane.ferrand"
#: Two nights ago, when the roster of this week had begun.
NUITS = 2
#: The delay of the rule, then the time it takes to wake up and read.
SUIVANT, LU, PRIS = timedelta(minutes=15), timedelta(minutes=17), timedelta(minutes=18)


def vivre_une_alerte(maisons: Mapping[str, Maison], comptes: Mapping[str, Utilisateur]) -> None:
    """Write it as it would stand this morning.

    Row by row: the services that raise an alert and call say « now », and this is past.
    """
    su = timezone.localtime().replace(hour=22, minute=38, second=0, microsecond=0) - timedelta(days=NUITS)
    maison = maisons[MAISON]
    incident = _incident(maison, comptes, su)
    alerte = AlerteAstreinte(village=maison.village, incident=incident, le=su)
    alerte.save()
    # Whoever sleeps sees the notice in the morning, and opens nothing: it is settled.
    matin = su.replace(hour=7, minute=10) + timedelta(days=1)
    for etape, (moment, vu) in enumerate([(su, matin), (su + SUIVANT, su + LU)], start=1):
        _appel(alerte, comptes, etape, moment, vu)
    for le, prise in ((su + LU, False), (su + PRIS, True)):
        LectureAlerte(alerte=alerte, par=comptes[CHEF], le=le, prise_en_charge=prise).save()


def _appel(
    alerte: AlerteAstreinte, comptes: Mapping[str, Utilisateur], rang: int, le: datetime, vu: datetime
) -> None:
    """The call of one rank of tonight’s roster, by text message."""
    identifiant = next(
        login for login, village, ordre, debut, _ in ASTREINTES
        if (village, ordre) == (alerte.village.nom, rang) and debut <= -NUITS
    )  # fmt: skip
    compte = comptes[identifiant]
    astreinte = Astreinte.objects.get(
        village_id=alerte.village_id, rang=rang, professionnel__compte=compte, debut__lte=le.date()
    )
    appel = AppelAstreinte(
        alerte=alerte, etape=rang, astreinte=astreinte, compte=compte, le=le, canal=CanalAppel.SMS
    )
    avis = Avis(
        code=AVIS_ALERTE,
        destinataire=compte,
        objet=alerte.pk,
        cible=alerte.pk,
        cle=str(alerte.pk),
        cree_le=le,
        vu_le=vu,
    )
    avis.save()
    sms = Sms(
        avis=avis,
        destinataire=compte,
        source=SOURCE_APPEL,
        objet=appel.pk,
        cree_le=le,
        etat=EtatCourriel.ENVOYE,
        envoye_le=le + timedelta(seconds=8),
        tentatives=1,
    )
    sms.save()
    appel.sms = sms.pk
    appel.save()


def _incident(maison: Maison, comptes: Mapping[str, Utilisateur], su: datetime) -> Incident:
    """Somebody hammers at the door; nobody is hurt, and the chief comes."""
    chef = comptes[CHEF]
    incident = creer_incident(
        maison,
        comptes[DECLARANTE],
        danger=Danger.OUI,
        survenu_le=su.date(),
        survenu_heure=time(22, 20),
        constate_le=su - timedelta(minutes=18),
        connu_le=su,
        faits=(
            "À 22 h 20, quelqu’un tambourine à la porte de la cuisine et crie qu’il vient chercher son fils. Le "
            "prénom n’est celui d’aucun enfant d’ici. Une vitre est cassée. Tous les enfants sont réveillés."
        ),
        paroles="« Il va entrer ? » « On peut dormir tous ensemble ? »",
        mesures="Portes fermées à clé, enfants réunis à l’étage, 17 appelé. Reparti à pied avant la patrouille.",
    )
    PersonneConcernee(incident=incident, nom="Un inconnu", role=RoleDansIncident.INCONNU).save()
    for qui, minutes in ((Destinataire.POLICE, -15), (Destinataire.SIEGE, 600)):
        Transmission(
            incident=incident,
            destinataire=qui,
            canal=Canal.TELEPHONE,
            le=su + timedelta(minutes=minutes),
        ).save()
    Qualification(
        incident=incident,
        regime=Regime.SAUVEGARDE,
        par=chef,
        le=su + timedelta(hours=11),
        motif="Aucun enfant visé. Une maison exposée : la porte et l’éclairage sont à revoir.",
    ).save()
    InformationParents(
        incident=incident,
        issue=IssueInformation.FAITE,
        le=su + timedelta(hours=12),
        decideur=chef,
        motif="Les familles des enfants de la maison, par téléphone.",
    ).save()
    steps = (
        (EtatIncident.RECU, EtatIncident.PROTEGE, 1, "Venu sur place. Resté jusqu’à ce que tous dorment."),
        (EtatIncident.PROTEGE, EtatIncident.QUALIFIE, 11, "Plainte déposée pour la vitre."),
    )
    for de, vers, heures, motif in steps:
        Etape(
            incident=incident, de=de, vers=vers, par=chef, le=su + timedelta(hours=heures), motif=motif
        ).save()
    return incident
