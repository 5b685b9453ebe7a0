"""Children named in a text: stored as ``@[id]``, read according to whose file is open.

A text sealed in one child's file never holds another child's first name in clear: there it
reads « un autre enfant », and the token stays for later redaction. Whoever writes reads first
names. A first name is recognised as a whole word with its capital, accents or not, hyphen or
space in compound names; after ``@`` the capital is not asked. Software guesses no further:
nicknames and lower-case names stay as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from enfants.models import Enfant
from socle.chiffrement.values import Illisible
from socle.outils.texte import plier

AUTRE = "un autre enfant"

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_JETON = re.compile(rf"@\[({_UUID})\]")
#: A token with the word before it that must be elided (« de » → « d’un autre enfant »).
_JETON_ET_AVANT = re.compile(rf"(?:\b([Dd]e|[Qq]ue|[Ll]orsque|[Pp]uisque) )?@\[({_UUID})\]")
_DEBUT_DE_PHRASE = re.compile(r"(?:^|[.!?…]\s+|\n\s*)$")
_TIRETS = "\u2010\u2011-"


def noms_distincts(enfants: Iterable[Enfant]) -> dict[UUID, str]:
    """Return how each child is called among the others: first name, with an initial when two share it.

    A child whose name cannot be opened is left out: nothing in a text can name them.
    """
    lisibles = [e for e in enfants if not isinstance(e.prenom, Illisible)]
    compte = Counter(plier(e.prenom) for e in lisibles)
    return {
        e.pk: e.prenom
        if compte[plier(e.prenom)] == 1 or isinstance(e.nom, Illisible)
        else f"{e.prenom} {e.nom[:1].upper()}."
        for e in lisibles
    }


def poser(texte: str, noms: Mapping[UUID, str]) -> str:
    """Put tokens in place of the names of ``noms``, longest first; equal names are left as typed."""
    compte = Counter(_reperes(nom) for nom in noms.values())
    par_repere = {_reperes(nom): ident for ident, nom in noms.items() if compte[_reperes(nom)] == 1}
    if not par_repere:
        return texte
    pliables = sorted(par_repere, key=len, reverse=True)
    motif = re.compile(
        rf"(?<![\w@])(?<!\w[{_TIRETS}])(@?)({'|'.join(_motif(r) for r in pliables)})(?!\w)(?![{_TIRETS}]\w)",
        re.IGNORECASE,
    )
    texte = unicodedata.normalize("NFC", texte)
    morceaux, fin = [], 0
    for trouve in motif.finditer(_sans_accents(texte)):
        nom = texte[trouve.start(2) : trouve.end()]
        if trouve[1] or _a_ses_capitales(nom):
            morceaux += [texte[fin : trouve.start()], f"@[{par_repere[_reperes(nom)]}]"]
            fin = trouve.end()
    return "".join([*morceaux, texte[fin:]])


def lire(texte: str | Illisible, *, dossier: UUID, prenom: str | Illisible) -> str | Illisible:
    """Return the text as the file of one child shows it: their own first name, nobody else's."""
    if isinstance(texte, Illisible):
        return texte

    def remplacer(jeton: re.Match[str]) -> str:
        avant = jeton[1] or ""
        if UUID(jeton[2]) == dossier:
            return f"{avant} {prenom}" if avant else str(prenom)
        if avant:
            return f"{avant[:-1]}’{AUTRE}"
        return AUTRE.capitalize() if _DEBUT_DE_PHRASE.search(texte[: jeton.start()]) else AUTRE

    return _JETON_ET_AVANT.sub(remplacer, texte)


def relire(texte: str | Illisible, noms: Mapping[UUID, str]) -> str | Illisible:
    """Return the text as its writer typed it, with the names they may see."""
    if isinstance(texte, Illisible):
        return texte
    return _JETON.sub(lambda jeton: noms.get(UUID(jeton[1]), AUTRE), texte)


def enfants_cites(*textes: str | Illisible) -> set[UUID]:
    """Return the ids of the children a text names."""
    return {
        UUID(ident) for texte in textes if not isinstance(texte, Illisible) for ident in _JETON.findall(texte)
    }


def _reperes(nom: str) -> str:
    """Fold a name for comparison: no accent, no capital, spaces for hyphens, one apostrophe."""
    plie = _sans_accents(unicodedata.normalize("NFC", nom)).replace("’", "'")
    return " ".join(re.sub(rf"[\s{_TIRETS}]+", " ", plie).casefold().split())


def _motif(repere: str) -> str:
    return rf"(?:[ \u00a0]|[{_TIRETS}])".join(
        re.escape(mot).replace("'", "['’]") for mot in repere.split(" ")
    )


def _sans_accents(texte: str) -> str:
    """Drop the accents of a composed text, one character for one: places do not move."""
    return "".join(unicodedata.normalize("NFD", lettre)[0] for lettre in texte)


def _a_ses_capitales(nom: str) -> bool:
    """Whether the first and last words begin with a capital (« Marie de Lourdes »)."""
    mots = re.split(rf"[\s{_TIRETS}]+", nom)
    return mots[0][:1].isupper() and mots[-1][:1].isupper()
