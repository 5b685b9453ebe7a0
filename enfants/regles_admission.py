"""Rules about admission and stay, as data: delay, actors, source, certainty.

Copied from the texts; nothing here is legal advice, and an administrator may change a delay.
"""

from __future__ import annotations

from enfants.regles import LIT, VERIFIEE
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Suivi, Unite
from socle.echeances.regles import Regle

LIT_IDENTITE = "lire_identite"

REGLES = [
    Regle(
        code="ADM-01-ECRIT",
        titre="Écrit d’un titre annoncé par téléphone",
        obligation="Un placement annoncé de vive voix, la nuit, se confirme par écrit. Aucun texte ne fixe ce délai : "
        "tant que l’écrit manque, le séjour reste sans titre.",
        declencheur="l’appel qui annonce le placement",
        delai=Delai(24, Unite.HEURE),
        suivi=Suivi.ATTENDRE,
        acteur_legal="procureur, juge ou ASE",
        acteur_interne="direction, secrétariat",
        source="Règle de l’association",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="phone-call",
    ),
    Regle(
        code="ADM-03",
        titre="Livret d’accueil, charte, règlement de fonctionnement",
        obligation="Ils sont remis à l’enfant, dans une version qu’il comprend, et à un titulaire de l’autorité "
        "parentale.",
        declencheur="l’arrivée",
        delai=Delai(0, Unite.JOUR),
        acteur_legal="établissement",
        acteur_interne="éducateur, direction",
        source="CASF, art. L311-4 ; charte : arrêté du 8 septembre 2003",
        certitude=Certitude.V09,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="book-open",
    ),
    Regle(
        code="ADM-04",
        titre="DIPC ou contrat de séjour",
        obligation="Il est établi et remis, avec l’avis de l’enfant et le nom de ceux qui ont participé. DIPC pour une "
        "assistance éducative, contrat de séjour pour un accueil provisoire ou un jeune majeur.",
        declencheur="l’arrivée",
        delai=Delai(15, Unite.JOUR),
        avertir=(Delai(10, Unite.JOUR),),
        acteur_legal="établissement",
        acteur_interne="direction",
        source="CASF, art. L311-4 et D311, I à III",
        certitude=Certitude.V09,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="file-text",
    ),
    Regle(
        code="ADM-05",
        titre="Contrat de séjour signé",
        obligation="Le contrat de séjour est signé par le représentant légal ou le jeune majeur.",
        declencheur="l’arrivée",
        delai=Delai(1, Unite.MOIS),
        avertir=(Delai(2, Unite.SEMAINE),),
        acteur_legal="établissement, représentant légal ou jeune majeur",
        acteur_interne="direction",
        source="CASF, art. D311, III",
        certitude=Certitude.V09,
        verifiee_le=VERIFIEE,
        permission=LIT,
        icone="signature",
    ),
    Regle(
        code="ADM-06",
        titre="Avenant : objectifs et prestations",
        obligation="Dans les six mois, un avenant précise les objectifs et les prestations adaptés à l’enfant.",
        declencheur="l’arrivée",
        delai=Delai(6, Unite.MOIS),
        avertir=(Delai(2, Unite.MOIS), Delai(1, Unite.MOIS)),
        acteur_legal="établissement",
        acteur_interne="référent, psychologue, chef de service",
        source="CASF, art. D311, V et VI",
        certitude=Certitude.V09,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="file-text",
    ),
    Regle(
        code="ADM-11",
        titre="Droit d’être entendu et d’avoir un avocat",
        obligation="L’enfant sait qu’il peut être entendu par le juge et avoir un avocat ; on note qu’on le lui a dit.",
        declencheur="l’arrivée",
        delai=Delai(0, Unite.JOUR),
        acteur_legal="établissement",
        acteur_interne="référent",
        source="Code de procédure civile, art. 338-1 et 1186 ; Code civil, art. 388-1",
        certitude=Certitude.V,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="scale",
    ),
    Regle(
        code="ADM-12",
        titre="Personne de confiance proposée",
        obligation="L’enfant peut choisir une personne de confiance ; on la lui propose à l’arrivée, puis chaque "
        "année.",
        declencheur="l’arrivée, puis la dernière proposition",
        delai=Delai(0, Unite.JOUR),
        periode=Delai(12, Unite.MOIS),
        avertir=(Delai(1, Unite.MOIS),),
        acteur_legal="établissement",
        acteur_interne="référent",
        source="CASF, art. L223-1-3 ; décret 2023-826",
        certitude=Certitude.V,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="heart-handshake",
    ),
    Regle(
        code="SEJ-TERME",
        titre="Fin prévue de l’accueil",
        obligation="Un accueil temporaire a une fin : la préparer avec l’enfant, ou dire qu’il reste.",
        declencheur="la date prévue à l’arrivée",
        avertir=(Delai(1, Unite.MOIS), Delai(2, Unite.SEMAINE)),
        acteur_legal="établissement",
        acteur_interne="direction, chef de service",
        source="Règle de l’association",
        certitude=Certitude.A,
        verifiee_le=VERIFIEE,
        permission=LIT_IDENTITE,
        icone="calendar-clock",
    ),
]
