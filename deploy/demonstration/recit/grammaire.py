"""Draws sentences for one child and makes them agree; the same seed gives the same evening."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from deploy.demonstration.recit.banque import liste, phrases
from enfants.enums import Humeur, Sexe, Theme

_FEMININ = {
    "il": "elle", "Il": "Elle", "e": "e", "le": "la", "lui": "elle", "fier": "fière", "heureux": "heureuse",
    "f": "ve", "se": "se",
}  # fmt: skip
_MASCULIN = {
    "il": "il", "Il": "Il", "e": "", "le": "le", "lui": "lui", "fier": "fier", "heureux": "heureux",
    "f": "f", "se": "x",
}  # fmt: skip

#: How often a theme comes up, by age band.
_POIDS: dict[Theme, dict[str, int]] = {
    Theme.ECOLE: {"p": 3, "e": 6, "a": 6, "g": 5},
    Theme.LOISIRS: {"p": 6, "e": 5, "a": 4, "g": 3},
    Theme.REPAS: {"p": 4, "e": 3, "a": 3, "g": 2},
    Theme.SOMMEIL: {"p": 4, "e": 3, "a": 2, "g": 1},
    Theme.SANTE: {"p": 2, "e": 2, "a": 2, "g": 1},
    Theme.FAMILLE: {"p": 2, "e": 3, "a": 3, "g": 2},
    Theme.FRATRIE: {"p": 2, "e": 3, "a": 2, "g": 1},
    Theme.AUTONOMIE: {"p": 2, "e": 2, "a": 3, "g": 5},
    Theme.PAROLE: {"p": 2, "e": 3, "a": 3, "g": 3},
}

_HUMEURS = {
    Humeur.JOYEUX: 30, Humeur.CALME: 34, Humeur.FATIGUE: 16, Humeur.INQUIET: 7, Humeur.TRISTE: 7,
    Humeur.EN_COLERE: 6,
}  # fmt: skip


def tranche(age: int) -> str:
    """Return the age band of the sentences."""
    if age <= 5:
        return "p"
    if age <= 10:
        return "e"
    return "a" if age <= 15 else "g"


def en_vacances(jour: date) -> bool:
    """Whether there is no school: week-ends, summer, and the turn of the year."""
    return (
        jour.weekday() >= 5
        or jour.month in {7, 8}
        or (jour.month, jour.day) >= (12, 20)
        or ((jour.month, jour.day) <= (1, 4))
    )


def mention(enfant_id: UUID) -> str:
    """Return the token that names another child of the house."""
    return f"@[{enfant_id}]"


class _Tirage(dict[str, str]):
    """Words of one sentence; a list is drawn when the sentence asks for it."""

    def __init__(self, words: dict[str, str], rng: Random) -> None:
        super().__init__(words)
        self._rng = rng

    def __missing__(self, name: str) -> str:
        return self._rng.choice(liste(name))


@dataclass
class Plume:
    """Writes about one child; each sentence of a theme comes once before any comes again."""

    prenom: str
    sexe: Sexe
    age: int
    rng: Random
    _reste: dict[Theme, list[str]] = field(default_factory=dict)
    _dernieres: dict[Theme, str] = field(default_factory=dict)

    def accorder(self, phrase: str, autre: UUID | None = None, *, nomme: bool = False) -> str:
        """Fill a sentence with the child's name, what agrees with it, and drawn words.

        ``nomme``: the sentence before has just named the child, so that a pronoun is enough.
        """
        accords = _FEMININ if self.sexe is Sexe.FILLE else _MASCULIN
        words = {"P": self.prenom, **accords}
        if nomme and phrase.startswith("{P} "):
            phrase = "{Il}" + phrase.removeprefix("{P}")
        if autre is not None:
            words["autre"] = mention(autre)
        texte = phrase.format_map(_Tirage(words, self.rng))
        return texte[0].upper() + texte[1:]

    def phrase(self, theme: Theme, autres: list[UUID]) -> str:
        """Draw one sentence; without another child present, one that names nobody."""
        reste = self._reste.setdefault(theme, [])
        for _ in range(2):
            for rang, phrase in enumerate(reste):
                if autres or "{autre}" not in phrase:
                    self._dernieres[theme] = phrase
                    return reste.pop(rang)
            banque = phrases(theme, tranche(self.age))
            self.rng.shuffle(banque)
            # What was said last waits for the end of the new turn.
            banque.sort(key=lambda phrase: phrase == self._dernieres.get(theme))
            reste.extend(banque)
        return "Soirée calme, {P} est resté{e} au salon avec un livre."

    def texte(self, themes: list[Theme], freres: list[UUID], autres: list[UUID]) -> str:
        """Write one sentence per theme; only brothers and sisters are named about the siblings."""
        found: list[str] = []
        for theme in themes:
            candidats = freres if theme is Theme.FRATRIE else autres
            phrase = self.phrase(theme, candidats)
            nomme = bool(found) and self.prenom in found[-1]
            found.append(
                self.accorder(phrase, self.rng.choice(candidats) if candidats else None, nomme=nomme)
            )
        return " ".join(found)

    def themes(self, jour: date, nombre: int, *, freres: bool) -> list[Theme]:
        """Draw different themes; school only when there is school, siblings when one is there."""
        poids = {theme: _POIDS[theme][tranche(self.age)] for theme in Theme}
        if en_vacances(jour):
            poids[Theme.ECOLE] = 0
        if not freres:
            poids[Theme.FRATRIE] = 0
        drawn: list[Theme] = []
        while len(drawn) < nombre:
            drawn += self.rng.choices(list(poids), list(poids.values()))
            poids[drawn[-1]] = 0
        return drawn

    def humeur(self) -> str:
        """Draw a mood, or none: it is optional."""
        if self.rng.random() < 0.3:
            return ""
        return self.rng.choices(list(_HUMEURS), list(_HUMEURS.values()))[0].value
