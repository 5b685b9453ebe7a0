"""OpenDocument sheets, row by row, from the one XML part that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from fratries.effectif.formats.archive import open_archive
from fratries.effectif.formats.base import (
    COLONNES_MAX,
    FEUILLES_MAX,
    Feuille,
    Ligne,
    Valeur,
    clean_text,
    illisible,
)

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: Styles of a real roster are some hundreds of elements, a row some dozens.
ELEMENTS_MAX = 50_000
_BROKEN = (ParseError, DefusedXmlException, BadZipFile, EOFError, OSError, ValueError)


def read(contenu: bytes) -> Iterator[Feuille]:
    """Yield the sheets. Each must be read before the next is asked for: they are one stream.

    Raises FichierRefuseError.
    """
    with open_archive(contenu) as archive:
        try:
            stream = archive.open("content.xml")
        except KeyError as error:
            raise illisible() from error
        with stream:
            yield from _sheets(stream)


class _Events:
    """Elements as they come; too many without a row released are a bomb, whatever the archive announced."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._events = iterparse(stream, ("start", "end"), forbid_dtd=True)
        self._held = 0

    def __iter__(self) -> _Events:
        return self

    def __next__(self) -> tuple[str, Element]:
        try:
            event, element = next(self._events)
        except _BROKEN as error:
            raise illisible() from error
        self._held += event == "start"
        if self._held > ELEMENTS_MAX:
            raise illisible()
        return event, element

    def release(self) -> None:
        self._held = 0


def _sheets(stream: IO[bytes]) -> Iterator[Feuille]:
    events = _Events(stream)
    count = 0
    for event, element in events:
        if event == "start" and element.tag == f"{_T}table":
            count += 1
            if count > FEUILLES_MAX:
                return
            lignes = _rows(events, element)
            yield Feuille(clean_text(element.get(f"{_T}name", "")), lignes)
            for _ in lignes:
                pass


def _rows(events: _Events, table: Element) -> Iterator[Ligne]:
    number = 0
    for event, element in events:
        if event != "end":
            continue
        if element is table:
            table.clear()
            return
        if element.tag != f"{_T}table-row":
            continue
        repeated = _count(element, f"{_T}number-rows-repeated")
        cells = _cells(element)
        # A long tail of empty rows is one row repeated a million times.
        for rank in range(1, repeated + 1 if cells else 1):
            yield number + rank, cells
        number += repeated
        element.clear()
        table.clear()
        events.release()


def _count(element: Element, attribute: str) -> int:
    try:
        return max(1, int(element.get(attribute, "1")))
    except ValueError as error:
        raise illisible() from error


def _cells(row: Element) -> tuple[Valeur, ...]:
    cells: list[Valeur] = []
    for cell in row:
        if cell.tag not in {f"{_T}table-cell", f"{_T}covered-table-cell"}:
            continue
        repeated = min(_count(cell, f"{_T}number-columns-repeated"), COLONNES_MAX - len(cells))
        cells.extend([_value(cell)] * repeated)
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _value(cell: Element) -> Valeur:
    kind = cell.get(f"{_O}value-type")
    try:
        if kind == "date":
            return date.fromisoformat(cell.get(f"{_O}date-value", "")[:10])
        if kind in {"float", "percentage", "currency"}:
            return float(cell.get(f"{_O}value", ""))
    except ValueError:
        return clean_text(_text(cell)) or None
    if kind == "boolean":
        return "oui" if cell.get(f"{_O}boolean-value") == "true" else "non"
    return clean_text(_text(cell)) or None


def _text(cell: Element) -> str:
    """The text of a cell, without the comments hung on it."""
    return " ".join(_paragraph(child) for child in cell if child.tag == f"{_X}p")


def _paragraph(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag in {f"{_X}s", f"{_X}tab", f"{_X}line-break"}:
            parts.append(" ")
        else:
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
