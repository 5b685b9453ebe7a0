"""Reads the sentences, lists and moments kept beside this file as plain text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from enfants.enums import Theme
from socle.ui.typographie import typographie

_ICI = Path(__file__).parent


@dataclass(frozen=True)
class Moment:
    """One written moment of a child's story, and how many days before today."""

    jours_avant: int
    themes: tuple[Theme, ...]
    importante: bool
    humeur: str
    texte: str


def _lignes(nom: str) -> list[str]:
    lignes = (_ICI / nom).read_text(encoding="utf-8").splitlines()
    return [typographie(ligne) for ligne in lignes if ligne and not ligne.startswith("#")]


@cache
def sections(nom: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of a file by ``[section]``."""
    found: dict[str, list[str]] = defaultdict(list)
    section = ""
    for ligne in _lignes(nom):
        if ligne.startswith("["):
            section = ligne.strip("[]")
        else:
            found[section].append(ligne)
    return {section: tuple(lignes) for section, lignes in found.items()}


def phrases(theme: Theme, tranche: str) -> list[str]:
    """Return the sentences of a theme for an age band."""
    pairs = (ligne.split(" | ", 1) for ligne in sections("phrases.txt")[theme])
    return [phrase for bands, phrase in pairs if tranche in bands]


def liste(nom: str) -> tuple[str, ...]:
    return sections("listes.txt")[nom]


def partagees() -> list[tuple[tuple[Theme, ...], str]]:
    """Return the texts one may share between brothers and sisters, with their themes."""
    pairs = (ligne.split(" | ", 1) for ligne in sections("autres.txt")["partagees"])
    return [(_themes(themes), texte) for themes, texte in pairs]


def importantes(tranche: str) -> list[tuple[Theme, str]]:
    lignes = (ligne.split(" | ", 2) for ligne in sections("autres.txt")["importantes"])
    return [(Theme(theme), texte) for bands, theme, texte in lignes if tranche in bands]


def autres(section: str) -> tuple[str, ...]:
    return sections("autres.txt")[section]


@cache
def moments() -> dict[str, dict[int, Moment]]:
    """Return the written moments by first name and day."""
    found: dict[str, dict[int, Moment]] = defaultdict(dict)
    for ligne in _lignes("moments.txt"):
        prenom, jours, themes, humeur, texte = ligne.split(" | ", 4)
        found[prenom][int(jours)] = Moment(
            int(jours), _themes(themes.lstrip("*")), themes.startswith("*"), humeur, texte
        )
    return found


def _themes(texte: str) -> tuple[Theme, ...]:
    return tuple(Theme(theme) for theme in texte.split(","))
