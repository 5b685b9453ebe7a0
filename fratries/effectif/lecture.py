"""Which format a file is, told from its own bytes."""

from __future__ import annotations

from collections.abc import Iterator

from fratries.effectif.formats import ods, texte, xlsx
from fratries.effectif.formats.base import MIO, TAILLE_MAX_MIO, Feuille, FichierRefuseError, illisible

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def trop_gros() -> FichierRefuseError:
    return FichierRefuseError(
        f"Ce fichier dépasse {TAILLE_MAX_MIO}\u202fMio : séparez-le en plusieurs fichiers."
    )


def read_sheets(contenu: bytes) -> Iterator[Feuille]:
    """Yield the sheets of a roster in order. Raises FichierRefuseError, with its sentence."""
    if not contenu.strip():
        raise FichierRefuseError("Ce fichier est vide.")
    if len(contenu) > TAILLE_MAX_MIO * MIO:
        raise trop_gros()
    if contenu.startswith(_OLE):
        raise FichierRefuseError(
            "Ce fichier est d’un ancien format d’Excel, ou protégé par un mot de passe. "
            "Enregistrez-le au format .xlsx, sans mot de passe."
        )
    if contenu.startswith(_ZIP):
        yield from (ods if contenu[30 : 30 + len(_ODS)] == _ODS else xlsx).read(contenu)
        return
    if contenu.startswith((b"%PDF-", b"{\\rtf", b"<")):
        raise illisible()
    yield from texte.read(contenu)
