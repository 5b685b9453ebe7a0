"""Alerts at the head of a child's page: what must be known before anything else is read.

Each app registers its source in its ``alertes.py``: forbidden contacts, allergies. The page shows
the alerts of every source the reader may open, the gravest first, before the tabs. A source reads
and journals its own records; one that has nothing to say costs its query and shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Alerte:
    """One alert: a kind of banner, a title, a line for each thing to know."""

    titre: str
    lignes: tuple[str, ...]
    genre: str = "danger"
    icone: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceAlertes:
    """``permission`` is asked on the object; ``url`` is the page, by the object's id, that says more."""

    code: str
    ordre: int
    permission: str
    lire: Callable[[HttpRequest, Any], Iterable[Alerte]]
    url: str
    libelle: str


_sources: dict[str, SourceAlertes] = {}


def register(source: SourceAlertes) -> None:
    """Add a source; raises ValueError when another one has its code."""
    if _sources.get(source.code, source) != source:
        raise ValueError(f"alert source {source.code!r} is registered twice")
    _sources[source.code] = source


def alerts_for(request: HttpRequest, objet: Any) -> list[tuple[Alerte, str, str]]:
    """Return the alerts this reader may see on ``objet``, in order, with where each one leads."""
    return [
        (alerte, reverse(source.url, args=[objet.pk]), source.libelle)
        for source in sorted(_sources.values(), key=lambda source: source.ordre)
        if request.user.has_perm(source.permission, objet)
        for alerte in source.lire(request, objet)
    ]
