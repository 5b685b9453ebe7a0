"""Pages about one house that apps above add to « Ma maison »."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from socle.comptes.models import Utilisateur


@dataclass(frozen=True, kw_only=True)
class PageDeMaison:
    """A page about one house, by its id, for who holds the permission on a child."""

    libelle: str
    icone: str
    url: str
    permission: str


_pages: list[PageDeMaison] = []


def register_page(page: PageDeMaison) -> None:
    """Add a page; adding it twice changes nothing."""
    if page not in _pages:
        _pages.append(page)


def pages_de_maison(user: Utilisateur, maison: UUID) -> list[tuple[str, str, str]]:
    """Return label, address and pictogram of the pages about a house this person may open."""
    return [
        (page.libelle, reverse(page.url, args=[maison]), page.icone)
        for page in _pages
        if user.has_perm(page.permission)
    ]
