"""Who holds parental authority over a child: known by an upper app, which registers how to read it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from enfants.models import Enfant
from socle.comptes.models import Utilisateur

AConsulter = Callable[[Collection[UUID]], dict[UUID, set[UUID]]]
Noms = Callable[[Utilisateur, Enfant], dict[UUID, str]]

_providers: list[tuple[AConsulter, Noms]] = []


def register_titulaires(a_consulter: AConsulter, noms: Noms) -> None:
    """Register how to read who must agree, and their names; there is one provider."""
    _providers[:] = [(a_consulter, noms)]


def titulaires_a_consulter(enfants: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return by child the ids of those who must agree; none known is an empty answer."""
    return _providers[0][0](enfants) if _providers else {}


def noms_des_titulaires(user: Utilisateur, enfant: Enfant) -> dict[UUID, str]:
    """Return the names of those who must agree, as far as this person may read them."""
    return _providers[0][1](user, enfant) if _providers else {}
