"""What stands above everything where somebody arrives, as long as it holds: each app registers its own.

Not a notice, which is said once to somebody: whoever arrives tonight reads it, in a relay too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Bandeau:
    """One banner: a sentence without any name, and where it leads."""

    titre: str
    phrase: str
    adresse: str
    libelle: str
    genre: str = "danger"


Source = Callable[[HttpRequest], Bandeau | None]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of banners; it decides for one request, and answers None most of the time."""
    if source not in _sources:
        _sources.append(source)


def banners_for(request: HttpRequest) -> list[Bandeau]:
    """Return the banners of this reader, in the order of registration."""
    return [banner for source in _sources if (banner := source(request)) is not None]
