"""Panels of a child's page: upper apps show themselves there without being imported.

Each app registers its panels in its ``panels.py``. The page lists those the reader may open;
the content is a fragment served, checked and journalled by the app that owns it. A file has many
panels: each stands under one heading of ``Groupe``, so that the list is read by heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


class Groupe(StrEnum):
    """Headings of a child's file, in the order they are read."""

    QUOTIDIEN = "Au quotidien"
    FAMILLE = "Sa famille"
    PARCOURS = "Son parcours"
    SANTE = "Sa santé"
    ECOLE = "Sa scolarité"
    ACCES = "Accès au dossier"


@dataclass(frozen=True, kw_only=True)
class Panneau:
    """``permission`` is asked on the object; ``url`` is a URL name that takes the object's id.

    ``sur_fiche`` also lays its fragment as a card on the front page: for the few things one needs
    to see first, since each is one more request.
    """

    code: str
    titre: str
    icone: str
    ordre: int
    permission: str
    url: str
    groupe: Groupe = Groupe.PARCOURS
    sur_fiche: bool = False

    def adresse(self, objet_id: object) -> str:
        return reverse(self.url, args=[objet_id])


_panneaux: dict[str, Panneau] = {}


def register(panneau: Panneau) -> None:
    """Add a panel; raises ValueError when another one has its code."""
    if _panneaux.get(panneau.code, panneau) != panneau:
        raise ValueError(f"panel {panneau.code!r} is registered twice")
    _panneaux[panneau.code] = panneau


def panels_for(request: HttpRequest, objet: Any) -> list[Panneau]:
    """Return the panels this reader may open on ``objet``, in order."""
    return [
        panneau
        for panneau in sorted(_panneaux.values(), key=lambda panneau: panneau.ordre)
        if request.user.has_perm(panneau.permission, objet)
    ]
