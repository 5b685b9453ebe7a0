"""How close what people typed is to a name: the same, its beginning, or one typing error away.

Pure and small on purpose: one error is a letter more, a letter less, another letter, or two
neighbours exchanged, which a single pass over both words tells. Nothing is remembered between two
searches: a name has no place in a cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest
from typing import TypeVar

from socle.outils.texte import mots_plies

#: Shorter words forgive nothing: « Léo » is one letter away from half the first names.
LETTRES_MIN_ERREUR = 4
LETTRES_MIN = 2
MOTS_MAX = 6

Chose = TypeVar("Chose")


class Proximite(IntEnum):
    """From the closest to the furthest: the order of results."""

    EXACT = 0
    DEBUT = 1
    ERREUR = 2


def une_erreur_pres(tape: str, nom: str) -> bool:
    """Whether exactly one insertion, deletion, substitution or exchange of neighbours parts two words."""
    court, long = (tape, nom) if len(tape) <= len(nom) else (nom, tape)
    if len(long) - len(court) > 1:
        return False
    rang = 0
    for lettre, autre in zip(court, long, strict=False):
        if lettre != autre:
            break
        rang += 1
    if len(court) < len(long):
        return court[rang:] == long[rang + 1 :]
    if rang == len(court):
        return False
    return court[rang + 1 :] == long[rang + 1 :] or (
        court[rang : rang + 2] == long[rang : rang + 2][::-1] and court[rang + 2 :] == long[rang + 2 :]
    )


def _morceaux(noms: Sequence[tuple[str, object]]) -> list[tuple[str, str]]:
    """Return the words of names and, run together, their neighbours: « Jean-Pierre » is « jeanpierre » too."""
    morceaux = []
    for libelle, nom in noms:
        if not isinstance(nom, str):
            continue
        mots = mots_plies(nom)
        morceaux += [(mot, libelle) for mot in mots]
        for debut in range(len(mots) - 1):
            for fin in range(debut + 2, len(mots) + 1):
                morceaux.append(("".join(mots[debut:fin]), libelle))
    return morceaux


@dataclass(frozen=True)
class Rapprochement:
    """What was found of the words typed: (name, how close) for each of them."""

    accords: tuple[tuple[str, Proximite], ...]

    @property
    def proximite(self) -> Proximite:
        return max(proximite for _, proximite in self.accords)

    @property
    def raison(self) -> str:
        """« prénom », « début du nom », « prénom, une lettre d’écart »: why it was found."""
        plus_loin: dict[str, Proximite] = {}
        for libelle, proximite in self.accords:
            plus_loin[libelle] = max(proximite, plus_loin.get(libelle, proximite))
        return " ; ".join(_phrase(libelle, proximite) for libelle, proximite in plus_loin.items())


def _phrase(libelle: str, proximite: Proximite) -> str:
    if proximite is Proximite.DEBUT:
        return f"début du {libelle}"
    return f"{libelle}, une lettre d’écart" if proximite is Proximite.ERREUR else libelle


class Recherche:
    """The words typed, folded. They are kept for the length of the search and shown nowhere else."""

    def __init__(self, texte: str) -> None:
        self.mots = mots_plies(texte)[:MOTS_MAX]

    @property
    def trop_courte(self) -> bool:
        """Whether it would find everybody."""
        return sum(map(len, self.mots)) < LETTRES_MIN

    def confronter(self, noms: Sequence[tuple[str, object]]) -> Rapprochement | None:
        """Compare with the names of one person or place, given as (what the name is, the name).

        Every word must be found, in any order; one of them may be one error away. A name that cannot
        be opened is found by nobody.
        """
        morceaux = _morceaux(noms)
        accords = self._apparier(0, morceaux, erreur_permise=True) if self.mots else None
        return None if accords is None else Rapprochement(accords)

    def _apparier(
        self, rang: int, morceaux: list[tuple[str, str]], *, erreur_permise: bool
    ) -> tuple[tuple[str, Proximite], ...] | None:
        if rang == len(self.mots):
            return ()
        # A word alone, or run together with the next one: « jean pierre » for « Jeanpierre ».
        for combien in (1, 2):
            if rang + combien > len(self.mots):
                break
            accord = _le_plus_proche("".join(self.mots[rang : rang + combien]), morceaux, erreur_permise)
            if accord is None:
                continue
            permise = erreur_permise and accord[1] is not Proximite.ERREUR
            suite = self._apparier(rang + combien, morceaux, erreur_permise=permise)
            if suite is not None:
                return (accord, *suite)
        return None


def _le_plus_proche(
    mot: str, morceaux: Iterable[tuple[str, str]], erreur_permise: bool
) -> tuple[str, Proximite] | None:
    """Return the closest piece: thousands of times for one search, so nothing is called that is not needed."""
    longueur = len(mot)
    tolere = erreur_permise and longueur >= LETTRES_MIN_ERREUR
    debut: tuple[str, Proximite] | None = None
    erreur: tuple[str, Proximite] | None = None
    for morceau, libelle in morceaux:
        if morceau.startswith(mot):
            if len(morceau) == longueur:
                return libelle, Proximite.EXACT
            debut = debut or (libelle, Proximite.DEBUT)
        elif (
            tolere
            and erreur is None
            and -2 < len(morceau) - longueur < 2
            and len(morceau) >= LETTRES_MIN_ERREUR
            and une_erreur_pres(mot, morceau)
        ):
            erreur = libelle, Proximite.ERREUR
    return debut or erreur


def meilleurs(
    candidats: Iterable[tuple[Chose, Sequence[tuple[str, object]]]], recherche: Recherche, limite: int
) -> list[tuple[Chose, Rapprochement]]:
    """Return the candidates found, the closest first, then by their names; ``limite`` of them at most."""
    if recherche.trop_courte:
        return []
    trouves = [
        (accord.proximite, [mots_plies(str(nom)) for _, nom in noms], rang, chose, accord)
        for rang, (chose, noms) in enumerate(candidats)
        if (accord := recherche.confronter(noms)) is not None
    ]
    return [(chose, accord) for *_, chose, accord in nsmallest(limite, trouves, key=lambda t: t[:3])]
