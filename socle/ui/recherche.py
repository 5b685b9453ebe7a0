"""Searching by name everything one may see: each app registers its own source.

Sources stand in ``<app>/recherche.py``. One that the reader has no permission for is not asked, so
that neither a hit, nor a count, nor the time it takes tells anything of what it holds. A source opens
names inside the reader's perimeter, says of each hit why it was found, and is journalled like a list:
the ids shown, never the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.outils.rapprochement import Recherche

#: Hits of one source shown at once; the following ones are folded, and nobody reads further.
PREMIERS = 8
PLAFOND = 40
VIDE = "recherche.vide"


@dataclass(frozen=True, kw_only=True)
class Trouvaille:
    """One hit: where it leads, and why it was found. ``enfants`` are those it speaks of."""

    titre: str
    adresse: str
    raison: str
    objet: UUID
    detail: str = ""
    enfants: tuple[UUID, ...] = ()


#: (who searches, what, how many at most) → hits, the closest first.
Chercheur = Callable[[Utilisateur, Recherche, int], Iterable[Trouvaille]]


@dataclass(frozen=True, kw_only=True)
class SourceRecherche:
    """``action`` is what is journalled when something is shown, empty for what names nobody."""

    code: str
    titre: str
    icone: str
    ordre: int
    permission: str
    chercher: Chercheur
    action: str = ""
    type_objet: str = ""


@dataclass(frozen=True)
class GroupeTrouve:
    """The hits of one source; ``tronque`` says that more were left out."""

    source: SourceRecherche
    trouvailles: list[Trouvaille] = field(default_factory=list)
    tronque: bool = False

    @property
    def premiers(self) -> list[Trouvaille]:
        return self.trouvailles[:PREMIERS]

    @property
    def suivants(self) -> list[Trouvaille]:
        return self.trouvailles[PREMIERS:]


_sources: dict[str, SourceRecherche] = {}


def register(source: SourceRecherche) -> None:
    """Add a source; raises ValueError when another one has its code."""
    if _sources.get(source.code, source) != source:
        raise ValueError(f"search source {source.code!r} is registered twice")
    _sources[source.code] = source


def sources_for(user: Utilisateur) -> list[SourceRecherche]:
    """Return the sources this person may search in, in order; none to a child's account."""
    if not user.is_authenticated or user.est_enfant:
        return []
    ordered = sorted(_sources.values(), key=lambda source: source.ordre)
    return [source for source in ordered if user.has_perm(source.permission)]


def chercher(user: Utilisateur, recherche: Recherche) -> list[GroupeTrouve]:
    """Search every source of this person and journal what each one shows; a search in vain too."""
    if recherche.trop_courte:
        return []
    groups = []
    for source in sources_for(user):
        found = list(source.chercher(user, recherche, PLAFOND + 1))
        if not found:
            continue
        shown = found[:PLAFOND]
        groups.append(GroupeTrouve(source, shown, tronque=len(found) > PLAFOND))
        if source.action:
            record(
                source.action,
                objets=[hit.objet for hit in shown],
                enfants=[enfant for hit in shown for enfant in hit.enfants],
                type_objet=source.type_objet,
            )
    if not groups:
        record(VIDE)
    return groups
