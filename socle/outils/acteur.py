"""Who acts now: one context variable that every layer reads and only ``habilitations`` sets."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Acteur:
    """The acting person (``id``), or the system with the ``raison`` it acts for.

    ``requete`` is the opaque id of the HTTP request or job, for the audit journal.
    """

    id: UUID | None
    raison: str = ""
    requete: str = ""

    @property
    def est_systeme(self) -> bool:
        return self.id is None and bool(self.raison)


PERSONNE = Acteur(id=None)

acteur_courant: ContextVar[Acteur] = ContextVar("acteur_courant", default=PERSONNE)
