"""Excel workbooks, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from fratries.effectif.formats.archive import open_archive
from fratries.effectif.formats.base import (
    COLONNES_MAX,
    FEUILLES_MAX,
    Feuille,
    FichierRefuseError,
    Ligne,
    Valeur,
    clean_text,
    illisible,
)

_BROKEN = (
    BadZipFile, DefusedXmlException, EOFError, InvalidFileException, KeyError, OSError, ParseError,
    AttributeError, IndexError, TypeError, ValueError,
)  # fmt: skip


def read(contenu: bytes) -> Iterator[Feuille]:
    """Yield the sheets; formulas give the value last computed. Raises FichierRefuseError."""
    open_archive(contenu).close()
    try:
        workbook = openpyxl.load_workbook(
            BytesIO(contenu), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
    except FichierRefuseError:
        raise
    except _BROKEN as error:
        raise illisible() from error
    try:
        for sheet in islice(workbook.worksheets, FEUILLES_MAX):
            if sheet.sheet_state == "visible":
                yield Feuille(clean_text(sheet.title), _rows(sheet))
    finally:
        workbook.close()


def _rows(sheet: Any) -> Iterator[Ligne]:
    # The announced size is often wrong, and is where a sheet of a million empty rows hides.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_col=COLONNES_MAX, values_only=True), 1)
    while True:
        try:
            found = next(rows, None)
        except _BROKEN as error:
            raise illisible() from error
        if found is None:
            return
        yield found[0], tuple(_value(v) for v in found[1])


def _value(value: Any) -> Valeur:
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return clean_text(str(value)) or None
