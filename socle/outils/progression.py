"""A progress bar for long commands: one moving line on a terminal, one line per tenth in a log."""

from __future__ import annotations

from typing import TextIO

_LARGEUR = 40


class Progression:
    """Counts up to ``total`` and shows it on ``sortie``."""

    def __init__(self, total: int, sortie: TextIO) -> None:
        self.total = total
        self.fait = 0
        self._sortie = sortie
        self._terminal = sortie.isatty()
        self._dixieme = -1

    def advance(self, nombre: int) -> None:
        """Add what has just been done."""
        self.fait += nombre
        part = self.fait / self.total if self.total else 1.0
        if self._terminal:
            plein = int(part * _LARGEUR)
            barre = "█" * plein + "░" * (_LARGEUR - plein)
            fin = "\n" if self.fait >= self.total else ""
            self._sortie.write(f"\r{barre} {part:4.0%}  {self.fait}/{self.total}{fin}")
            self._sortie.flush()
        elif int(part * 10) > self._dixieme:
            self._dixieme = int(part * 10)
            self._sortie.write(f"{part:4.0%}  {self.fait}/{self.total}\n")
            self._sortie.flush()
