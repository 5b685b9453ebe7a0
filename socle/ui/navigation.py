"""Entries of the menus: each app registers its own in its ``navigation.py``.

An entry is shown when its predicate says so; hiding it protects nothing, the view does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse


class Zone(StrEnum):
    """Where an entry stands."""

    #: top bar on a desk, bottom bar on a phone (the first four; the others go to the menu)
    PRINCIPALE = "principale"
    #: menu of the person signed in, and the preferences page
    COMPTE = "compte"
    #: what one may have to do at once, on the page of a house
    SOIR = "soir"


@dataclass(frozen=True, kw_only=True)
class Entree:
    """One entry: ``url`` is a URL name without argument, ``visible`` decides for one request.

    ``court`` is the label of the phone's bottom bar when the full one is too long.
    """

    libelle: str
    icone: str
    url: str
    ordre: int
    visible: Callable[[HttpRequest], bool]
    zone: Zone = Zone.PRINCIPALE
    court: str = ""


@dataclass(frozen=True)
class Lien:
    """An entry resolved for one page; ``groupe`` is the heading it stands under, in a long list."""

    libelle: str
    court: str
    icone: str
    adresse: str
    actif: bool
    groupe: str = ""


_entrees: dict[tuple[str, Zone], Entree] = {}


def register(entree: Entree) -> None:
    """Add an entry; two entries of one zone may not lead to the same URL name."""
    if _entrees.setdefault((entree.url, entree.zone), entree) != entree:
        raise ValueError(f"navigation entry {entree.url!r} is registered twice")


def links_for(request: HttpRequest, zone: Zone) -> list[Lien]:
    """Return the entries of ``zone`` this request may see, in order, the current one marked."""
    links = [
        (entree, reverse(entree.url))
        for entree in sorted(_entrees.values(), key=lambda entree: entree.ordre)
        if entree.zone == zone and entree.visible(request)
    ]
    # The longest address that begins the current path is where one is.
    current = max(
        (adresse for _, adresse in links if request.path.startswith(adresse)), key=len, default=None
    )
    return [
        Lien(entree.libelle, entree.court or entree.libelle, entree.icone, adresse, adresse == current)
        for entree, adresse in links
    ]
