"""The clocks of a runaway, as data: the association’s local protocol, and the serious event it becomes.

The delays of the protocol are the association’s own and an administrator sets them to what was agreed with
the Département and the police. Only the declaration of a disappearance told to the police comes from a text
(arrêté du 28 décembre 2016, category 9).
"""

from __future__ import annotations

from protection.echelle import LIT
from protection.querysets import DE_SERVICE
from protection.regles import VERIFIEE
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Unite
from socle.echeances.regles import Regle

ASTREINTE = "FUG-01"
POLICE = "FUG-02"
PARENTS = "FUG-03"
ASE = "FUG-04"
SIEGE = "FUG-05"
CONFIRMATION = "FUG-06"
RETOUR_POLICE = "FUG-07"
ENTRETIEN = "FUG-08"
DISPARITION = "FUG-09"

PROTOCOLE = "Protocole local, à fixer avec le Département et la police"
CONSTAT, RETOUR = "le moment où l’absence est remarquée", "le moment où l’enfant est rentré"


def _regle(
    code: str,
    titre: str,
    obligation: str,
    delai: Delai,
    *,
    declencheur: str = CONSTAT,
    source: str = PROTOCOLE,
    certitude: Certitude = Certitude.A,
    interne: str = "qui est de service",
    permission: str = DE_SERVICE,
    icone: str = "phone-call",
) -> Regle:
    return Regle(
        code=code,
        titre=titre,
        obligation=obligation,
        declencheur=declencheur,
        delai=delai,
        acteur_legal="village",
        acteur_interne=interne,
        source=source,
        certitude=certitude,
        verifiee_le=VERIFIEE,
        permission=permission,
        icone=icone,
    )


REGLES_FUGUE = [
    _regle(
        ASTREINTE,
        "Prévenir l’astreinte ou la direction",
        "Dès que l’absence est remarquée : on ne cherche pas seul.",
        Delai(1, Unite.HEURE),
    ),
    _regle(
        POLICE,
        "Signaler la disparition au 17",
        "Aussitôt si l’enfant est jeune, malade ou en danger ; dans tous les cas avant ce délai.",
        Delai(2, Unite.HEURE),
    ),
    _regle(
        PARENTS,
        "Prévenir les parents, ou qui exerce l’autorité",
        "Ils savent souvent où l’enfant peut être. Une décision de justice peut l’interdire : demandez à l’astreinte.",
        Delai(3, Unite.HEURE),
    ),
    _regle(
        ASE,
        "Prévenir l’ASE",
        "Le service qui a confié l’enfant est prévenu, par son astreinte la nuit.",
        Delai(12, Unite.HEURE),
    ),
    _regle(
        SIEGE,
        "Prévenir le siège",
        "Le siège sait ce qui arrive à un enfant qui lui est confié.",
        Delai(24, Unite.HEURE),
        interne="la direction du village",
    ),
    _regle(
        CONFIRMATION,
        "Confirmer par écrit à l’ASE",
        "Ce qui a été dit de vive voix est confirmé par écrit, avec le numéro donné par la police.",
        Delai(48, Unite.HEURE),
        interne="la direction du village",
        icone="mail-check",
    ),
    _regle(
        RETOUR_POLICE,
        "Dire le retour à la police",
        "Les recherches s’arrêtent quand le retour est dit à ceux qui cherchent.",
        Delai(2, Unite.HEURE),
        declencheur=RETOUR,
    ),
    _regle(
        ENTRETIEN,
        "Tenir l’entretien de retour",
        "L’enfant dit ce qu’il fuyait ou cherchait, à un adulte qu’il choisit ; ce n’est pas une punition.",
        Delai(3, Unite.JOUR),
        declencheur=RETOUR,
        interne="l’équipe de l’enfant",
        icone="message-circle-heart",
    ),
    _regle(
        DISPARITION,
        "Déclarer la disparition (EIG, catégorie 9)",
        "Une disparition signalée à la police est un événement indésirable grave, à déclarer sans délai.",
        Delai(0, Unite.JOUR),
        declencheur="l’appel au 17",
        source="CASF, art. L331-8-1 ; arrêté du 28 décembre 2016, catégorie 9",
        certitude=Certitude.S,
        interne="qui traite l’incident",
        permission=LIT,
        icone="siren",
    ),
]

#: Whom the protocol asks to tell that the child is not back, and the clock of it.
A_PREVENIR = {"astreinte": ASTREINTE, "police": POLICE, "parents": PARENTS, "ase": ASE, "siege": SIEGE}
