"""What one may have to do at once about a child, among the actions of the child's page.

Each app registers its own in its ``navigation.py``. A gesture is a link: hiding it protects nothing, the
view it leads to does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Geste:
    """``url`` is a URL name that takes the object's id; ``visible`` decides for one request and one object."""

    libelle: str
    icone: str
    url: str
    ordre: int
    visible: Callable[[HttpRequest, Any], bool]


_gestes: dict[str, Geste] = {}


def register(geste: Geste) -> None:
    """Add a gesture; raises ValueError when another one leads to the same URL name."""
    if _gestes.setdefault(geste.url, geste) != geste:
        raise ValueError(f"gesture {geste.url!r} is registered twice")


def gestures_for(request: HttpRequest, objet: Any) -> list[tuple[Geste, str]]:
    """Return what this reader may have to do about ``objet``, in order, with where each one leads."""
    return [
        (geste, reverse(geste.url, args=[objet.pk]))
        for geste in sorted(_gestes.values(), key=lambda geste: geste.ordre)
        if geste.visible(request, objet)
    ]
