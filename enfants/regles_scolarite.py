"""Rules about school, as data: delay, actors, source, certainty.

Nothing here is legal advice, and an administrator may change a delay.
"""

from __future__ import annotations

from datetime import date

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Suivi, Unite
from socle.echeances.regles import Regle

#: Reading the school life is what these facts ask.
LIT = "lire_scolarite"
#: What was known of the texts then; a rule that is read again gets its own date.
VERIFIEE = date(2026, 4, 30)
INSTRUCTION, FORMATION, SEUIL, SUIVI = "SUI-05", "SUI-05-16", "ECO-ABS", "ECO-SUIVI"
ETAPE, PLAN, VOEU, CONTRAT = "ECO-GPDS", "ECO-PLAN", "ECO-VOEU", "ECO-CONTRAT"

#: Two days of class are four half-days.
SEUIL_D_ABSENCES = Delai(2, Unite.JOUR)

REGLES_SCOLARITE = [
    Regle(
        code=INSTRUCTION,
        titre="Scolarité à organiser",
        obligation="Tout enfant est instruit de 3 à 16 ans : une inscription, ou une instruction en famille, est notée "
        "dans les huit jours de l’arrivée ou de la fin de la précédente.",
        declencheur="l’arrivée, la fin de la dernière scolarité, ou la rentrée de l’année des trois ans",
        delai=Delai(8, Unite.JOUR),
        acteur_legal="personnes responsables de l’enfant",
        acteur_interne="éducateur, chef de service",
        source="Code de l’éducation, art. L131-1 et L131-5",
        certitude=Certitude.M,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="school",
    ),
    Regle(
        code=FORMATION,
        titre="Formation à construire avec le jeune",
        obligation="De 16 à 18 ans, chaque jeune est à l’école, en apprentissage, en formation, en emploi ou "
        "accompagné vers l’un d’eux.",
        declencheur="l’arrivée, ou la fin de la dernière scolarité",
        delai=Delai(1, Unite.MOIS),
        avertir=(Delai(2, Unite.SEMAINE),),
        acteur_legal="jeune, mission locale, établissement",
        acteur_interne="éducateur, chef de service",
        source="Code de l’éducation, art. L114-1 ; le délai est celui de l’association",
        certitude=Certitude.M,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="school",
    ),
    Regle(
        code=SEUIL,
        titre="Seuil : absences de l’école à regarder ensemble",
        obligation="À partir de ce nombre de jours de classe manqués sans motif valable en un mois, un suivi est "
        "ouvert. Un jour de classe compte deux demi-journées : deux jours font quatre demi-journées.",
        declencheur="la première absence sans motif valable, en ne comptant que les jours manqués du mois",
        delai=SEUIL_D_ABSENCES,
        acteur_legal="directeur de l’école ou chef d’établissement",
        acteur_interne="éducateur",
        source="Code de l’éducation, art. L131-8",
        certitude=Certitude.M,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="school",
    ),
    Regle(
        code=SUIVI,
        titre="Faire le point sur les absences de l’école",
        obligation="Un temps avec l’enfant d’abord, puis avec l’école : comprendre ce qui se passe, et décider d’une "
        "première étape.",
        declencheur="le jour où le seuil d’absences est atteint",
        delai=Delai(7, Unite.JOUR),
        acteur_legal="village",
        acteur_interne="éducateur, chef de service",
        source="Règle de l’association, d’après le Code de l’éducation, art. L131-8",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="messages-square",
    ),
    Regle(
        code=ETAPE,
        titre="Prochaine étape avec l’école",
        obligation="Le suivi de la présence à l’école va jusqu’à son terme : rendez-vous, réunion du GPDS, retour.",
        declencheur="la date convenue",
        acteur_legal="village, établissement",
        acteur_interne="éducateur",
        source="Ce qui a été convenu",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="messages-square",
    ),
    Regle(
        code=PLAN,
        titre="Plan scolaire à renouveler",
        obligation="Un PAP, un PPS, un PAI, un PPRE ou une notification de la MDPH se renouvelle avant sa fin : la "
        "MDPH peut demander plusieurs mois.",
        declencheur="la fin de validité du plan",
        avertir=(Delai(6, Unite.MOIS), Delai(2, Unite.MOIS), Delai(1, Unite.MOIS)),
        acteur_legal="établissement, responsables légaux, MDPH",
        acteur_interne="éducateur, chef de service",
        source="Code de l’éducation, art. D311-11 à D311-13, D351-5 et D351-9",
        certitude=Certitude.M,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="file-text",
    ),
    Regle(
        code=VOEU,
        titre="Vœu d’orientation à porter",
        obligation="Le vœu du jeune est demandé avant la date du calendrier de l’orientation.",
        declencheur="la date du calendrier",
        avertir=(Delai(1, Unite.MOIS),),
        acteur_legal="jeune, responsables légaux",
        acteur_interne="éducateur",
        source="Calendrier de l’orientation de l’année",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="compass",
    ),
    Regle(
        code=CONTRAT,
        titre="Contrat éducatif à revoir ensemble",
        obligation="À la fin de la période, l’enfant, sa famille, l’école et le village disent ce qui a marché.",
        declencheur="la fin du contrat",
        avertir=(Delai(2, Unite.SEMAINE),),
        suivi=Suivi.AGIR,
        acteur_legal="village",
        acteur_interne="éducateur",
        source="Ce qui a été signé",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="handshake",
    ),
]
