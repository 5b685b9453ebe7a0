"""Rules about the people who work with the children, as data."""

from __future__ import annotations

from datetime import date

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Sens, Unite
from socle.echeances.regles import Regle

TIENT = "tenir_honorabilite"
AVANT_DE_COMMENCER, TOUS_LES_TROIS_ANS = "RH-01", "RH-02"
FORMATION_A_L_ARRIVEE, FORMATION_A_REFAIRE = "RH-03", "RH-03-R"
PILIERS_TENUS = "tenir_piliers"
#: How old an attestation may be when somebody starts (décret 2024-643, certainty S).
AGE_MAXIMUM = Delai(6, Unite.MOIS)

REGLES = [
    Regle(
        code=AVANT_DE_COMMENCER,
        titre="Vérifier l’honorabilité avant de commencer",
        obligation=(
            "Une attestation de moins de six mois est vérifiée avant le premier jour, quel que soit le poste : "
            "salarié, bénévole, stagiaire, intérimaire."
        ),
        declencheur="le premier jour",
        delai=Delai(0, Unite.JOUR),
        sens=Sens.AVANT,
        avertir=(Delai(1, Unite.MOIS),),
        acteur_legal="établissement",
        acteur_interne="direction",
        source="CASF, art. L133-6, R133-1 et suivants ; décret 2024-643",
        certitude=Certitude.S,
        verifiee_le=date(2026, 4, 30),
        permission=TIENT,
        icone="badge-check",
    ),
    Regle(
        code=TOUS_LES_TROIS_ANS,
        titre="Vérifier de nouveau l’honorabilité",
        obligation="L’attestation est demandée et vérifiée de nouveau tous les trois ans.",
        declencheur="la dernière vérification",
        delai=Delai(3, Unite.ANNEE),
        avertir=(Delai(3, Unite.MOIS),),
        acteur_legal="établissement",
        acteur_interne="direction",
        source="CASF, art. L133-6, R133-1 et suivants ; décret 2024-643",
        certitude=Certitude.S,
        verifiee_le=date(2026, 4, 30),
        permission=TIENT,
        icone="badge-check",
    ),
    Regle(
        code=FORMATION_A_L_ARRIVEE,
        titre="Former à la protection à l’arrivée",
        obligation=(
            "Qui commence est formé aux droits de l’enfant, à la protection, aux premiers signes ou à la "
            "déclaration dans le mois."
        ),
        declencheur="le premier jour",
        delai=Delai(1, Unite.MOIS),
        avertir=(Delai(15, Unite.JOUR),),
        acteur_legal="association",
        acteur_interne="direction",
        source="Politique de protection de l’association",
        certitude=Certitude.A,
        verifiee_le=date(2026, 11, 27),
        permission=PILIERS_TENUS,
        icone="graduation-cap",
    ),
    Regle(
        code=FORMATION_A_REFAIRE,
        titre="Renouveler la formation à la protection",
        obligation="La formation est refaite avant la fin de sa validité, chaque année sauf autre durée.",
        declencheur="la fin de validité de la dernière formation",
        avertir=(Delai(2, Unite.MOIS),),
        acteur_legal="association",
        acteur_interne="direction",
        source="Politique de protection de l’association",
        certitude=Certitude.A,
        verifiee_le=date(2026, 11, 27),
        permission=PILIERS_TENUS,
        icone="graduation-cap",
    ),
]
