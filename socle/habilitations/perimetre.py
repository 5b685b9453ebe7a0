"""What one person reaches today: assignments turned into children, once per transaction.

Truth is the dated assignment, valid on today's date in the query itself. ``villages`` and
``enfants`` stand above this app and register how to read theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from socle.habilitations.permissions import Permission
from socle.habilitations.roles import CAPACITES, SANS_DOSSIER, Action, Capacite, Reserve, Role, permet
from socle.outils.acteur import acteur_courant
from socle.outils.declarations import Categorie


@dataclass(frozen=True)
class Portee:
    """One valid assignment: a role exercised in a village (``lieu``), there over one house, one
    child, or the whole village; without ``lieu``, over the association.
    """

    role: Role
    lieu: UUID | None = None
    maison: UUID | None = None
    enfant: UUID | None = None

    @property
    def village(self) -> UUID | None:
        """The village whose every file is open, if the assignment is that wide."""
        if self.maison is not None or self.enfant is not None or self.role in SANS_DOSSIER:
            return None
        return self.lieu


@dataclass(frozen=True)
class PlaceEnfant:
    """Where a child stands today: the village that holds the file and the house of the stay."""

    enfant: UUID
    village: UUID
    maison: UUID | None
    compte: UUID | None


@dataclass
class Exceptions:
    """Dated exceptions: granted rights by child, children opened by break-glass, denials."""

    accords: dict[UUID, set[tuple[Action, Categorie, Reserve | None]]] = field(default_factory=dict)
    bris_de_glace: set[UUID] = field(default_factory=set)
    refus: set[UUID] = field(default_factory=set)


#: Break-glass never opens these, nor writes anything.
HORS_BRIS_DE_GLACE = frozenset({Categorie.PSY, Categorie.PAROLE, Categorie.INCIDENT})

PorteesProvider = Callable[[UUID], Iterable[Portee]]
PlacesProvider = Callable[[UUID, list[Portee], set[UUID]], Iterable[PlaceEnfant]]
ExceptionsProvider = Callable[[UUID], Exceptions]

_providers: dict[str, Callable] = {}


def register_provider(kind: str, provider: Callable) -> None:
    """Register how to read ``portees``, ``places`` or ``exceptions``; one provider each."""
    if kind not in {"portees", "places", "exceptions"}:
        raise ValueError(f"unknown provider: {kind}")
    _providers[kind] = provider


class WrongActorError(RuntimeError):
    """A right was asked about someone who is not acting."""


class PerimetreUtilisateur:
    """The reach of one person, computed lazily from three queries at most."""

    def __init__(self, utilisateur_id: UUID) -> None:
        self.utilisateur_id = utilisateur_id

    @cached_property
    def portees(self) -> list[Portee]:
        return list(_providers["portees"](self.utilisateur_id))

    @cached_property
    def exceptions(self) -> Exceptions:
        return _providers["exceptions"](self.utilisateur_id)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(portee.role for portee in self.portees)

    @cached_property
    def _places(self) -> list[PlaceEnfant]:
        named = set(self.exceptions.accords) | self.exceptions.bris_de_glace
        return list(_providers["places"](self.utilisateur_id, self.portees, named))

    @cached_property
    def _roles_by_child(self) -> dict[UUID, set[Role]]:
        by_target: dict[UUID, set[Role]] = {}
        for portee in self.portees:
            for target in (portee.village, portee.maison, portee.enfant):
                if target is not None:
                    by_target.setdefault(target, set()).add(portee.role)
        nothing: set[Role] = set()
        reach = {}
        for place in self._places:
            roles = by_target.get(place.village, nothing) | by_target.get(place.enfant, nothing)
            if place.maison is not None:
                roles = roles | by_target.get(place.maison, nothing)
            if place.compte == self.utilisateur_id:
                roles = roles | {Role.ENFANT}
            reach[place.enfant] = roles
        return reach

    def _opens(self, enfant: UUID, permission: Permission) -> bool:
        action, categorie, reserve = permission.on_category()
        if enfant in self.exceptions.refus:
            return False
        if any(permet(role, action, categorie, reserve) for role in self._roles_by_child[enfant]):
            return True
        accords = self.exceptions.accords.get(enfant, ())
        if (action, categorie, None) in accords or (action, categorie, reserve) in accords:
            return True
        return (
            enfant in self.exceptions.bris_de_glace
            and action is Action.LIRE
            and categorie not in HORS_BRIS_DE_GLACE
        )

    def roles_sur(self, enfant: UUID) -> frozenset[Role]:
        """Roles the person exercises today towards one child; none outside the perimeter."""
        return frozenset(self._roles_by_child.get(enfant, ()))

    def enfants(self, permission: Permission) -> set[UUID]:
        """Ids of the children on whom the person holds the permission today."""
        return {enfant for enfant in self._roles_by_child if self._opens(enfant, permission)}

    def tous_les_enfants(self) -> set[UUID]:
        """Ids of every child inside the perimeter, whatever the category: what the database shows."""
        granted = set(self.exceptions.accords) | self.exceptions.bris_de_glace
        return {
            enfant
            for enfant, roles in self._roles_by_child.items()
            if (roles or enfant in granted) and enfant not in self.exceptions.refus
        }

    def villages_de_dossier(self, permission: Permission) -> set[UUID]:
        """Villages whose every file is open to the person for this permission."""
        action, categorie, reserve = permission.on_category()
        return {
            portee.village
            for portee in self.portees
            if portee.village and permet(portee.role, action, categorie, reserve)
        }

    def villages(self, capacite: Capacite) -> set[UUID] | None:
        """Villages where the person holds a capacity; ``None`` means the whole association."""
        found: set[UUID] = set()
        for portee in self.portees:
            if capacite in CAPACITES[portee.role]:
                if portee.lieu is None:
                    return None
                found.add(portee.lieu)
        return found

    def a_capacite(self, capacite: Capacite) -> bool:
        return any(capacite in CAPACITES[role] for role in self.roles)

    def peut(self, permission: Permission) -> bool:
        """Whether the person holds the permission anywhere: does the screen exist for them?"""
        if permission.capacite is not None:
            return self.a_capacite(permission.capacite)
        # A village with no child yet has its screens too: the first child is received there.
        return bool(self.enfants(permission) or self.villages_de_dossier(permission))


#: Perimeters known in the current transaction, by person; opened and closed by ``contexte.acting``.
perimetres: ContextVar[dict[UUID, PerimetreUtilisateur] | None] = ContextVar("perimetres", default=None)


def perimetre_de(utilisateur_id: UUID) -> PerimetreUtilisateur:
    """Return the reach of a person, the same object throughout one transaction.

    Raises WrongActorError when asked about somebody else outside a named system act: the
    row-level rules would answer for the actor, not for them.
    """
    acteur = acteur_courant.get()
    if acteur.id != utilisateur_id and not acteur.est_systeme:
        raise WrongActorError("the reach of a person is read under acting_as(person) or as the system")
    known = perimetres.get()
    if known is None:
        return PerimetreUtilisateur(utilisateur_id)
    if utilisateur_id not in known:
        known[utilisateur_id] = PerimetreUtilisateur(utilisateur_id)
    return known[utilisateur_id]


def forget_perimetres() -> None:
    """Drop what was computed, after an act that changes assignments, stays or exceptions."""
    known = perimetres.get()
    if known is not None:
        known.clear()
