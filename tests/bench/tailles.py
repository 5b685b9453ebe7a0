"""How much is measured: the sizes of the targets, and small ones to see that the bench runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tailles:
    lignes: int
    cles: int
    enfants_liste: int
    villages_liste: int
    transactions: int
    ecrivains: int
    enfants_pages: int
    villages_pages: int
    entrees_pages: int
    tours: int
    repetitions: int
    fichier_mio: int
    lignes_effectif: int
    enfants_recherche: int
    maisons_accueil: int
    incidents_tableau: int
    villages_tableau: int


PLEINE = Tailles(
    lignes=10_000, cles=1_000, enfants_liste=100_000, villages_liste=200, transactions=15, ecrivains=8,
    enfants_pages=20_000, villages_pages=40, entrees_pages=2_000_000, tours=15, repetitions=5,
    fichier_mio=25,
    lignes_effectif=20_000,
    enfants_recherche=5_000, maisons_accueil=10, incidents_tableau=50_000, villages_tableau=20,
)  # fmt: skip
COURTE = Tailles(
    lignes=60, cles=6, enfants_liste=120, villages_liste=4, transactions=2, ecrivains=2,
    enfants_pages=60, villages_pages=3, entrees_pages=600, tours=2, repetitions=1,
    fichier_mio=2,
    lignes_effectif=60,
    enfants_recherche=40, maisons_accueil=4, incidents_tableau=60, villages_tableau=3,
)  # fmt: skip

#: What the pages of a large installation are compared with: the size of the demo.
PETITE = (2, 34, 3_000)
