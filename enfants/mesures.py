"""What each kind of measure changes: who decides, how long at most, what ends at eighteen.

Data, with its source and certainty; nothing here is legal advice, and the decision itself
always prevails over the general rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from enfants.enums import NatureMesure
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Unite

#: Read beside every measure while a parent is prosecuted or convicted for a crime on the child
#: or the other parent.
SUSPENSION = (
    "L’exercice de l’autorité parentale et les droits de visite et d’hébergement du parent poursuivi "
    "ou condamné sont suspendus de plein droit (Code civil, art. 378-2)."
)


@dataclass(frozen=True, kw_only=True)
class EffetsMesure:
    """``duree_max`` refuses a longer term, unless it may be ``prolongee`` (then a warning first, and
    a refusal past it). ``longue`` says that the law lets the judge go beyond in some cases.
    """

    autorite: str
    usuels: str
    importants: str
    source: str
    certitude: Certitude
    duree_max: Delai | None = None
    prolongee: Delai | None = None
    longue: bool = False
    judiciaire: bool = True
    provisoire: bool = False
    a_18_ans: str = "prend fin à 18 ans"


_PARENTS = "Les parents, qui gardent l’autorité parentale ; le juge peut autoriser un acte en cas de refus."
_MAISON = "Le service à qui l’enfant est confié, et la maison par délégation (liste annexée au PPE)."

EFFETS: dict[NatureMesure, EffetsMesure] = {
    NatureMesure.OPP_PARQUET: EffetsMesure(
        autorite="procureur de la République",
        usuels=_MAISON,
        importants=_PARENTS,
        source="Code civil, art. 375-5 ; le juge est saisi dans les huit jours",
        certitude=Certitude.V,
        provisoire=True,
    ),
    NatureMesure.OPP_JUGE: EffetsMesure(
        autorite="juge des enfants",
        usuels=_MAISON,
        importants=_PARENTS,
        source="Code civil, art. 375-5 ; Code de procédure civile, art. 1184 et 1185",
        certitude=Certitude.V,
        duree_max=Delai(6, Unite.MOIS),
        prolongee=Delai(12, Unite.MOIS),
        provisoire=True,
    ),
    NatureMesure.AE_ASE: EffetsMesure(
        autorite="juge des enfants",
        usuels=_MAISON,
        importants=_PARENTS,
        source="Code civil, art. 375, 375-3 et 375-7 ; Code de procédure civile, art. 1200-1",
        certitude=Certitude.V,
        duree_max=Delai(2, Unite.ANNEE),
        longue=True,
    ),
    NatureMesure.AE_DIRECT: EffetsMesure(
        autorite="juge des enfants",
        usuels="L’association, à qui l’enfant est confié directement.",
        importants=_PARENTS,
        source="Code civil, art. 375, 375-3 et 375-7 ; Code de procédure civile, art. 1200-1",
        certitude=Certitude.V,
        duree_max=Delai(2, Unite.ANNEE),
        longue=True,
    ),
    NatureMesure.ACCUEIL_PROVISOIRE: EffetsMesure(
        autorite="président du conseil départemental",
        usuels="La maison, dans ce que l’accord écrit prévoit.",
        importants="Les parents, qui gardent toute l’autorité parentale et peuvent mettre fin à l’accueil.",
        source="CASF, art. L222-5, L223-2 et L223-5",
        certitude=Certitude.V,
        duree_max=Delai(1, Unite.ANNEE),
        judiciaire=False,
    ),
    NatureMesure.RECUEIL_URGENCE: EffetsMesure(
        autorite="président du conseil départemental",
        usuels="La maison, pour la vie de tous les jours.",
        importants="Les parents ; le procureur est avisé sans délai.",
        source="CASF, art. L223-2 : cinq jours, puis saisine du juge sans accord",
        certitude=Certitude.V09,
        duree_max=Delai(5, Unite.JOUR),
        judiciaire=False,
    ),
    NatureMesure.ACCUEIL_72H: EffetsMesure(
        autorite="président du conseil départemental",
        usuels="La maison, pour la vie de tous les jours.",
        importants="Les parents ; eux et le procureur sont informés sans délai.",
        source="CASF, art. L223-2, alinéa 5",
        certitude=Certitude.V09,
        duree_max=Delai(3, Unite.JOUR),
        judiciaire=False,
    ),
    NatureMesure.TUTELLE: EffetsMesure(
        autorite="juge aux affaires familiales",
        usuels="Le tuteur, et la maison par délégation.",
        importants="Le tuteur, avec le conseil de famille ou le juge.",
        source="Code civil, art. 390 et suivants, 411",
        certitude=Certitude.M,
    ),
    NatureMesure.DELEGATION: EffetsMesure(
        autorite="juge aux affaires familiales",
        usuels="La personne ou le service délégataire.",
        importants="Le délégataire, dans les limites du jugement.",
        source="Code civil, art. 377 et suivants",
        certitude=Certitude.M,
    ),
    NatureMesure.PUPILLE: EffetsMesure(
        autorite="préfet, tuteur, avec le conseil de famille",
        usuels="L’ASE, et la maison par délégation.",
        importants="Le tuteur et le conseil de famille des pupilles de l’État.",
        source="CASF, art. L224-1 et suivants",
        certitude=Certitude.M,
        judiciaire=False,
    ),
    NatureMesure.JEUNE_MAJEUR: EffetsMesure(
        autorite="président du conseil départemental",
        usuels="Le jeune lui-même.",
        importants="Le jeune lui-même ; ses parents ne décident plus et n’ont plus accès au dossier.",
        source="CASF, art. L222-5, 5°",
        certitude=Certitude.V,
        judiciaire=False,
        a_18_ans="commence à 18 ans, jusqu’à 21 ans au plus tard",
    ),
    NatureMesure.AUTRE: EffetsMesure(
        autorite="",
        usuels="Ce que dit la décision.",
        importants="Ce que dit la décision.",
        source="La décision elle-même",
        certitude=Certitude.M,
    ),
}


def effets(nature: str) -> EffetsMesure:
    return EFFETS[NatureMesure(nature)]
