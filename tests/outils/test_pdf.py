"""Tagged PDF from data that is never code."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
import typst
from pypdf import PdfReader

from socle.outils.pdf import compose, undrawable

SOURCE = b"""
#let d = json(bytes(sys.inputs.donnees))
#set document(title: d.titre, date: auto)
#set text(lang: "fr")
= #d.titre
#for mots in d.mots [#par(mots)]
"""
LE = datetime(2026, 11, 22, 20, 41, tzinfo=UTC)


def lire(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_pdf_is_tagged_with_title_and_language():
    pdf = pikepdf.open(BytesIO(compose(SOURCE, {"titre": "Journal", "mots": ["Bonsoir"]}, le=LE)))
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("fr")
    assert pdf.docinfo["/Title"] == "Journal"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"


def test_data_that_looks_like_code_is_printed_as_typed():
    mots = '#sys.inputs #read("/etc/passwd") $x$ *gras* \\ `a` @b <c> = titre'
    assert mots in lire(compose(SOURCE, {"titre": "t", "mots": [mots]}, le=LE)).replace("\n", " ")


def test_signs_without_a_font_become_a_word():
    mots = "Bravo 👍🏽 ! 👨‍👩‍👧 漢字 \x00 œ « 20\u202fh »"
    texte = lire(compose(SOURCE, {"titre": "t", "mots": [mots]}, le=LE))
    assert "Bravo [symbole]" in texte
    assert texte.count("[symbole]") == 4
    assert "œ «" in texte


def test_french_signs_are_all_drawn():
    assert undrawable("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊŒÆ«»’–—…€°²½\u202f\u00a0•·") == set()


def test_a_fault_of_the_source_is_told():
    with pytest.raises(typst.TypstError):
        compose(b"#inconnu()", {}, le=LE)
