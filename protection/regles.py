"""The clocks of an incident, as data: delay, who, source, certainty.

Each starts when the association knew, whatever the state; transmissions may come before any
qualification. Copied from the texts; nothing here is legal advice, and an administrator may change a
delay.
"""

from __future__ import annotations

from datetime import date

from protection.echelle import LIT, LIT_MESSAGE
from protection.enums import Destinataire, Regime
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Suivi, Unite
from socle.echeances.regles import Regle

VERIFIEE = date(2026, 4, 30)

ALERTE_INTERNE = "INC-01"
EIG = "INC-02"
CONFIRMATION = "INC-03"
CRIP = "INC-04"
PROCUREUR = "INC-05"
COPIE_DEPARTEMENT = "INC-06"
VIOLATION = "INC-07"
PARENTS = "INC-08"
RETOUR_ENFANT = "INC-09"
NOTE_ASE = "INC-10"
NOTE_JUGE = "INC-11"
BILANS = {3: "INC-12", 6: "INC-13", 12: "INC-14"}
ACTION = "INC-15"
ACCIDENT_TRAVAIL = "INC-16"
CHANGEMENT_ASE = "INC-17"
CHANGEMENT_JUGE = "INC-18"
EVALUATION_CRIP = "INC-19"
REVUE_CONSIGNE = "INC-20"
#: How long the chain waits for somebody to open an alert before it tells the next person.
ASTREINTE = "ASTR-01"
REPONSE_MESSAGE = "ASTR-02"

#: Whom each regime obliges to tell, and the clock of it.
A_TRANSMETTRE: dict[Regime, list[tuple[Destinataire, str]]] = {
    Regime.EIG: [(Destinataire.DEPARTEMENT, EIG)],
    Regime.INFORMATION_PREOCCUPANTE: [(Destinataire.CRIP, CRIP)],
    Regime.SIGNALEMENT: [
        (Destinataire.PROCUREUR, PROCUREUR),
        (Destinataire.DEPARTEMENT, COPIE_DEPARTEMENT),
    ],
    Regime.NOTE_ASE: [(Destinataire.ASE, NOTE_ASE)],
    Regime.NOTE_JUGE: [(Destinataire.JUGE, NOTE_JUGE)],
    Regime.VIOLATION: [(Destinataire.CNIL, VIOLATION)],
    Regime.CHANGEMENT_LIEU: [(Destinataire.ASE, CHANGEMENT_ASE)],
}

_SANS_DELAI = Delai(0, Unite.JOUR)


def _regle(
    code: str,
    titre: str,
    obligation: str,
    delai: Delai | None,
    *,
    source: str,
    certitude: Certitude,
    declencheur: str = "le moment où le village l’a su",
    acteur: str = "village",
    icone: str = "siren",
    suivi: Suivi = Suivi.AGIR,
    permission: str = LIT,
) -> Regle:
    return Regle(
        code=code,
        titre=titre,
        obligation=obligation,
        declencheur=declencheur,
        delai=delai,
        acteur_legal=acteur,
        acteur_interne="qui traite l’incident",
        source=source,
        certitude=certitude,
        verifiee_le=VERIFIEE,
        permission=permission,
        icone=icone,
        suivi=suivi,
    )


REGLES = [
    _regle(
        ALERTE_INTERNE,
        "Alerter en interne",
        "Un incident est déclaré au plus tard le lendemain du moment où il est constaté.",
        Delai(24, Unite.HEURE),
        source="Règle de l’association",
        certitude=Certitude.A,
        declencheur="le moment où il est constaté",
    ),
    _regle(
        EIG,
        "Informer le Département d’un EIG",
        "L’autorité qui autorise l’établissement est informée sans délai.",
        _SANS_DELAI,
        source="CASF, art. L331-8-1 ; arrêté du 28 décembre 2016",
        certitude=Certitude.S,
    ),
    _regle(
        CONFIRMATION,
        "Confirmer par écrit",
        "Ce qui a été dit de vive voix est confirmé par courriel, à défaut par courrier.",
        Delai(48, Unite.HEURE),
        source="CASF, art. R331-8",
        certitude=Certitude.S,
        declencheur="l’information donnée de vive voix",
        icone="mail-check",
    ),
    _regle(
        CRIP,
        "Transmettre à la CRIP",
        "Une information préoccupante est transmise sans délai au Département.",
        _SANS_DELAI,
        source="CASF, art. L226-2-1",
        certitude=Certitude.V09,
    ),
    _regle(
        PROCUREUR,
        "Saisir le procureur",
        "Le procureur est avisé sans délai d’un danger grave et immédiat.",
        _SANS_DELAI,
        source="CASF, art. L226-4",
        certitude=Certitude.V,
        icone="scale",
    ),
    _regle(
        COPIE_DEPARTEMENT,
        "Adresser copie du signalement au Département",
        "Qui écrit directement au procureur en adresse copie au Département.",
        _SANS_DELAI,
        source="CASF, art. L226-4 II",
        certitude=Certitude.V,
        icone="copy",
    ),
    _regle(
        VIOLATION,
        "Notifier la violation à la CNIL",
        "Une violation de données est notifiée sous soixante-douze heures.",
        Delai(72, Unite.HEURE),
        source="RGPD, art. 33",
        certitude=Certitude.V,
        acteur="association",
        icone="shield-alert",
    ),
    _regle(
        PARENTS,
        "Décider de l’information des parents",
        "Les parents sont informés, sauf si c’est contraire à l’intérêt de l’enfant : faite, différée ou écartée.",
        Delai(1, Unite.JOUR),
        source="CASF, art. L226-2-1 ; délai de l’association",
        certitude=Certitude.V09,
        icone="users-round",
    ),
    _regle(
        RETOUR_ENFANT,
        "Dire à l’enfant ce qui est fait",
        "L’enfant apprend ce qui est décidé, avec des mots que l’on garde.",
        Delai(7, Unite.JOUR),
        source="Règle de l’association",
        certitude=Certitude.A,
        icone="message-circle-heart",
    ),
    _regle(
        NOTE_ASE,
        "Envoyer la note à l’ASE",
        "L’ASE est informée de ce qui touche un enfant qu’elle a confié.",
        _SANS_DELAI,
        source="Règle de l’association",
        certitude=Certitude.A,
    ),
    _regle(
        NOTE_JUGE,
        "Envoyer la note au juge",
        "Le juge des enfants est informé de ce qui touche un enfant qu’il a confié.",
        _SANS_DELAI,
        source="Règle de l’association",
        certitude=Certitude.A,
        icone="scale",
    ),
    *[
        _regle(
            code,
            f"Faire le bilan à {mois} mois",
            "Ce qui a été décidé tient-il ? L’enfant va-t-il bien ? Qu’est-ce qui a changé ?",
            Delai(mois, Unite.MOIS),
            source="Politique de protection de l’association",
            certitude=Certitude.A,
            declencheur="la clôture",
            icone="calendar-check",
        )
        for mois, code in BILANS.items()
    ],
    _regle(
        ACTION,
        "Mener une action du plan",
        "Chaque action du plan a un responsable et une date.",
        None,
        source="Politique de protection de l’association",
        certitude=Certitude.A,
        declencheur="la date inscrite au plan",
        icone="list-checks",
    ),
    _regle(
        ACCIDENT_TRAVAIL,
        "Déclarer l’accident du travail",
        "L’accident d’un salarié est déclaré à la caisse d’assurance maladie.",
        Delai(48, Unite.HEURE),
        source="Code de la sécurité sociale, art. L441-2 et R441-3",
        certitude=Certitude.M,
        acteur="employeur",
        icone="briefcase-medical",
    ),
    _regle(
        CHANGEMENT_ASE,
        "Prévenir l’ASE d’un changement de lieu",
        "L’ASE est prévenue le jour même, pour pouvoir tenir ses quarante-huit heures.",
        _SANS_DELAI,
        source="Règle de l’association",
        certitude=Certitude.A,
        declencheur="la décision de changer de lieu",
        icone="phone-call",
    ),
    _regle(
        CHANGEMENT_JUGE,
        "Informer le juge d’un changement de lieu",
        "En urgence, le juge est informé dans les quarante-huit heures d’un changement de lieu, motivé.",
        Delai(48, Unite.HEURE),
        source="CASF, art. L223-3",
        certitude=Certitude.V,
        declencheur="la décision de changer de lieu",
        acteur="ASE",
        icone="scale",
        suivi=Suivi.ATTENDRE,
    ),
    _regle(
        EVALUATION_CRIP,
        "Attendre l’évaluation de la CRIP",
        "L’information préoccupante est évaluée en trois mois, moins si la situation est grave.",
        Delai(3, Unite.MOIS),
        source="CASF, art. D226-2-4",
        certitude=Certitude.V,
        declencheur="la transmission à la CRIP",
        acteur="Département",
        icone="hourglass",
        suivi=Suivi.ATTENDRE,
    ),
    _regle(
        REVUE_CONSIGNE,
        "Revoir la consigne de sécurité",
        "Une consigne donnée à la maison est relue : elle est levée, ou donnée à nouveau.",
        Delai(7, Unite.JOUR),
        source="Règle de l’association",
        certitude=Certitude.A,
        declencheur="le jour où elle est donnée",
        icone="shield-alert",
    ),
    _regle(
        ASTREINTE,
        "Prévenir la personne d’astreinte suivante",
        "Une alerte que personne n’a ouverte passe à la personne suivante de la chaîne.",
        Delai(15, Unite.MINUTE),
        source="Règle de l’association",
        certitude=Certitude.A,
        declencheur="le dernier appel resté sans lecture",
        icone="bell-ring",
    ),
    _regle(
        REPONSE_MESSAGE,
        "Répondre à l’enfant qui ne se sent pas en sécurité",
        "L’enfant apprend qui a lu son message et ce qui est fait, avec des mots que l’on garde.",
        Delai(24, Unite.HEURE),
        source="Règle de l’association",
        certitude=Certitude.A,
        declencheur="le message de l’enfant",
        icone="message-circle-heart",
        permission=LIT_MESSAGE,
    ),
]
