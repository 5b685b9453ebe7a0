"""Rules about the people who work with the children, as data."""

from __future__ import annotations

from datetime import date

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Sens, Unite
from socle.echeances.regles import Regle

TIENT = "tenir_honorabilite"
AVANT_DE_COMMENCER, TOUS_LES_TROIS_ANS = "RH-01", "RH-02"
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
]
