"""Names taken out of what people wrote: each becomes the same words everywhere on a paper.

Only names that are known are found: whole words, whatever their case and accents. A name nobody recorded
stays as it was typed; the page where one asks for the paper says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from socle.outils.texte import mots_plies, plier

#: What stands in place of a name that two people bear.
AMBIGU = "une autre personne"
#: What stands in place of a street (ADR 0028: no paper of ours tells where somebody lives).
SANS_ADRESSE = "[adresse non écrite]"

_MOT = re.compile(r"[^\W_]+")
_ENTRE = re.compile(r"[\s’'\-‐]{1,3}")
_CIVILITE = re.compile(
    r"(?:\b(?:Mme|Mlle|Mr|Monsieur|Madame|Mademoiselle|Docteur|Dr|M)\b\.?\s+)$", re.IGNORECASE
)
_ELISION = re.compile(r"\b([Dd]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)e\s$")
_DEBUT_DE_PHRASE = re.compile(r"(?:^|[.!?…]\s|\n)\s*[«\"]?\s*$")
_RUE = re.compile(
    r"\b\d{1,4}\s*(?:bis|ter)?\s*,?\s+(?:rue|avenue|boulevard|bd|chemin|impasse|allée|place|route|quai|square"
    r"|lotissement|résidence|sentier|cité)\b[^,.;:\n]*(?:,?\s*\d{5}\b[^,.;:\n]*)?",
    re.IGNORECASE,
)
#: A part of a compound name (« Goff ») is looked for alone from this length on.
_PARTIE_MIN = 4
#: Words of « nom, ou ce qu’on sait » that name nobody.
_COMMUNS = frozenset(
    mots_plies("""
        m mme mlle mr monsieur madame mademoiselle docteur dr le la les l un une des du de d et ou son sa ses leur a
        au aux en dans chez qui pere mere papa maman parent parents beau belle frere soeur oncle tante grand grande
        cousin cousine voisin voisine ami amie copain copine homme femme garcon fille jeune adulte enfant eleve
        inconnu inconnue professeur enseignant enseignante chauffeur animateur animatrice educateur educatrice quelqu
        personne autre mineur mineure majeur famille village ecole college lycee quartier
    """)
)


@dataclass(frozen=True)
class _Cible:
    mots: str
    #: a common word (« claire ») is a name only with its capital
    majuscule: bool


@dataclass
class Caviardage:
    """What replaces which names; built once for a paper, applied to every text of it."""

    _noms: dict[tuple[str, ...], _Cible] = field(default_factory=dict)
    _gardes: set[tuple[str, ...]] = field(default_factory=set)
    #: words folded once for the paper, and forgotten with it
    _plies: dict[str, str] = field(default_factory=dict)

    def garder(self, prenom: str, nom: str) -> None:
        """Keep a name as it is written, also where somebody to be hidden bears it."""
        self._gardes.update(suite for suite, _ in _suites(prenom, nom))

    def cacher(self, prenom: str, nom: str, mots: str, *, prudent: bool = False) -> None:
        """Hide somebody behind ``mots``; ``prudent``: a first name or surname alone needs its capital."""
        for suite, part in _suites(prenom, nom):
            self._ajouter(suite, mots, majuscule=part or (prudent and len(suite) == 1))

    def cacher_texte(self, dit: str, mots: str) -> None:
        """Hide the names in « nom, ou ce qu’on sait »: its words with a capital, else a word or two alone."""
        words = _MOT.findall(unicodedata.normalize("NFC", dit))
        names = [w for w in words if w[0].isupper() and plier(w) not in _COMMUNS]
        if not names and len(words) <= 2:
            names = [w for w in words if plier(w) not in _COMMUNS and len(w) > 1]
        for word in names:
            self._ajouter((plier(word),), mots, majuscule=False)
        if len(names) > 1:
            self._ajouter(tuple(plier(word) for word in names), mots, majuscule=False)

    def __call__(self, texte: str) -> str:
        texte = _RUE.sub(SANS_ADRESSE, unicodedata.normalize("NFC", texte))
        result, end = "", 0
        for start, stop, mots in self._trouver(texte):
            before = _CIVILITE.sub("", result + texte[end:start])
            if mots.startswith(("un ", "une ")):
                before = _ELISION.sub(r"\1’", before)
            begins = _DEBUT_DE_PHRASE.search(before)
            result, end = before + (mots[0].upper() + mots[1:] if begins else mots), stop
        return result + texte[end:]

    def _ajouter(self, suite: tuple[str, ...], mots: str, *, majuscule: bool) -> None:
        if not suite or not all(suite) or suite in self._gardes:
            return
        known = self._noms.get(suite)
        if known is None or known.mots == mots:
            self._noms[suite] = _Cible(mots, majuscule and (known is None or known.majuscule))
        else:
            self._noms[suite] = _Cible(AMBIGU, majuscule and known.majuscule)

    def _trouver(self, texte: str) -> Iterator[tuple[int, int, str]]:
        if not self._noms:
            return
        found = [(m.start(), m.end(), self._plie(m.group())) for m in _MOT.finditer(texte)]
        longest = max(len(suite) for suite in self._noms)
        rank = 0
        while rank < len(found):
            for size in range(min(longest, len(found) - rank), 0, -1):
                words = found[rank : rank + size]
                target = self._noms.get(tuple(word for _, _, word in words))
                if target is None or not _voisins(texte, words):
                    continue
                start, stop = words[0][0], words[-1][1]
                if target.majuscule and not texte[start].isupper():
                    continue
                yield start, stop, target.mots
                rank += size
                break
            else:
                rank += 1

    def _plie(self, mot: str) -> str:
        if mot not in self._plies:
            self._plies[mot] = plier(mot)
        return self._plies[mot]


def _voisins(texte: str, words: list[tuple[int, int, str]]) -> bool:
    """Whether nothing but a space or a hyphen stands between words: « Léa. Martin » are two people."""
    return all(_ENTRE.fullmatch(texte[left[1] : right[0]]) for left, right in pairwise(words))


def _suites(prenom: str, nom: str) -> Iterable[tuple[tuple[str, ...], bool]]:
    """Yield the words a person is called by, and whether it is a part of a compound name."""
    first, last = tuple(mots_plies(prenom)), tuple(mots_plies(nom))
    yield first + last, False
    yield last + first, False
    for name in (first, last):
        yield name, False
        if len(name) > 1:
            yield from (((word,), True) for word in name if len(word) >= _PARTIE_MIN)
