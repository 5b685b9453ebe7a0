"""Small charts as SVG geometry, computed here and drawn by a template: no library, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGEUR_BARRE = 44
PAS = 64
HAUTEUR = 120
MARGE = 28


@dataclass(frozen=True)
class Bar:
    """One bar in the units of the drawing."""

    libelle: str
    valeur: int
    x: int
    y: int
    hauteur: int
    milieu: int


@dataclass(frozen=True)
class BarChart:
    """Bars and the frame that holds them."""

    largeur: int
    hauteur: int
    sol: int
    bars: list[Bar]


def bars(donnees: Sequence[tuple[str, int]]) -> BarChart:
    """Lay out one bar per pair; an empty or all-zero series draws flat bars."""
    top = max((valeur for _, valeur in donnees), default=0) or 1
    sol = MARGE + HAUTEUR
    return BarChart(
        largeur=max(len(donnees), 1) * PAS,
        hauteur=sol + MARGE,
        sol=sol,
        bars=[
            Bar(
                libelle=libelle,
                valeur=valeur,
                x=rang * PAS + (PAS - LARGEUR_BARRE) // 2,
                y=sol - round(valeur / top * HAUTEUR),
                hauteur=round(valeur / top * HAUTEUR),
                milieu=rang * PAS + PAS // 2,
            )
            for rang, (libelle, valeur) in enumerate(donnees)
        ],
    )
