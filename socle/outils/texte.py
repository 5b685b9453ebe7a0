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
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    sans_accents = "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
    return _SEPARATEURS.sub(" ", sans_accents.casefold().translate(_LIGATURES)).strip()


def mots_plies(texte: str) -> list[str]:
    """Return the folded words of a text; hyphens, apostrophes and spaces all separate."""
    return plier(texte).split()
