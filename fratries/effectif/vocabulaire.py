"""Words of the rosters, folded, and what they mean here."""

from __future__ import annotations

import re

from enfants.enums import CadreScolaire, NiveauScolaire, Sexe
from fratries.enums import LienFratrie
from socle.habilitations.roles import Role
from socle.outils.texte import mots_plies, plier
from villages.enums import Dispositif

_EDUCATEUR = "educateur", "educatrice", "educ"

#: Folded word → what we call it. « » stands for nothing written.
ROLES: dict[str, str] = {
    **{f"{e} familial": Role.EDUCATEUR_FAMILIAL for e in _EDUCATEUR},
    **{f"{e} familiale": Role.EDUCATEUR_FAMILIAL for e in _EDUCATEUR},
    **{f"{e} specialise": Role.EDUCATEUR_SPECIALISE for e in _EDUCATEUR},
    **{f"{e} specialisee": Role.EDUCATEUR_SPECIALISE for e in _EDUCATEUR},
    "aide familial": Role.AIDE_FAMILIAL,
    "aide familiale": Role.AIDE_FAMILIAL,
    "stagiaire": Role.STAGIAIRE,
    "psychologue": Role.PSYCHOLOGUE,
    "infirmier": Role.INFIRMIER,
    "infirmiere": Role.INFIRMIER,
    "secretaire": Role.SECRETARIAT,
    "secretariat": Role.SECRETARIAT,
    "chef de service": Role.CHEF_DE_SERVICE,
    "cheffe de service": Role.CHEF_DE_SERVICE,
    "directeur": Role.DIRECTEUR,
    "directrice": Role.DIRECTEUR,
    "referent participation": Role.REFERENT_PARTICIPATION,
    "referente participation": Role.REFERENT_PARTICIPATION,
    "referent protection": Role.REFERENT_PROTECTION,
    "referente protection": Role.REFERENT_PROTECTION,
}

DISPOSITIFS: dict[str, str] = {
    "": Dispositif.FAMILIALE,
    "familiale": Dispositif.FAMILIALE,
    "maison familiale": Dispositif.FAMILIALE,
    "semi autonomie": Dispositif.SEMI_AUTONOMIE,
    "urgence": Dispositif.URGENCE,
    "accueil familial d urgence": Dispositif.URGENCE,
    "accueil d urgence": Dispositif.URGENCE,
    "relais": Dispositif.RELAIS,
    "maison relais": Dispositif.RELAIS,
}

SEXES: dict[str, str] = {
    "": Sexe.NON_PRECISE,
    "f": Sexe.FILLE,
    "fille": Sexe.FILLE,
    "feminin": Sexe.FILLE,
    "m": Sexe.GARCON,
    "g": Sexe.GARCON,
    "garcon": Sexe.GARCON,
    "masculin": Sexe.GARCON,
    "non precise": Sexe.NON_PRECISE,
}

LIENS_FRATRIE: dict[str, str] = {
    "": LienFratrie.GERMAIN,
    "germain": LienFratrie.GERMAIN,
    "germaine": LienFratrie.GERMAIN,
    "frere": LienFratrie.GERMAIN,
    "soeur": LienFratrie.GERMAIN,
    **dict.fromkeys(
        (
            "demi", "demi mere", "demi pere", "demi frere", "demi soeur", "uterin", "uterine", "consanguin",
            "consanguine",
        ),
        LienFratrie.DEMI,
    ),
    **dict.fromkeys(("par alliance", "alliance", "quasi", "quasi frere", "quasi soeur"), LienFratrie.PAR_ALLIANCE),
}  # fmt: skip

#: Words of a class, folded; what is not here stays as it is written, without a level.
NIVEAUX: dict[str, str] = {
    **{niveau.value: niveau.value for niveau in NiveauScolaire},
    "toute petite section": NiveauScolaire.TPS,
    "petite section": NiveauScolaire.PS,
    "moyenne section": NiveauScolaire.MS,
    "grande section": NiveauScolaire.GS,
    **dict.fromkeys(("6eme", "sixieme"), NiveauScolaire.SIXIEME),
    **dict.fromkeys(("5eme", "cinquieme"), NiveauScolaire.CINQUIEME),
    **dict.fromkeys(("4eme", "quatrieme"), NiveauScolaire.QUATRIEME),
    **dict.fromkeys(("3eme", "troisieme"), NiveauScolaire.TROISIEME),
    **dict.fromkeys(("2nde", "seconde"), NiveauScolaire.SECONDE),
    **dict.fromkeys(("1ere", "premiere"), NiveauScolaire.PREMIERE),
    **dict.fromkeys(("term", "terminale"), NiveauScolaire.TERMINALE),
    **dict.fromkeys(("2nde pro", "seconde pro"), NiveauScolaire.SECONDE_PRO),
    **dict.fromkeys(("1ere pro", "premiere pro"), NiveauScolaire.PREMIERE_PRO),
    **dict.fromkeys(("terminale pro", "term pro"), NiveauScolaire.TERMINALE_PRO),
}

#: Words that tell another frame than the ordinary school.
CADRES: dict[str, str] = {
    "ulis": CadreScolaire.ULIS,
    "upe2a": CadreScolaire.UPE2A,
    "segpa": CadreScolaire.SEGPA,
    "erea": CadreScolaire.EREA,
    "ime": CadreScolaire.IME,
    "itep": CadreScolaire.IME,
    "impro": CadreScolaire.IME,
    "cned": CadreScolaire.DISTANCE,
    "cfa": CadreScolaire.APPRENTISSAGE,
}

OUI_NON: dict[str, bool | None] = {
    "": None,
    "oui": True,
    "o": True,
    "x": True,
    "vrai": True,
    "non": False,
    "n": False,
    "faux": False,
}

#: Answers that name no allergy: there is none, or the cell does not say to what.
SANS_ALLERGIE = frozenset(
    {
        "",
        "non",
        "n",
        "aucune",
        "aucune connue",
        "aucune allergie",
        "pas d allergie",
        "neant",
        "rien",
        "ras",
        "sans",
        "0",
    }
)
ALLERGIE_TUE = frozenset(
    {"oui", "o", "x", "vrai", "inconnu", "inconnue", "inconnues", "nsp", "ne sait pas", "voir pai"}
)
_ENTRE_ALLERGIES = re.compile(r"[,;/\n]+")

#: Departments of today; 2A and 2B instead of 20.
DEPARTEMENTS = frozenset(
    {f"{n:02d}" for n in range(1, 96) if n != 20} | {"2A", "2B"} | {str(n) for n in (971, 972, 973, 974, 976)}
)

COURRIEL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+")
_TELEPHONE = re.compile(r"\+?[\d\s.()/-]+")


def is_telephone(texte: str) -> bool:
    """Digits as they are written in France or abroad: ten, or more with a prefix."""
    digits = sum(c.isdigit() for c in texte)
    return bool(_TELEPHONE.fullmatch(texte)) and 9 <= digits <= 15


def allergies_of(texte: str) -> list[str]:
    """« Pénicilline, arachide » names two; « aucune » names none. Written twice, it is one."""
    found: dict[str, str] = {}
    for part in _ENTRE_ALLERGIES.split(texte):
        found.setdefault(plier(part), part.strip())
    return [part for folded, part in found.items() if folded not in SANS_ALLERGIE]


def level_and_frame(ecole: str, classe: str) -> tuple[str, str]:
    """Return the level a class is read as, and the frame some word of it or of the school tells."""
    folded = plier(classe)
    short = " ".join(folded.split()[:2])
    level = NIVEAUX.get(folded) or NIVEAUX.get(short) or NIVEAUX.get(folded.split(" ")[0])
    words = mots_plies(f"{ecole} {classe}")
    frame = next((CADRES[word] for word in words if word in CADRES), CadreScolaire.ECOLE)
    return level or NiveauScolaire.AUTRE, frame
