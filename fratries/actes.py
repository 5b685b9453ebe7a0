"""« Qui décide ? »: acts of a child's life, and who decides each, as data.

An *acte usuel* is done by whoever raises the child (CC 373-4 and 375-7 [V]); any other asks the
holders of parental authority, unless the law lets the minor, a doctor or one parent alone decide.
Where no text draws the line, custom and case law do: such acts carry the certainty M, and the
page says that the list annexed to the child's project prevails (CASF L223-1-2 [S]).

Certainty: V text read, S secondary source, M to verify.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Regle(StrEnum):
    """Who decides an act, before looking at who holds authority."""

    USUEL = "usuel"
    TITULAIRES = "titulaires"
    UN_TITULAIRE = "un_titulaire"
    MINEUR = "mineur"
    URGENCE = "urgence"


@dataclass(frozen=True)
class Acte:
    """One act: the family of acts it is listed under, the rule, why, and the source."""

    code: str
    libelle: str
    groupe: str
    regle: Regle
    raison: str
    source: str
    certitude: str


ECOLE, SANTE, QUOTIDIEN, PAPIERS = "École et travail", "Santé", "Vie quotidienne", "Papiers et droits"

_U, _T, _1, _M = Regle.USUEL, Regle.TITULAIRES, Regle.UN_TITULAIRE, Regle.MINEUR
_CC = "Code civil, articles 373-4 et 375-7"

ACTES: tuple[Acte, ...] = (
    Acte("sortie", "Une sortie scolaire d’une journée", ECOLE, _U,
         "Elle fait partie de la vie ordinaire de l’école.", _CC, "V"),
    Acte("sejour_scolaire", "Un séjour scolaire avec nuits, en France", ECOLE, _U,
         "Il prolonge la vie de l’école ; les parents en sont informés à l’avance.", _CC, "M"),
    Acte("reinscription", "La réinscription dans la même école", ECOLE, _U,
         "Elle ne change rien à un choix déjà fait.", _CC, "M"),
    Acte("changement_ecole", "Un changement d’école ou d’orientation", ECOLE, _T,
         "Il engage l’avenir de l’enfant et rompt avec un choix antérieur.",
         "Code civil, articles 371-1 et 375-7", "M"),
    Acte("stage", "Une convention de stage, un contrat d’apprentissage", ECOLE, _1,
         "Le représentant légal signe avec le jeune.", "Code du travail, article L6222-4", "M"),
    Acte("soins", "Un rendez-vous médical ordinaire, un traitement court", SANTE, _U,
         "Soigner une maladie de l’enfance est de la vie de tous les jours.", _CC, "V"),
    Acte("vaccin_obligatoire", "Un vaccin obligatoire", SANTE, _U,
         "La loi l’impose : personne n’a à le choisir.", "Code de la santé publique, article L3111-2", "M"),
    Acte("vaccin_recommande", "Un vaccin recommandé, non obligatoire", SANTE, _T,
         "Il relève d’un choix des titulaires.", "Code de la santé publique, article L1111-4", "M"),
    Acte("operation", "Une opération programmée, une anesthésie", SANTE, _T,
         "L’atteinte au corps demande l’accord des deux titulaires.",
         "Code de la santé publique, articles L1111-4 et R4127-42", "M"),
    Acte("urgence", "Une urgence vitale", SANTE, Regle.URGENCE,
         "Le médecin donne les soins indispensables, même sans réponse des parents ou malgré un refus.",
         "Code de la santé publique, article L1111-4", "M"),
    Acte("psychotherapie", "Une psychothérapie", SANTE, _T,
         "Un suivi dans la durée n’est pas un soin ordinaire ; un premier entretien l’est.",
         "Jurisprudence sur les actes non usuels", "M"),
    Acte("psychotrope", "Un traitement lourd ou psychotrope", SANTE, _T,
         "Ses effets et sa durée dépassent le soin ordinaire.",
         "Code de la santé publique, article L1111-4", "M"),
    Acte("contraception", "La contraception", SANTE, _M,
         "Aucun accord parental n’est demandé, et le secret est dû.",
         "Code de la santé publique, article L5134-1", "M"),
    Acte("ivg", "Une interruption de grossesse", SANTE, _M,
         "La jeune fille peut demander le secret ; un adulte de son choix l’accompagne.",
         "Code de la santé publique, article L2212-7", "M"),
    Acte("secret", "Un soin que le jeune veut tenir secret", SANTE, _M,
         "Le médecin ou l’infirmier peut passer outre l’accord des parents ; un majeur de son choix "
         "accompagne le jeune.",
         "Code de la santé publique, articles L1111-5 et L1111-5-1", "S"),
    Acte("coiffeur", "Le coiffeur", QUOTIDIEN, _U,
         "Entretenir les cheveux est usuel ; un changement marqué se parle d’abord avec les parents.",
         _CC, "M"),
    Acte("ami", "Une nuit chez un camarade", QUOTIDIEN, _U,
         "Les relations ordinaires de l’enfant sont de la vie quotidienne.", _CC, "M"),
    Acte("loisir", "Une inscription à un sport ou à un loisir", QUOTIDIEN, _U,
         "Sauf discipline à risque, qui demande les titulaires.", _CC, "M"),
    Acte("telephone", "Un téléphone, un compte sur un réseau social", QUOTIDIEN, _T,
         "Avant quinze ans, l’ouverture d’un compte demande l’accord d’un parent.",
         "Loi du 6 janvier 1978, article 45 ; loi du 7 juillet 2023", "M"),
    Acte("religion", "Un choix ou un changement de religion, un baptême", QUOTIDIEN, _T,
         "Il touche aux convictions de la famille ; l’avis de l’enfant est recueilli.",
         "Code civil, articles 371-1 et 375-7", "M"),
    Acte("photo", "Publier une photo, une vidéo, un entretien", QUOTIDIEN, _T,
         "Les parents protègent ensemble le droit à l’image de l’enfant, en l’y associant.",
         "Code civil, articles 9 et 372-1", "M"),
    Acte("piercing", "Un piercing, un tatouage", QUOTIDIEN, _1,
         "Il faut l’accord écrit d’un titulaire.", "Code de la santé publique, article R1311-11", "M"),
    Acte("carte_identite", "Une carte d’identité, un passeport", PAPIERS, _1,
         "La demande est faite par une personne qui exerce l’autorité parentale.",
         "Décret du 30 décembre 2005, article 8", "M"),
    Acte("sortie_territoire", "Un voyage à l’étranger", PAPIERS, _1,
         "Une autorisation de sortie signée d’un titulaire, et aucune interdiction du juge.",
         "Code civil, articles 371-6 et 375-7", "M"),
    Acte("banque", "Ouvrir un livret ou un compte", PAPIERS, _1,
         "Un représentant légal administre les biens du mineur.", "Code civil, article 382", "M"),
    Acte("plainte", "Porter plainte au nom de l’enfant", PAPIERS, _1,
         "Si ses intérêts s’opposent à ceux de ses parents, un administrateur ad hoc est désigné.",
         "Code de procédure pénale, article 706-50", "M"),
)  # fmt: skip

PAR_CODE = {acte.code: acte for acte in ACTES}


class Regime(StrEnum):
    """How the child is entrusted, as far as it changes who decides."""

    JUGE = "juge"
    ACCORD = "accord"
    TUTELLE = "tutelle"


REGIMES: dict[Regime, str] = {
    Regime.JUGE: "Par le juge des enfants",
    Regime.ACCORD: "Par accord des parents (accueil provisoire)",
    Regime.TUTELLE: "Sous tutelle, délégation, ou pupille de l’État",
}
