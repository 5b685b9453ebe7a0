"""The two values that are neither plain nor absent: sealed bytes in transit, and what stays closed."""

from __future__ import annotations

from socle.chiffrement.enums import Raison

PHRASE_ILLISIBLE = "Cette information ne peut pas être ouverte."


class Scelle:
    """Sealed bytes on their way between a row, its history and the database.

    Plain ``bytes`` are refused everywhere, so that a clear value can never pass for a sealed one.
    """

    __slots__ = ("octets",)

    def __init__(self, octets: bytes) -> None:
        self.octets = octets


class Illisible:
    """What a sealed attribute gives when it cannot be opened.

    It carries the original bytes: assigned back and saved, they are written as they were. It sorts
    after everything, so that a list of names stands with one of them closed.
    """

    __slots__ = ("octets", "raison")

    def __init__(self, raison: Raison, octets: bytes) -> None:
        self.raison = raison
        self.octets = octets

    def __str__(self) -> str:
        return PHRASE_ILLISIBLE

    def __repr__(self) -> str:
        return f"<Illisible {self.raison}>"

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return not isinstance(other, Illisible)
