"""The life book on paper, photos with it."""

from __future__ import annotations

from typing import Any

from enfants.models import DocumentEnfant, Enfant
from enfants.photos import dessin
from enfants.selectors.entourage import jour_dit
from enfants.selectors.histoire import moments_de
from socle.comptes.models import Utilisateur
from socle.documents.enums import TypeMime
from socle.documents.errors import TamperedDocumentError, UnavailableDocumentError
from socle.documents.services import open_stream
from socle.ui.typographie import typographie

#: Octets of photos one book holds: beyond, a page says that its photo stays in the file.
PHOTOS_MAX = 12 * 1024 * 1024
RESTEE = "La photo est restée dans le dossier."


def livre_de_l_enfant(user: Utilisateur, enfant: Enfant) -> dict[str, Any]:
    """The moments of a book in the order of life, each with its photo when everybody agrees."""
    room, pages = PHOTOS_MAX, []
    for vu in moments_de(user, enfant):
        photo, note = "", vu.sans_photo
        if vu.photo and vu.moment.photo is not None:
            size = vu.moment.photo.fichier.taille
            photo = _photo(vu.moment.photo) if size <= room else ""
            room -= size if photo else 0
            note = "" if photo else RESTEE
        pages.append(
            {
                "jour": typographie(jour_dit(vu.moment.jour)),
                "titre": str(vu.titre),
                "paragraphes": [p for p in str(vu.texte).splitlines() if p.strip()],
                "paroles": str(vu.paroles),
                "photo": photo,
                "legende": str(vu.legende) or str(vu.titre),
                "note": note,
            }
        )
    return {"titre": "Mon histoire", "enfant": str(enfant.prenom), "moments": pages}


def _photo(document: DocumentEnfant) -> str:
    fichier = document.fichier
    try:
        return dessin(b"".join(open_stream(fichier)), TypeMime(fichier.type_mime))
    except (UnavailableDocumentError, TamperedDocumentError, ValueError):
        return ""
