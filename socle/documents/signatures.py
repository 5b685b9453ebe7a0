"""Does a file look like what it says it is? A strict allow-list, no guessing."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

from socle.documents.enums import TypeMime
from socle.documents.errors import RefusedDocumentError

EXTENSIONS: dict[TypeMime, tuple[str, ...]] = {
    TypeMime.PDF: (".pdf",),
    TypeMime.JPEG: (".jpg", ".jpeg"),
    TypeMime.PNG: (".png",),
    TypeMime.WEBP: (".webp",),
    TypeMime.ODT: (".odt",),
    TypeMime.DOCX: (".docx",),
    TypeMime.TEXTE: (".txt",),
}
_ZIP = b"PK\x03\x04"
_ODT = b"mimetype" + TypeMime.ODT.value.encode("ascii")


#: What the first 64 KiB must show.
_SIGNATURES: dict[TypeMime, Callable[[bytes], bool]] = {
    TypeMime.PDF: lambda start: start.startswith(b"%PDF-"),
    TypeMime.JPEG: lambda start: start.startswith(b"\xff\xd8\xff"),
    TypeMime.PNG: lambda start: start.startswith(b"\x89PNG\r\n\x1a\n"),
    TypeMime.WEBP: lambda start: start[:4] == b"RIFF" and start[8:12] == b"WEBP",
    # The first entry of the archive is its type, stored uncompressed.
    TypeMime.ODT: lambda start: start.startswith(_ZIP) and start[30 : 30 + len(_ODT)] == _ODT,
    TypeMime.DOCX: lambda start: start.startswith(_ZIP) and b"[Content_Types].xml" in start,
    TypeMime.TEXTE: bool,
}


def parse_type(type_mime: str) -> TypeMime:
    """Return the allowed type. Raises RefusedDocumentError."""
    try:
        return TypeMime(type_mime.partition(";")[0].strip().lower())
    except ValueError:
        raise RefusedDocumentError(
            "Ce type de fichier n’est pas accepté. Choisissez un PDF, une image ou un texte.", code="type"
        ) from None


def check_content(type_mime: TypeMime, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass the chunks through, the first one only if it bears the signature of its type.

    A plain text is read to its end: UTF-8 throughout, and no null character.
    Raises RefusedDocumentError.
    """
    refused = RefusedDocumentError(
        "Le contenu du fichier ne correspond pas à son type, ou le fichier est vide.", code="contenu"
    )
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    for chunk in chunks:
        if first and not _SIGNATURES[type_mime](chunk):
            raise refused
        first = False
        if type_mime is TypeMime.TEXTE:
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                raise refused from None
            if "\x00" in text:
                raise refused
        yield chunk
    if first or decoder.getstate()[0]:
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
