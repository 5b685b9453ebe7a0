"""The two workbooks, and the same rows in other formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl

CLASSEURS = Path(__file__).parent / "classeurs"
#: A day on which the children of the workbooks are under 21.
JOUR = "2026-11-26T10:00:00Z"

Rang = Sequence[str | int | float | date | None]


def propre() -> bytes:
    return (CLASSEURS / "effectif.xlsx").read_bytes()


def fautif() -> bytes:
    return (CLASSEURS / "effectif-avec-erreurs.xlsx").read_bytes()


def xlsx(**feuilles: Sequence[Rang]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for nom, rangs in feuilles.items():
        sheet = workbook.create_sheet(nom)
        for rang in rangs:
            sheet.append(list(rang))
    sortie = io.BytesIO()
    workbook.save(sortie)
    return sortie.getvalue()


def texte(rangs: Sequence[Rang], *, separateur: str = ";", encodage: str = "utf-8") -> bytes:
    sortie = io.StringIO()
    writer = csv.writer(sortie, delimiter=separateur)
    for rang in rangs:
        writer.writerow(["" if v is None else f"{v:%d/%m/%Y}" if isinstance(v, date) else v for v in rang])
    return sortie.getvalue().encode(encodage)


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(prologue: str = "", **feuilles: Sequence[Rang]) -> bytes:
    """What LibreOffice writes: dates as dates, runs of equal cells, a long tail of empty rows."""
    tables = "".join(
        f'<table:table table:name="{nom}">{"".join(_rang(r) for r in rangs)}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for nom, rangs in feuilles.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<office:document-content {_ESPACES}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    sortie = io.BytesIO()
    with ZipFile(sortie, "w") as archive:
        archive.writestr("mimetype", _ODS, ZIP_STORED)
        archive.writestr("content.xml", content, ZIP_DEFLATED)
    return sortie.getvalue()


def _rang(rang: Rang) -> str:
    return f"<table:table-row>{''.join(_case(v) for v in rang)}</table:table-row>"


def _case(value: str | float | date | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}">'
            f"<text:p>{value:%d/%m/%y}</text:p></table:table-cell>"
        )
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


#: A small roster of children for the little world of the tests.
TITRES = (
    "N° dossier",
    "Nom de naissance",
    "Prénom(s)",
    "Né(e) le",
    "Sexe",
    "Maison",
    "Arrivé(e) le",
    "Fratrie",
)


def enfant(
    dossier: str = "D-1",
    nom: str = "D’Œuvres-Ångström",
    *,
    prenom: str = "Zoé",
    naissance: str | int | date = date(2015, 3, 1),
    maison: str = "Les Tilleuls",
    arrivee: str | int | date = date(2020, 9, 1),
    fratrie: str = "",
) -> Rang:
    return (dossier, nom, prenom, naissance, "F", maison, arrivee, fratrie)
