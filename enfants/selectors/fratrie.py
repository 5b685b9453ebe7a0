"""Brothers and sisters on a child's page: known by an upper app, which registers how to read them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur


@dataclass(frozen=True)
class FrereOuSoeur:
    """One sibling as this reader may know them; ``enfant`` is set when their file may be opened."""

    prenom: str | Illisible
    lien: str
    naissance: int | None = None
    lieu_de_vie: str = ""
    enfant: UUID | None = None


SiblingsProvider = Callable[[Utilisateur, Collection[UUID]], dict[UUID, list[FrereOuSoeur]]]

_providers: list[SiblingsProvider] = []


def register_siblings(provider: SiblingsProvider) -> None:
    """Register how to read siblings; there is one provider."""
    _providers[:] = [provider]


def siblings_of(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, list[FrereOuSoeur]]:
    """Return the siblings of each child, by child id."""
    return _providers[0](user, enfants) if _providers else {}
