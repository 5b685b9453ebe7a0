"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest

from enfants.selectors.relais import ROLES_DE_RELAIS
from socle.habilitations.perimetre import perimetre_de
from socle.ui.navigation import Entree, register


def _reaches_children(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_identite"))


def _writes(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_journal"))


def _takes_over(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    return bool(perimetre_de(request.user.pk).roles & ROLES_DE_RELAIS)


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
register(
    Entree(libelle="Enfants", icone="users-round", url="enfants:liste", ordre=30, visible=_reaches_children)
)
register(
    Entree(
        libelle="Passage de relais",
        court="Relais",
        icone="arrow-right-left",
        url="enfants:relais",
        ordre=40,
        visible=_takes_over,
    )
)
