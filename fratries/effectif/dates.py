"""Dates as people type them in a spreadsheet, or as it keeps them: a number of days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fratries.effectif.formats.base import Valeur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier

#: Day zero of Excel's count, its leap-year mistake of 1900 included.
_ORIGINE = date(1899, 12, 30)
_SERIE_MIN, _SERIE_MAX = 61, 109_574  # 1 March 1900 to 31 December 2199
#: Two digits this far ahead of today still mean this century: an end of measure is ahead.
_AVENIR = 10

_MOIS = {
    mois: rang
    for rang, formes in enumerate(
        [
            ("janvier", "janv", "jan"), ("fevrier", "fevr", "fev"), ("mars", "mar"), ("avril", "avr"), ("mai",),
            ("juin",), ("juillet", "juil"), ("aout",), ("septembre", "sept", "sep"), ("octobre", "oct"),
            ("novembre", "nov"), ("decembre", "dec"),
        ],
        1,
    )
    for mois in formes
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_CHIFFRES = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?:\s+[\d:]+)?")
_LETTRES = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})")


def read_date(value: Valeur) -> date | None:
    """Return the day a cell means, or None when it means none (« 31/02/2015 », « bientôt »)."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _written(value.strip())
    return None if value is None else _serial(value)


def _written(texte: str) -> date | None:
    if texte.isdigit():
        return _serial(int(texte)) if len(texte) == 5 else None
    if found := _ISO.fullmatch(texte):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _CHIFFRES.fullmatch(texte):
        return _day(int(found[1]), int(found[2]), _year(found[3]))
    found = _LETTRES.fullmatch(plier(texte))
    if found and found[2] in _MOIS:
        return _day(int(found[1]), _MOIS[found[2]], _year(found[3]))
    return None


def _serial(number: float) -> date | None:
    if not _SERIE_MIN <= number <= _SERIE_MAX:
        return None
    return _ORIGINE + timedelta(days=int(number))


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year <= aujourdhui().year - 2000 + _AVENIR else 1900 + year


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
