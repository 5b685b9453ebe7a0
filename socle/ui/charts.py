"""Small charts as SVG geometry, computed here and drawn by a template: no library, no script.

A row for each bar, its label before it and its value after: twelve months stay readable on a telephone,
where bars side by side would not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: About the width of a telephone: letters are drawn there at the size they are said to have.
LARGEUR = 340
RANGEE = 30
EPAISSEUR = 16
#: What one letter takes at most, on average; values are bold. A label longer than ``LIBELLE_MAX`` is cut,
#: the table has it whole.
LETTRE, LETTRE_GRASSE = 7.4, 9.2
LIBELLE_MAX = 20
ECART = 8


@dataclass(frozen=True)
class Point:
    """One figure; without a value ``texte`` says why there is none. ``texte`` is the value unless told."""

    libelle: str
    valeur: int | None
    texte: str = ""

    @property
    def ecrit(self) -> str:
        return self.texte or ("–" if self.valeur is None else str(self.valeur))


@dataclass(frozen=True)
class Bar:
    """One row in the units of the drawing; ``ligne`` is the middle of its letters."""

    libelle: str
    texte: str
    y: int
    ligne: int
    longueur: int
    fin: int


@dataclass(frozen=True)
class BarChart:
    """Rows and the frame that holds them; ``course`` is the length of the longest bar there may be."""

    hauteur: int
    depart: int
    course: int
    bars: list[Bar]
    #: Whether not a single figure is known: there is nothing to draw.
    vide: bool
    #: Whether each row shows how long its bar could be.
    fond: bool
    largeur: int = LARGEUR
    epaisseur: int = EPAISSEUR

    @property
    def apres(self) -> int:
        """Where values stand when they stand in one column, after the longest bar."""
        return self.depart + self.course + ECART


def bars(donnees: Sequence[Point], *, maximum: int = 0) -> BarChart:
    """Lay out one row per figure, in their order; the longest bar is ``maximum``, or the greatest value.

    A figure of zero has no bar but its value; one that is not known has no bar and says so.
    """
    top = max([maximum, *(point.valeur for point in donnees if point.valeur is not None)], default=0) or 1
    labels = [_cut(point.libelle) for point in donnees]
    start = _width(labels, LETTRE) + ECART
    course = LARGEUR - start - _width([point.ecrit for point in donnees], LETTRE_GRASSE) - ECART
    rows = []
    for rank, (label, point) in enumerate(zip(labels, donnees, strict=True)):
        y = rank * RANGEE + (RANGEE - EPAISSEUR) // 2
        length = round((point.valeur or 0) / top * course)
        rows.append(Bar(label, point.ecrit, y, y + EPAISSEUR // 2, length, start + length + ECART))
    return BarChart(
        hauteur=max(len(donnees), 1) * RANGEE,
        depart=start,
        course=course,
        bars=rows,
        vide=all(point.valeur is None for point in donnees),
        fond=bool(maximum),
    )


def _cut(libelle: str) -> str:
    return libelle if len(libelle) <= LIBELLE_MAX else f"{libelle[: LIBELLE_MAX - 1].rstrip()}…"


def _width(textes: Sequence[str], lettre: float) -> int:
    return round(max(map(len, textes), default=0) * lettre)
