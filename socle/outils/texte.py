"""Folding of names, for comparing what different people typed."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SEPARATEURS = re.compile(r"[\W_]+")


def plier(texte: str) -> str:
    """Return lower-case letters and digits without accents, words separated by one space."""
    if texte.isascii():  # nothing to decompose: half the names of a page
        return _SEPARATEURS.sub(" ", texte.lower()).strip()
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    sans_accents = "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
    return _SEPARATEURS.sub(" ", sans_accents.casefold().translate(_LIGATURES)).strip()


def mots_plies(texte: str) -> list[str]:
    """Return the folded words of a text; hyphens, apostrophes and spaces all separate."""
    return plier(texte).split()


_BLANCS = re.compile(r"\s+")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})


def _plier_sur_place(texte: str) -> str:
    """Fold case, accents and apostrophes, keeping spaces and punctuation."""
    plie = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES).translate(_APOSTROPHES))
    return "".join(lettre for lettre in plie if not unicodedata.combining(lettre))


def reperer(texte: str, recherche: str) -> list[tuple[int, int]]:
    """Return where ``recherche`` stands in ``texte``, as (start, end) in the original text.

    Case, accents, ligatures and the number of spaces do not count; an empty search finds nothing.
    """
    cherche = _BLANCS.sub(" ", _plier_sur_place(recherche)).strip()
    # The whole text first: most texts hold nothing, and positions are costly.
    if not cherche or cherche not in _BLANCS.sub(" ", _plier_sur_place(texte)):
        return []
    plie: list[str] = []
    origine: list[int] = []
    for position, lettre in enumerate(texte):
        for folded in _BLANCS.sub(" ", _plier_sur_place(lettre)):
            if folded != " " or plie[-1:] != [" "]:
                plie.append(folded)
                origine.append(position)
    entier = "".join(plie)
    found = []
    start = entier.find(cherche)
    while start >= 0:
        end = start + len(cherche)
        # An accent typed apart follows its letter: it belongs to the hit.
        last = origine[end - 1] + 1
        while last < len(texte) and unicodedata.combining(texte[last]):
            last += 1
        found.append((origine[start], last))
        start = entier.find(cherche, end)
    return found
