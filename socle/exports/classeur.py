"""Writing the workbook: a sheet to read first, then the rows, nothing in clear on a disk.

openpyxl's write-only mode keeps memory flat but writes its sheets to temporary files: here they are
written to memory, deflated at the end, and sealed by the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from socle.exports.registre import Valeur

A_LIRE = "À lire"
#: What a spreadsheet would run, at the start of a text.
_ACTIFS = ("=", "+", "-", "@", "\t", "\r")
_LARGEUR_A_LIRE = 90
#: The most an Excel cell holds.
_CELLULE_MAX = 32_767


class _InMemory(ExcelWriter):
    def write_worksheet(self, ws: WriteOnlyWorksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        ws.close()
        ws._rels = ws._writer._rels
        self._archive.writestr(ws.path[1:], ws._writer.out.getbuffer())
        self.manifest.append(ws)


def neutralise(valeur: Valeur) -> Valeur:
    """Return a value no spreadsheet takes for a formula; what no cell may hold is left out."""
    if not isinstance(valeur, str):
        return valeur
    texte = ILLEGAL_CHARACTERS_RE.sub("", valeur)[: _CELLULE_MAX - 1]
    return f"'{texte}" if texte.lstrip(" \n").startswith(_ACTIFS) else texte


def ecrire_classeur(
    *,
    titre: str,
    filigrane: str,
    a_lire: Sequence[str],
    colonnes: Sequence[tuple[str, int]],
    lignes: Iterable[Sequence[Valeur]],
) -> bytes:
    """Return a workbook: ``a_lire`` a line per row, then the table under its headings.

    ``filigrane`` stands at the head and foot of every printed page of every sheet. Rows are consumed
    one by one.
    """
    classeur = Workbook(write_only=True)
    classeur.properties.creator = "Maison commune"
    classeur.properties.title = titre
    premiere = _sheet(classeur, A_LIRE, filigrane, [("", _LARGEUR_A_LIRE)])
    premiere.append([_bold(premiere, titre)])
    for phrase in a_lire:
        premiere.append([neutralise(phrase)])
    table = _sheet(classeur, titre, filigrane, colonnes, figer=True)
    table.append([_bold(table, libelle) for libelle, _ in colonnes])
    for ligne in lignes:
        table.append([_cell(table, valeur) for valeur in ligne])
    sortie = BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        classeur.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
        _InMemory(classeur, archive).save()
    return sortie.getvalue()


def _sheet(
    classeur: Workbook,
    titre: str,
    filigrane: str,
    colonnes: Sequence[tuple[str, int]],
    *,
    figer: bool = False,
) -> WriteOnlyWorksheet:
    feuille = classeur.create_sheet(titre[:31])
    for rang, (_, largeur) in enumerate(colonnes, start=1):
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    if figer:
        feuille.freeze_panes = "A2"
        feuille.print_title_rows = "1:1"
    # An ampersand begins a code of the header.
    texte = filigrane.replace("&", "&&")
    feuille.oddHeader.center.text = texte
    feuille.oddFooter.left.text = texte
    feuille.oddFooter.right.text = "page &P / &N"
    feuille._writer = WorksheetWriter(feuille, BytesIO())
    feuille._writer.write_top()
    return feuille


def _bold(feuille: WriteOnlyWorksheet, texte: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(feuille, value=neutralise(texte))
    cell.font = Font(bold=True)
    return cell


def _cell(feuille: WriteOnlyWorksheet, valeur: Valeur) -> object:
    if isinstance(valeur, date):
        cell = WriteOnlyCell(feuille, value=valeur)
        cell.number_format = "dd/mm/yyyy"
        return cell
    return neutralise(valeur)
