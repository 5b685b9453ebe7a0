"""The workbook: read back with openpyxl, written nowhere but in memory."""

from __future__ import annotations

import tempfile
import tracemalloc
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet import _writer

from socle.exports.classeur import A_LIRE, ecrire_classeur, neutralise

#: For five thousand rows of nine columns, what writing takes beyond the rows themselves.
MEMOIRE_MAX_MIO = 25


def classeur(lignes, colonnes=(("Prénom", 18), ("Né le", 12)), filigrane="Export 1 & 2"):
    content = ecrire_classeur(
        titre="Enfants",
        filigrane=filigrane,
        a_lire=["Export 1.", "=Deux"],
        colonnes=colonnes,
        lignes=iter(lignes),
    )
    return load_workbook(BytesIO(content))


def test_a_workbook_begins_with_what_must_be_read_then_holds_the_rows():
    book = classeur([["Léa", date(2017, 5, 4)], ["Noé", None]])
    assert book.sheetnames == [A_LIRE, "Enfants"]
    assert [row[0].value for row in book[A_LIRE].rows] == ["Enfants", "Export 1.", "'=Deux"]
    rows = [[cell.value for cell in row] for row in book["Enfants"].rows]
    assert rows[0] == ["Prénom", "Né le"]
    assert rows[1][0] == "Léa"
    assert rows[1][1].date() == date(2017, 5, 4)
    assert rows[2] == ["Noé", None]
    assert book["Enfants"]["B2"].number_format == "dd/mm/yyyy"


def test_every_sheet_says_who_when_and_which_purpose_at_its_head_and_foot():
    for sheet in classeur([["Léa", None]]).worksheets:
        assert sheet.oddHeader.center.text == "Export 1 && 2"
        assert sheet.oddFooter.left.text == "Export 1 && 2"
        assert sheet.oddFooter.right.text == "page &P / &N"


@pytest.mark.parametrize(
    "texte", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "  =1", "\n@x", '=HYPERLINK("http://x")']
)
def test_a_text_that_a_spreadsheet_would_run_is_only_a_text(texte):
    assert str(neutralise(texte)).startswith("'")
    [cell] = next(iter(classeur([[texte]], colonnes=[("Nom", 9)])["Enfants"].iter_rows(min_row=2)))
    assert cell.data_type == "s"
    assert cell.value == f"'{texte}"


@pytest.mark.parametrize("valeur", ["Léa", "Jean-Pierre", "d’Angelo", "", 3, None, date(2026, 1, 2)])
def test_any_other_value_is_left_as_it_is(valeur):
    assert neutralise(valeur) == valeur


def test_what_no_cell_may_hold_does_not_stop_the_file():
    [cell] = next(iter(classeur([["L\x00é\x0ba"]], colonnes=[("Nom", 9)])["Enfants"].iter_rows(min_row=2)))
    assert cell.value == "Léa"
    assert len(str(neutralise("a" * 40_000))) < 32_768


def test_nothing_is_written_to_a_disk(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a sheet was written to a temporary file")

    monkeypatch.setattr(_writer, "create_temporary_file", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert classeur([["Léa", None]]).sheetnames


def test_five_thousand_rows_are_written_under_a_known_memory():
    row = ["Prénom composé", "Nom d’une famille", date(2015, 1, 1), 11, "Les Collines", "Les Tilleuls",
           date(2024, 3, 2), "Assistance éducative, confié à l’ASE", date(2027, 3, 1)]  # fmt: skip
    columns = [(f"Colonne {rank}", 18) for rank in range(9)]
    tracemalloc.start()
    content = ecrire_classeur(
        titre="Enfants", filigrane="x", a_lire=["x"], colonnes=columns, lignes=(row for _ in range(5_000))
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    book = load_workbook(BytesIO(content), read_only=True)
    assert sum(1 for _ in book["Enfants"].rows) == 5_001
    assert peak < MEMOIRE_MAX_MIO * 1024 * 1024, peak
