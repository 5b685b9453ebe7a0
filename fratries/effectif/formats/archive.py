"""Guards of the formats that are archives of XML: no bomb, no entity, no path.

Nothing is unpacked on a disk. An archive announces the size of what it holds: one that announces
too much is refused before anything is inflated, and one that lies is cut while it is read, by
zipfile itself, which stops at the announced size.
"""

from __future__ import annotations

from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from fratries.effectif.formats.base import MIO, FichierRefuseError, illisible

GONFLE_MAX = 120 * MIO
RAPPORT_MAX = 100
ENTREES_MAX = 500
_PROLOGUE = 64 * 1024


class _RootReachedError(Exception):
    """The prologue is over."""


def open_archive(contenu: bytes) -> ZipFile:
    """Return the archive once it is known to be harmless. Raises FichierRefuseError."""
    try:
        archive = ZipFile(BytesIO(contenu))
        entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise illisible() from error
    inflated = sum(entry.file_size for entry in entries)
    too_dense = inflated > 20 * MIO and inflated > RAPPORT_MAX * len(contenu)
    if len(entries) > ENTREES_MAX or inflated > GONFLE_MAX or too_dense:
        raise FichierRefuseError(
            "Ce fichier se déploie démesurément : il n’est pas lu. Copiez son tableau dans un fichier neuf."
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FichierRefuseError("Ce fichier est protégé par un mot de passe : enregistrez-le sans.")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_entities(archive, entry.filename)
    return archive


def _refuse_entities(archive: ZipFile, nom: str) -> None:
    """A document type is where entities are declared; no spreadsheet has one."""
    parser = expat.ParserCreate()

    def refuse(*_args: object) -> None:
        raise illisible()

    def stop(*_args: object) -> None:
        raise _RootReachedError

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        with archive.open(nom) as stream:
            parser.Parse(stream.read(_PROLOGUE), False)
    except _RootReachedError:
        return
    except (expat.ExpatError, BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise illisible() from error
    raise illisible()
