"""Rules about the tie with the parents, mediated visits and authorisations, as data.

Copied from the texts; nothing here is legal advice, and an administrator may change a delay.
"""

from __future__ import annotations

from fratries.regles import LIT, VERIFIEE
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Suivi, Unite
from socle.echeances.regles import Regle

SIX_MOIS, NEUF_MOIS, UN_AN = "STAT-02-6", "STAT-02-9", "STAT-02"
#: One after the other, as time passes without a contact.
SEUILS = (SIX_MOIS, NEUF_MOIS, UN_AN)
ANALYSE, RELANCE, REPONSE = "JUD-14", "AUTO-RELANCE", "AUTO-REPONSE"
CONSENTEMENTS = "lire_famille_consentements"

_CONTACT = "le dernier contact connu avec le parent, ou l’arrivée de l’enfant"


def _etape(code: str, mois: int, mots: str, obligation: str) -> Regle:
    return Regle(
        code=code,
        titre=f"{mots} sans contact avec un parent",
        obligation=obligation,
        declencheur=_CONTACT,
        delai=Delai(mois, Unite.MOIS),
        suivi=Suivi.ATTENDRE,
        acteur_legal="aucun texte",
        acteur_interne="chef de service, référents",
        source="Règle de l’association, pour ne pas découvrir l’année écoulée (Code civil, art. 381-1)",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="phone-off",
    )


REGLES = [
    _etape(
        SIX_MOIS,
        6,
        "Six mois",
        "On cherche à joindre le parent, on le dit à l’ASE, et on écoute ce qu’en dit l’enfant.",
    ),
    _etape(
        NEUF_MOIS,
        9,
        "Neuf mois",
        "La situation est revue avec l’ASE : ce qui empêche le contact, ce qui a été proposé.",
    ),
    Regle(
        code=UN_AN,
        titre="Un an sans contact avec un parent",
        obligation="Quand un parent n’a pas entretenu, sans en être empêché, les relations nécessaires à l’enfant "
        "pendant un an, la déclaration de délaissement est demandée au tribunal : la loi en fait une obligation.",
        declencheur=_CONTACT,
        delai=Delai(12, Unite.MOIS),
        acteur_legal="personne, établissement ou service qui a recueilli l’enfant",
        acteur_interne="direction, avec l’ASE",
        source="Code civil, art. 381-1 et 381-2",
        certitude=Certitude.V,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="scale",
    ),
    Regle(
        code=ANALYSE,
        titre="Analyse d’une visite à transmettre",
        obligation="Après une visite en présence d’un tiers, ce qu’elle produit chez l’enfant est transmis "
        "régulièrement au service, qui en rend compte au juge. Aucun texte ne fixe ce délai : il se règle ici.",
        declencheur="la visite tenue",
        delai=Delai(15, Unite.JOUR),
        acteur_legal="professionnel présent à la visite",
        acteur_interne="chef de service, psychologue",
        source="CASF, art. R223-29 à R223-31 (décret 2017-1572)",
        certitude=Certitude.S,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="send",
    ),
    Regle(
        code=RELANCE,
        titre="Relancer une demande d’autorisation",
        obligation="Sans réponse, on relance, et on garde la date : le juge la demandera.",
        declencheur="la demande, puis chaque relance",
        delai=Delai(7, Unite.JOUR),
        periode=Delai(7, Unite.JOUR),
        acteur_legal="aucun texte",
        acteur_interne="chef de service, référents",
        source="Règle de l’association",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=CONSENTEMENTS,
        icone="bell-ring",
    ),
    Regle(
        code=REPONSE,
        titre="Réponse souhaitée à une demande d’autorisation",
        obligation="En cas de refus injustifié ou de négligence, le juge peut autoriser l’acte.",
        declencheur="la date écrite dans la demande",
        suivi=Suivi.ATTENDRE,
        acteur_legal="titulaires de l’autorité parentale, ASE ou juge",
        acteur_interne="chef de service, référents",
        source="Règle de l’association ; Code civil, art. 375-7, alinéa 2",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=CONSENTEMENTS,
        icone="hourglass",
    ),
]
