"""What a file is, told from its own bytes. A strict allow-list, no guessing.

Neither the browser's word nor the name decides: a file is what its signature says, and a file whose
signature is not on the list is refused. Office files are archives: which kind, and whether they
carry a program, is read in the list of their entries.
"""

from __future__ import annotations

import codecs
import struct
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from socle.documents.enums import TypeMime
from socle.documents.errors import RefusedDocumentError

EXTENSIONS: dict[TypeMime, tuple[str, ...]] = {
    TypeMime.PDF: (".pdf",),
    TypeMime.JPEG: (".jpg", ".jpeg"),
    TypeMime.PNG: (".png",),
    TypeMime.ODT: (".odt",),
    TypeMime.ODS: (".ods",),
    TypeMime.DOCX: (".docx",),
    TypeMime.XLSX: (".xlsx",),
    TypeMime.TEXTE: (".txt",),
}
_PAR_SIGNATURE = {
    b"%PDF-": TypeMime.PDF,
    b"\xff\xd8\xff": TypeMime.JPEG,
    b"\x89PNG\r\n\x1a\n": TypeMime.PNG,
}
_ZIP = b"PK\x03\x04"
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
#: An office file whose list of entries is longer is not one.
_SOMMAIRE_MAX = 1024 * 1024
_FIN_DE_SOMMAIRE = struct.Struct("<4s4H2LH")
_ENTREE = struct.Struct("<4s6H3L5H2L")


def recognise(
    stream: BinaryIO, nom_fichier: str, acceptes: Collection[TypeMime] = frozenset(TypeMime)
) -> TypeMime:
    """Return the type of a file from its bytes, and put the stream back at its start.

    Plain text bears no signature: it must be called « .txt », and ``check_text`` reads it whole.
    Raises RefusedDocumentError for anything else.
    """
    start = stream.read(128)
    kind = next((kind for sign, kind in _PAR_SIGNATURE.items() if start.startswith(sign)), None)
    if kind is None and start.startswith(_ZIP):
        kind = _office(stream, start)
    if kind is None and start[4:8] == b"ftyp" and start[8:12] in _HEIC:
        raise RefusedDocumentError(
            "Cette photo est au format HEIC. Envoyez-la en JPEG : sur iPhone, Réglages, Appareil photo, "
            "Formats, « Le plus compatible ».",
            code="heic",
        )
    if kind is None and start and nom_fichier.lower().endswith(EXTENSIONS[TypeMime.TEXTE]):
        kind = TypeMime.TEXTE
    if not start:
        raise RefusedDocumentError("Ce fichier est vide.", code="vide")
    if kind is None or kind not in acceptes:
        raise RefusedDocumentError(
            "Ce type de fichier n’est pas accepté. Choisissez un PDF, une photo JPEG ou PNG, "
            "un document Word, Excel ou OpenDocument, ou un texte.",
            code="type",
        )
    stream.seek(0)
    return kind


def _office(stream: BinaryIO, start: bytes) -> TypeMime | None:
    """Tell an office file by its entries. Raises RefusedDocumentError when one is a program."""
    names = _entries(stream)
    kind = None
    for candidate in (TypeMime.ODT, TypeMime.ODS):
        # The first entry of the archive is its type, stored uncompressed, and nothing longer.
        declared = b"mimetype" + candidate.value.encode("ascii") + b"PK"
        if start[30 : 30 + len(declared)] == declared:
            kind = candidate
    if b"[Content_Types].xml" in names:
        if b"word/document.xml" in names:
            kind = TypeMime.DOCX
        elif b"xl/workbook.xml" in names:
            kind = TypeMime.XLSX
    programs = (b"vbaproject.bin", b"basic/", b"scripts/", b"macrosheets/")
    if kind and any(program in name.lower() for name in names for program in programs):
        raise RefusedDocumentError(
            "Ce document contient des macros. Enregistrez-le sans macros, ou en PDF.", code="macros"
        )
    return kind


def _entries(stream: BinaryIO) -> set[bytes]:
    """Return the names in an archive's list of entries, empty when there is none to be read."""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 65_557))
    tail = stream.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _FIN_DE_SOMMAIRE.size:
        return set()
    *_, size, offset, _ = _FIN_DE_SOMMAIRE.unpack_from(tail, at)
    if size > _SOMMAIRE_MAX or offset + size > end:
        return set()
    stream.seek(offset)
    listing = stream.read(size)
    names, at = set(), 0
    while at + _ENTREE.size <= len(listing) and listing.startswith(b"PK\x01\x02", at):
        fields = _ENTREE.unpack_from(listing, at)
        name, extra, comment = fields[10:13]
        at += _ENTREE.size
        names.add(listing[at : at + name])
        at += name + extra + comment
    return names


def check_text(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass a plain text through: UTF-8 to its end, and no null character. Raises RefusedDocumentError."""
    refused = RefusedDocumentError(
        "Ce fichier n’est pas un texte lisible. Enregistrez-le en « texte UTF-8 », ou en PDF.", code="contenu"
    )
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError:
            raise refused from None
        if "\x00" in text:
            raise refused
        yield chunk
    if decoder.getstate()[0]:
        raise refused


def clean_name(nom_fichier: str, type_mime: TypeMime) -> str:
    """Return the name without path nor control characters, ending as its type does."""
    name = PurePath(nom_fichier.replace("\\", "/")).name
    name = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character)[0] != "C"
    ).strip(" .")
    extensions = EXTENSIONS[type_mime]
    stem = name or "document"
    if not stem.lower().endswith(extensions):
        stem += extensions[0]
    suffix = PurePath(stem).suffix
    return stem[: 200 - len(suffix)].removesuffix(suffix) + suffix
