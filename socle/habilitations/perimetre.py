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
from socle.habilitations.roles import (
    CAPACITES,
    PERIMETRES,
    SANS_DOSSIER,
    Action,
    Capacite,
    Perimetre,
    Reserve,
    Role,
    permet,
)
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


@dataclass
class Exceptions:
    """What reaches one child by name: granted rights, break-glass, one's own file; and denials."""

    accords: dict[UUID, set[tuple[Action, Categorie, Reserve | None]]] = field(default_factory=dict)
    bris_de_glace: set[UUID] = field(default_factory=set)
    siens: set[UUID] = field(default_factory=set)
    refus: set[UUID] = field(default_factory=set)


#: Break-glass never opens these, nor writes anything.
HORS_BRIS_DE_GLACE = frozenset({Categorie.PSY, Categorie.PAROLE, Categorie.INCIDENT})

PorteesProvider = Callable[[UUID], Iterable[Portee]]
PlacesProvider = Callable[[set[UUID], set[UUID], set[UUID]], Iterable[PlaceEnfant]]
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
    def _villages(self) -> set[UUID]:
        return {portee.village for portee in self.portees if portee.village}

    @cached_property
    def _one_by_one(self) -> list[PlaceEnfant]:
        """Children reached through a house or by name; a whole village is a rule, not a list."""
        maisons = {portee.maison for portee in self.portees if portee.maison}
        named = {portee.enfant for portee in self.portees if portee.enfant}
        named |= set(self.exceptions.accords) | self.exceptions.bris_de_glace | self.exceptions.siens
        return list(_providers["places"](set(), maisons, named)) if maisons or named else []

    @cached_property
    def _places(self) -> list[PlaceEnfant]:
        if not self._villages:
            return self._one_by_one
        return [*self._one_by_one, *_providers["places"](self._villages, set(), set())]

    @cached_property
    def _roles_by_target(self) -> dict[UUID, set[Role]]:
        by_target: dict[UUID, set[Role]] = {}
        for portee in self.portees:
            for target in (portee.village, portee.maison, portee.enfant):
                if target is not None:
                    by_target.setdefault(target, set()).add(portee.role)
        for enfant in self.exceptions.siens:
            by_target.setdefault(enfant, set()).add(Role.ENFANT)
        return by_target

    def _roles_of(self, places: Iterable[PlaceEnfant]) -> dict[UUID, frozenset[Role]]:
        by_target, nothing = self._roles_by_target, set[Role]()
        # A child listed twice is listed first with the house.
        reach: dict[UUID, frozenset[Role]] = {}
        for place in places:
            roles = by_target.get(place.village, nothing) | by_target.get(place.enfant, nothing)
            if place.maison is not None:
                roles = roles | by_target.get(place.maison, nothing)
            reach[place.enfant] = reach.get(place.enfant, frozenset()) | roles
        return reach

    @cached_property
    def _roles_by_child(self) -> dict[UUID, frozenset[Role]]:
        return self._roles_of(self._places)

    def _opened(self, roles_by_child: dict[UUID, frozenset[Role]], permission: Permission) -> set[UUID]:
        action, categorie, reserve = permission.on_category()
        exceptions = self.exceptions
        # A director has hundreds of children and one set of roles: it is asked once.
        opening = {
            roles: any(permet(role, action, categorie, reserve) for role in roles)
            for roles in set(roles_by_child.values())
        }
        opened = {enfant for enfant, roles in roles_by_child.items() if opening[roles]}
        for enfant, accords in exceptions.accords.items():
            if (action, categorie, None) in accords or (action, categorie, reserve) in accords:
                opened.add(enfant)
        if action is Action.LIRE and categorie not in HORS_BRIS_DE_GLACE:
            opened |= exceptions.bris_de_glace
        return opened - exceptions.refus

    def roles_sur(self, enfant: UUID) -> frozenset[Role]:
        """Roles the person exercises today towards one child; none outside the perimeter."""
        return self._roles_by_child.get(enfant, frozenset())

    def enfants(self, permission: Permission) -> set[UUID]:
        """Ids of the children on whom the person holds the permission today."""
        return self._opened(self._roles_by_child, permission)

    def enfants_nommes(self, permission: Permission) -> set[UUID]:
        """The same, less the children reached only because their village's every file is open."""
        return self._opened(self._roles_of(self._one_by_one), permission)

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
        return bool(
            self.villages_de_dossier(permission) or self.enfants(permission) or self._everywhere(permission)
        )

    def _everywhere(self, permission: Permission) -> bool:
        """Whether a role over the association holds a right on what is about no single child."""
        action, categorie, reserve = permission.on_category()
        return any(
            PERIMETRES[role] is Perimetre.ASSOCIATION and permet(role, action, categorie, reserve)
            for role in self.roles
        )


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
