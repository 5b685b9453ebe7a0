"""People, couples and children: what a genogram knows, before any drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Forme(StrEnum):
    """The field's symbols: square, circle, diamond when it is not said, triangle before birth."""

    HOMME = "homme"
    FEMME = "femme"
    NON_PRECISE = "non_precise"
    A_NAITRE = "a_naitre"


class Filiation(StrEnum):
    """How a child came to a couple: a full line, or a dotted one."""

    NAISSANCE = "naissance"
    ADOPTION = "adoption"
    ACCUEIL = "accueil"


@dataclass(frozen=True, kw_only=True)
class Personne:
    """One person, drawn once. ``jumeau`` is common to those born together, ``foyer`` to those who
    live under the child's roof; ``generation`` is where the tie alone would place them.
    """

    cle: str
    nom: str
    mot: str = ""
    forme: Forme = Forme.NON_PRECISE
    annee: int | None = None
    decede: bool = False
    index: bool = False
    foyer: bool = False
    jumeau: str = ""
    generation: int = 0


@dataclass(frozen=True)
class Couple:
    """One or two parents, how they stand to each other, and the children they have together.

    ``nature`` is a union, or empty when nothing says more than the children.
    """

    parents: tuple[str, ...]
    nature: str = ""
    enfants: tuple[tuple[str, Filiation], ...] = ()


@dataclass(frozen=True)
class Arbre:
    """The whole family; iteration is in a fixed order whatever the database answered first."""

    personnes: dict[str, Personne] = field(default_factory=dict)
    couples: tuple[Couple, ...] = ()

    def couples_de(self, cle: str) -> list[Couple]:
        """Return the couples this person is a parent or partner in."""
        return [couple for couple in self.couples if cle in couple.parents]

    def parents_de(self, cle: str) -> list[Couple]:
        """Return the couples this person is a child of."""
        return [couple for couple in self.couples if any(enfant == cle for enfant, _ in couple.enfants)]

    def generations(self) -> dict[str, int]:
        """Return each person's generation: 0 is the child's, parents stand one above.

        Ties place first what they join to the child; who is joined to nobody stands where their own
        tie says.
        """
        placed: dict[str, int] = {}
        ordered = sorted(self.personnes.values(), key=lambda p: (not p.index, p.cle))
        for person in ordered:
            if person.cle in placed:
                continue
            placed[person.cle] = 0 if person.index else person.generation
            waiting = [person.cle]
            while waiting:
                current = waiting.pop(0)
                for other, step in self._neighbours(current):
                    if other not in placed:
                        placed[other] = placed[current] + step
                        waiting.append(other)
        return placed

    def _neighbours(self, cle: str) -> Iterator[tuple[str, int]]:
        for couple in self.couples:
            if cle in couple.parents:
                yield from ((other, 0) for other in couple.parents if other != cle)
                yield from ((enfant, 1) for enfant, _ in couple.enfants)
            if any(enfant == cle for enfant, _ in couple.enfants):
                yield from ((parent, -1) for parent in couple.parents)
                yield from ((enfant, 0) for enfant, _ in couple.enfants if enfant != cle)
