"""What is coming in a house, and what is still to be said there: apps above add theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from socle.comptes.models import Utilisateur


@dataclass(frozen=True)
class Evenement:
    """Something that happens within two days; ``quand`` is its day, ``adresse`` the page that says more.

    ``a_dire``: its day has come, and somebody must say what came of it.
    """

    quand: date
    icone: str
    phrase: str
    adresse: str = ""
    a_dire: bool = False


#: Events of some children, each with the name the house calls them by, from a day to another.
Source = Callable[[Utilisateur, Mapping[UUID, str], date, date], Iterable[Evenement]]


@dataclass(frozen=True, kw_only=True)
class PageDeMaison:
    """A page about one house, by its id, for who holds the permission on a child."""

    libelle: str
    icone: str
    url: str
    permission: str


_sources: list[Source] = []
_pages: list[PageDeMaison] = []


def register_evenements(source: Source, page: PageDeMaison) -> None:
    """Add a reader of events, which reads through the person's own rights, and the page that says more."""
    if source not in _sources:
        _sources.append(source)
        _pages.append(page)


def pages_de_maison(user: Utilisateur, maison: UUID) -> list[tuple[str, str, str]]:
    """Return label, address and pictogram of the pages about a house this person may open."""
    return [
        (page.libelle, reverse(page.url, args=[maison]), page.icone)
        for page in _pages
        if user.has_perm(page.permission)
    ]


def evenements_d_ailleurs(
    user: Utilisateur, noms: Mapping[UUID, str], debut: date, fin: date
) -> list[Evenement]:
    """Return what the apps above know of these children."""
    return [event for source in _sources for event in source(user, noms, debut, fin)]
