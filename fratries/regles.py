"""Rules about the separation of siblings, as data: delay, actors, source, certainty.

Copied from the texts; nothing here is legal advice, and an administrator may change a delay.
"""

from __future__ import annotations

from datetime import date

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Suivi, Unite
from socle.echeances.regles import Regle

#: Reading the family is what the facts of a separation ask.
LIT = "lire_famille"
#: The texts were read as they stood then; a rule that is read again gets its own date.
VERIFIEE = date(2026, 4, 30)
ASE, JUGE, REVUE = "FRAT-01", "LIEU-02", "FRAT-02"

REGLES = [
    Regle(
        code=ASE,
        titre="Prévenir l’ASE d’une séparation",
        obligation="L’ASE est prévenue le jour même, pour pouvoir tenir ses quarante-huit heures.",
        declencheur="la décision de séparer",
        delai=Delai(0, Unite.JOUR),
        acteur_legal="village",
        acteur_interne="chef de service",
        source="Règle de l’association",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="phone-call",
    ),
    Regle(
        code=JUGE,
        titre="Informer le juge d’une séparation",
        obligation="La séparation d’enfants confiés par le juge est motivée, et le juge en est informé.",
        declencheur="la décision de séparer",
        delai=Delai(48, Unite.HEURE),
        suivi=Suivi.ATTENDRE,
        acteur_legal="aide sociale à l’enfance",
        acteur_interne="chef de service",
        source="CASF, art. L223-3 (loi 2022-140, art. 27)",
        certitude=Certitude.V,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="scale",
    ),
    Regle(
        code=REVUE,
        titre="Revoir une séparation",
        obligation="Tous les six mois : ce qui tient encore la séparation, les contacts, ce que disent les enfants.",
        declencheur="la décision, puis chaque revue",
        delai=Delai(6, Unite.MOIS),
        periode=Delai(6, Unite.MOIS),
        avertir=(Delai(1, Unite.MOIS),),
        acteur_legal="village",
        acteur_interne="chef de service, référents",
        source="Règle de l’association",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="calendar-check",
    ),
]
