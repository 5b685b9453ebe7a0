"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest

from socle.ui.navigation import Entree, register


def _reaches_children(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_identite"))


def _writes(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_journal"))


register(
    Entree(
        libelle="Ma maison",
        court="Maison",
        icone="house",
        url="enfants:ma_maison",
        ordre=10,
        visible=_reaches_children,
    )
)
register(
    Entree(
        libelle="Journal",
        icone="notebook-pen",
        url="enfants:mon_journal",
        ordre=20,
        visible=_writes,
    )
)
