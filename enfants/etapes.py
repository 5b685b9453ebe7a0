"""Steps of an admission: each app says what it knows of one, whether it is done, and where to do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from enfants.models import Admission
from socle.comptes.models import Utilisateur


@dataclass(frozen=True, kw_only=True)
class Etape:
    """One step as its reader sees it; ``urgente`` is what no stay may go without.

    ``liens`` are the pages where it is done, for whoever holds the right; without one, ``qui`` says whose
    step it is.
    """

    titre: str
    icone: str
    faite: bool
    etat: str
    phrase: str = ""
    urgente: bool = False
    liens: list[tuple[str, str]] = field(default_factory=list)
    qui: str = ""
    #: whether « aucun frère ni sœur connu » answers for it
    case: bool = False

    @property
    def genre(self) -> str:
        if self.faite:
            return "fait"
        return "danger" if self.urgente else "attention"


#: The same step of several admissions, in a number of queries that does not depend on how many.
Lecture = Callable[[Utilisateur, Sequence[Admission]], dict[UUID, Etape]]

_lectures: dict[int, Lecture] = {}


def register(ordre: int, lecture: Lecture) -> None:
    """Add a step at its place; raises ValueError when another stands there."""
    if _lectures.setdefault(ordre, lecture) is not lecture:
        raise ValueError(f"two steps of an admission stand at {ordre}")


def etapes_de(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, list[Etape]]:
    """Return every step of each admission, in order, as this person may see it.

    The admissions come with their child, and their stay with its house.
    """
    read = [_lectures[ordre](user, admissions) for ordre in sorted(_lectures)] if admissions else []
    return {admission.pk: [steps[admission.pk] for steps in read] for admission in admissions}


def manquantes(etapes: Iterable[Etape]) -> list[str]:
    """Return the titles of what is still missing."""
    return [etape.titre for etape in etapes if not etape.faite]
