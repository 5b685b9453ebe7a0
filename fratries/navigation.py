"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest

from socle.ui.navigation import Entree, Zone, register


def _keeps_files(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_identite"))


register(
    Entree(
        libelle="Fratries",
        icone="heart-handshake",
        url="fratries:groupes",
        ordre=46,
        visible=_keeps_files,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Reprendre un effectif",
        icone="file-spreadsheet",
        url="fratries:effectif",
        ordre=47,
        visible=_keeps_files,
        zone=Zone.COMPTE,
    )
)
