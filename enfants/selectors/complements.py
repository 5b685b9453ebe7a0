"""Lines other apps add to the emergency sheet: who consents, who must not approach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from enfants.models import Enfant
from socle.comptes.models import Utilisateur


@dataclass(frozen=True)
class Complement:
    """One block of the sheet; ``grave`` is printed as what must be seen first."""

    titre: str
    lignes: tuple[str, ...]
    grave: bool = False


Source = Callable[[Utilisateur, Enfant], Iterable[Complement]]

_sources: list[Source] = []


def register_complement(source: Source) -> None:
    """Add a reader; it reads through the rights of who asks for the sheet, and says nothing without them."""
    if source not in _sources:
        _sources.append(source)


def complements_de(user: Utilisateur, enfant: Enfant) -> list[Complement]:
    """Return the blocks of every app, the gravest first."""
    found = [block for source in _sources for block in source(user, enfant)]
    return sorted(found, key=lambda block: not block.grave)
