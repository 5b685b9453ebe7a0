"""What is planned, gathered from every app.

Each app registers its sources in its ``agenda.py``: appointments, visits, relays. A source reads its own
records, as this reader may, and says how its reading is journalled. An event has two sentences: one
for the page, with names, and one that leaves for a telephone's calendar and names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier


@dataclass(frozen=True, kw_only=True)
class Evenement:
    """Something planned. ``cle`` stays the same from one reading to the next.

    Without ``heure`` it lasts the day; with ``jusqu_au``, included, it lasts several and stands above them.
    ``issue`` says what came of what is over; ``a_dire``, that its day has come and nobody said it yet.
    """

    cle: str
    jour: date
    icone: str
    phrase: str
    neutre: str
    heure: time | None = None
    jusqu_a: time | None = None
    jusqu_au: date | None = None
    adresse: str = ""
    enfants: tuple[UUID, ...] = ()
    issue: str = ""
    a_dire: bool = False

    @property
    def ordre(self) -> tuple[date, time, str, str]:
        """A day's whole-day events first, then by hour."""
        return self.jour, self.heure or time(), plier(self.phrase), self.cle


@dataclass(frozen=True, kw_only=True)
class Demande:
    """Whose days, from ``debut`` to ``fin`` included.

    ``enfants`` are the files as loaded, ``noms`` how the page calls each child, ``maisons`` the houses
    whose own life (relays, arrivals) is asked for.
    """

    user: Utilisateur
    debut: date
    fin: date
    enfants: Mapping[UUID, Any] = field(default_factory=dict)
    noms: Mapping[UUID, str] = field(default_factory=dict)
    maisons: frozenset[UUID] = frozenset()


@dataclass(frozen=True, kw_only=True)
class SourceAgenda:
    """``permission`` must be held somewhere; ``action`` journals the children of what was shown."""

    code: str
    libelle: str
    permission: str
    lire: Callable[[Demande], Iterable[Evenement]]
    action: str = ""
    type_objet: str = ""


_sources: dict[str, SourceAgenda] = {}


def register(source: SourceAgenda) -> None:
    """Add a source; raises ValueError when another one has its code."""
    if _sources.get(source.code, source) != source:
        raise ValueError(f"agenda source {source.code!r} is registered twice")
    _sources[source.code] = source


def read_events(demande: Demande) -> list[tuple[SourceAgenda, Evenement]]:
    """Return what this reader may know is planned, in order, each with its source."""
    found = [
        (source, event)
        for source in sorted(_sources.values(), key=lambda source: source.code)
        if demande.user.has_perm(source.permission)
        for event in source.lire(demande)
    ]
    return sorted(found, key=lambda pair: pair[1].ordre)


def record_shown(shown: Iterable[tuple[SourceAgenda, Evenement]]) -> None:
    """Journal the reading of what a page shows, for the sources that ask for it."""
    children: dict[SourceAgenda, set[UUID]] = {}
    for source, event in shown:
        if source.action:
            children.setdefault(source, set()).update(event.enfants)
    for source, seen in children.items():
        record(source.action, enfants=sorted(seen), type_objet=source.type_objet)


def show_events(demande: Demande) -> list[Evenement]:
    """Return what is planned for a page that shows it all, journalled."""
    found = read_events(demande)
    record_shown(found)
    return [event for _, event in found]
