"""One runaway of the demo, over: said in the evening, told to whom it must be, ended the same night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from enfants.enums import NatureAbsence
from enfants.models import Absence, Enfant, Sejour
from protection.enums import Canal, DestinataireFugue, RevelationFugue
from protection.models import AlerteFugue, EntretienDeRetour, Fugue
from socle.comptes.models import Utilisateur
from socle.outils.dates import jour_de_soiree
from villages.models import Maison

MAISON, AUTEUR = "Les Tilleuls", "claire.renaud"
#: Who is told, by what, how long after the absence was noticed, and what was answered; back before the police
#: had to be told.
APPELS = [
    (DestinataireFugue.ASTREINTE, Canal.TELEPHONE, 5, "Elle reste joignable toute la nuit."),
    (DestinataireFugue.PARENTS, Canal.TELEPHONE, 20, "Sa tante n’a pas de nouvelles."),
    (DestinataireFugue.ASE, Canal.TELEPHONE, 60, "Répondeur de l’astreinte, message laissé."),
    (DestinataireFugue.SIEGE, Canal.COURRIEL, 660, ""),
    (DestinataireFugue.ASE, Canal.COURRIEL, 690, "Retour confirmé, avec l’heure et l’état de l’enfant."),
]


def raconter_une_fugue(maisons: Mapping[str, Maison], comptes: Mapping[str, Utilisateur]) -> None:
    """Write it as it would stand three weeks later."""
    maison, auteur = maisons[MAISON], comptes[AUTEUR]
    enfant = _aine(maison)
    constat = timezone.localtime().replace(hour=21, minute=40, second=0, microsecond=0) - timedelta(days=21)
    rentree = constat + timedelta(hours=1, minutes=20)
    entretien = rentree + timedelta(days=1)
    nuit = jour_de_soiree(constat)
    absence = Absence(enfant=enfant, nature=NatureAbsence.FUGUE, debut=nuit, fin=nuit)
    absence.save()
    fugue = Fugue(
        enfant=enfant,
        village=maison.village,
        maison=maison,
        absence=absence,
        ouverte_par=auteur,
        ouverte_le=constat + timedelta(minutes=4),
        vue_le=constat - timedelta(minutes=50),
        vue_ou="à l’arrêt du bus 12, devant le collège",
        vue_par="un camarade de classe",
        constatee_le=constat,
        vetements="Veste noire à capuche, jean, baskets blanches.",
        emporte="Son sac de cours, un peu d’argent.",
        transport="Le bus 12.",
        lieux="La gare, le terrain de basket, chez sa tante.",
        rentree_le=rentree,
        retour_par="Revenu seul, à pied",
        retour_etat="Froid et faim. Aucune blessure.",
        entretien_le=entretien,
    )
    fugue.save()
    for qui, canal, minutes, dit in APPELS:
        AlerteFugue(
            fugue=fugue,
            enfant=enfant,
            destinataire=qui,
            le=constat + timedelta(minutes=minutes),
            canal=canal,
            precision=dit,
            du_retour=constat + timedelta(minutes=minutes) >= rentree,
            par=auteur,
        ).save()
    EntretienDeRetour(
        fugue=fugue,
        enfant=enfant,
        le=entretien,
        avec="Claire, à la cuisine",
        paroles="« Je voulais juste entendre ma tante. »",
        cherchait="Des nouvelles de sa famille.",
        change="Un appel à sa tante chaque mercredi, avec l’accord de l’ASE.",
        revele=RevelationFugue.NON,
        par=auteur,
    ).save()


def _aine(maison: Maison) -> Enfant:
    """The eldest of the house."""
    stays = Sejour.objects.current().filter(maison=maison).select_related("enfant").order_by("id")
    return min((stay.enfant for stay in stays), key=lambda e: e.date_naissance)
