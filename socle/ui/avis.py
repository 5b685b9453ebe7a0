"""Notices of the landing page: each app registers what somebody has to know on arrival."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Avis:
    """One notice: a sentence without any name, and where it leads."""

    titre: str
    phrase: str
    adresse: str
    libelle: str
    genre: str = "attention"


Source = Callable[[HttpRequest], Avis | None]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of notices; it decides for one request, and answers None most of the time."""
    if source not in _sources:
        _sources.append(source)


def avis_for(request: HttpRequest) -> list[Avis]:
    """Return the notices of this reader, in the order of registration."""
    return [avis for source in _sources if (avis := source(request)) is not None]
