"""Interleaved timing: every variant runs once per round, in an order drawn anew."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from statistics import median

Variantes = dict[str, Callable[[], object]]


@dataclass(frozen=True)
class Comparaison:
    """A ratio of two variants, and what it must be: ``numerateur / denominateur``."""

    numerateur: str
    denominateur: str
    au_plus: float | None = None
    au_moins: float | None = None

    def tenue(self, ratio: float) -> bool | None:
        """Whether the target is met; None when the ratio is only shown."""
        if self.au_plus is not None:
            return ratio <= self.au_plus
        if self.au_moins is not None:
            return ratio >= self.au_moins
        return None

    @property
    def cible(self) -> str:
        if self.au_plus is not None:
            return f"≤ {self.au_plus}"
        return f"≥ {self.au_moins}" if self.au_moins is not None else "–"


@dataclass
class Figure:
    """One line of the table of targets: its variants, in seconds, and the ratios asked of them."""

    nom: str
    titre: str
    comparaisons: tuple[Comparaison, ...]
    temps: dict[str, list[float]] = field(default_factory=dict)
    #: facts that are true or false, not measured in time (« no fork »)
    faits: dict[str, bool] = field(default_factory=dict)

    def ratio(self, comparaison: Comparaison) -> float:
        """Return the median of the ratios of each round: noise hits both sides of a round."""
        paires = zip(self.temps[comparaison.numerateur], self.temps[comparaison.denominateur], strict=True)
        return median(haut / bas for haut, bas in paires)

    def as_json(self) -> dict[str, object]:
        return {
            "nom": self.nom,
            "titre": self.titre,
            "unite": "ms",
            "mesures": [
                {
                    "variante": nom,
                    "min": round(min(temps) * 1000, 3),
                    "mediane": round(median(temps) * 1000, 3),
                    "max": round(max(temps) * 1000, 3),
                    "tours": len(temps),
                }
                for nom, temps in self.temps.items()
            ],
            "comparaisons": [
                {
                    "rapport": f"{c.numerateur} / {c.denominateur}",
                    "ratio": round(self.ratio(c), 3),
                    "cible": c.cible,
                    "tenue": c.tenue(self.ratio(c)),
                }
                for c in self.comparaisons
            ],
            "faits": self.faits,
        }


def chronometrer(variantes: Variantes, *, tours: int, chauffe: int = 1) -> dict[str, list[float]]:
    """Run every variant ``tours`` times after ``chauffe`` rounds that count for nothing."""
    rng = Random(7)
    temps: dict[str, list[float]] = {nom: [] for nom in variantes}
    for tour in range(chauffe + tours):
        noms = list(variantes)
        rng.shuffle(noms)
        for nom in noms:
            gc.collect()
            gc.disable()
            debut = time.perf_counter()
            variantes[nom]()
            duree = time.perf_counter() - debut
            gc.enable()
            if tour >= chauffe:
                temps[nom].append(duree)
    return temps


def tableau(figures: list[Figure]) -> str:
    """Return the table shown on the terminal, in milliseconds."""
    lignes = [f"{'':<44}{'min':>10}{'médiane':>10}{'max':>10}{'ratio':>8}{'cible':>8}  verdict"]
    for figure in figures:
        lignes.append(f"\n{figure.nom} : {figure.titre}")
        for nom, temps in figure.temps.items():
            chiffres = "".join(
                f"{valeur * 1000:>10.1f}" for valeur in (min(temps), median(temps), max(temps))
            )
            lignes.append(f"  {nom:<42}{chiffres}")
        for comparaison in figure.comparaisons:
            ratio = figure.ratio(comparaison)
            tenue = comparaison.tenue(ratio)
            verdict = "" if tenue is None else "tenu" if tenue else "MANQUÉ"
            rapport = f"{comparaison.numerateur} / {comparaison.denominateur}"
            lignes.append(f"  → {rapport:<70}{ratio:>8.2f}{comparaison.cible:>8}  {verdict}")
        lignes += [f"  → {fait:<86}  {'vrai' if vrai else 'FAUX'}" for fait, vrai in figure.faits.items()]
    return "\n".join(lignes)
