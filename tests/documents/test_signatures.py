"""What a file is, told from its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from socle.documents.enums import TypeMime
from socle.documents.errors import RefusedDocumentError
from socle.documents.signatures import recognise
from tests.documents.conftest import lire, pdf, stocker
from tests.documents.photos import jpeg, png


def archive(entries: dict[str, str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries.items():
            kept = zipfile.ZIP_STORED if name == "mimetype" else compression
            file.writestr(name, content, kept)
    return buffer.getvalue()


def opendocument(kind: TypeMime, **entries: str) -> bytes:
    return archive({"mimetype": kind.value, "content.xml": "<a/>"} | entries)


#: As LibreOffice writes it: the list of types comes last, long after the first block.
DOCX = archive({"word/document.xml": "<w/>" * 90_000, "[Content_Types].xml": "<Types/>"}, zipfile.ZIP_STORED)
XLSX = archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"})
SAMPLES = {
    TypeMime.PDF: pdf(),
    TypeMime.JPEG: jpeg(),
    TypeMime.PNG: png(),
    TypeMime.ODT: opendocument(TypeMime.ODT),
    TypeMime.ODS: opendocument(TypeMime.ODS),
    TypeMime.DOCX: DOCX,
    TypeMime.XLSX: XLSX,
    TypeMime.TEXTE: "Léa a été invitée 🎂".encode(),
}


def told(content: bytes, name: str = "sans-nom") -> TypeMime:
    stream = io.BytesIO(content)
    kind = recognise(stream, name)
    assert stream.tell() == 0
    return kind


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_allowed_type_is_told_from_its_bytes(kind):
    assert told(SAMPLES[kind], "note.txt") is kind


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind is not TypeMime.TEXTE])
def test_a_name_that_lies_changes_nothing(kind):
    assert told(SAMPLES[kind], "photo.exe") is kind


def test_each_allowed_type_is_stored_under_its_own_type(systeme, enfant):
    for kind, content in SAMPLES.items():
        document = stocker(enfant, content, nom_fichier="note.txt")
        assert document.type_mime == kind
        if kind not in {TypeMime.JPEG, TypeMime.PNG}:
            assert lire(document) == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<html><script>alert(1)</script>", id="html"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"MZ\x90\x00", id="exe"),
        pytest.param(b"\x7fELF", id="elf"),
        pytest.param(b"RIFF\x10\x00\x00\x00WEBPVP8 ", id="webp"),
        pytest.param(b"GIF89a", id="gif"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="old word"),
        pytest.param(archive({"a.txt": "x"}), id="zip"),
        pytest.param(archive({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>"}), id="pptx"),
        pytest.param(archive({"mimetype": TypeMime.ODT.value + "-template"}), id="ott"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, id="not an archive"),
        pytest.param(b"une note", id="text without its extension"),
    ],
)
def test_what_is_not_on_the_list_is_refused(content):
    with pytest.raises(RefusedDocumentError, match="pas accepté"):
        told(content, "document.pdf")


def test_a_type_the_caller_does_not_accept_is_refused():
    with pytest.raises(RefusedDocumentError, match="pas accepté"):
        recognise(io.BytesIO(pdf()), "a.pdf", {TypeMime.JPEG})


def test_a_telephone_photo_in_heic_is_told_what_to_do():
    with pytest.raises(RefusedDocumentError, match="Le plus compatible"):
        told(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "photo.heic")


def test_an_empty_file_says_so():
    with pytest.raises(RefusedDocumentError, match="vide"):
        told(b"", "note.txt")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            archive({"[Content_Types].xml": "<T/>", "word/document.xml": "<w/>", "word/vbaProject.bin": "x"}),
            id="word",
        ),
        pytest.param(
            archive({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>", "xl/macrosheets/a.xml": "x"}),
            id="excel 4",
        ),
        pytest.param(opendocument(TypeMime.ODT, **{"Basic/Standard/a.xml": "x"}), id="libreoffice"),
        pytest.param(opendocument(TypeMime.ODS, **{"Scripts/python/a.py": "x"}), id="python"),
    ],
)
def test_an_office_file_with_a_program_is_refused(content):
    with pytest.raises(RefusedDocumentError, match="macros"):
        told(content)


def test_a_list_of_entries_out_of_proportion_is_not_read():
    many = archive(
        {f"{rank:0200}": "" for rank in range(6000)} | {"xl/workbook.xml": "", "[Content_Types].xml": ""}
    )
    with pytest.raises(RefusedDocumentError, match="pas accepté"):
        told(many)
