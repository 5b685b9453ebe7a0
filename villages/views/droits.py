"""« Rôles et droits »: the matrix, as the code holds it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.libelles import LIBELLES_CATEGORIES, LIBELLES_PERIMETRES, phrase
from socle.habilitations.roles import PERIMETRES, Role


@dataclass(frozen=True)
class Ligne:
    """One role: where it reaches, and one sentence per category it opens."""

    role: str
    perimetre: str
    droits: list[tuple[str, str]]


def lignes() -> list[Ligne]:
    """Return the whole matrix, role by role."""
    return [
        Ligne(
            role.label,
            LIBELLES_PERIMETRES[PERIMETRES[role]],
            [
                (label, sentence)
                for categorie, label in LIBELLES_CATEGORIES.items()
                if (sentence := phrase(role, categorie))
            ],
        )
        for role in Role
    ]


@requires(None, raison="the rules are no secret: whoever works here may know who sees what")
@require_safe
def roles(request: RequeteConnectee) -> HttpResponse:
    """The matrix roles × categories."""
    return render(request, "villages/roles.html", {"lignes": lignes()})
