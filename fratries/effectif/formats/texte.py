"""Text with separators, as French spreadsheets write it: ``;`` or ``,``, UTF-8 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from fratries.effectif.formats.base import (
    CELLULE_MAX,
    COLONNES_MAX,
    Feuille,
    Ligne,
    clean_text,
    illisible,
)

_SEPARATEURS = ";,\t"
_BLOC = 1024 * 1024


def read(contenu: bytes) -> Iterator[Feuille]:
    """Yield the one sheet, without a name: its headings say what it is. Raises FichierRefuseError."""
    if b"\x00" in contenu:
        raise illisible()
    yield Feuille("", _rows(contenu))


def encoding_of(contenu: bytes) -> str:
    """UTF-8 when every byte agrees, else what Windows writes in France."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(contenu), _BLOC):
            decoder.decode(contenu[start : start + _BLOC], start + _BLOC >= len(contenu))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def separator_of(ligne: str) -> str:
    """The separator met most often outside quotes in the first line that has one."""
    bare = "".join(part for rank, part in enumerate(ligne.split('"')) if rank % 2 == 0)
    return max(_SEPARATEURS, key=bare.count)


def _rows(contenu: bytes) -> Iterator[Ligne]:
    text = TextIOWrapper(BytesIO(contenu), encoding=encoding_of(contenu), errors="replace", newline="")
    first = next((line for line in text if any(s in line for s in _SEPARATEURS)), "")
    text.seek(0)
    reader = csv.reader(text, delimiter=separator_of(first))
    previous = csv.field_size_limit(16 * CELLULE_MAX)
    try:
        # The rows a spreadsheet shows: a cell of two lines is one row.
        rows = enumerate(reader, 1)
        while True:
            try:
                found = next(rows, None)
            except csv.Error as error:
                raise illisible() from error
            if found is None:
                return
            yield found[0], tuple(clean_text(cell) or None for cell in found[1][:COLONNES_MAX])
    finally:
        csv.field_size_limit(previous)
