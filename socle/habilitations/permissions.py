"""Names of permissions: ``lire_journal``, ``ecrire_identite``, ``lire_famille_contacts``, ``affecter``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from socle.habilitations.roles import Action, Capacite, Reserve
from socle.outils.declarations import Categorie

_CAPACITES = {str(capacite) for capacite in Capacite}
_ACTIONS = {str(action) for action in Action}
_CATEGORIES = {str(categorie) for categorie in Categorie}
_RESERVES = {str(reserve) for reserve in Reserve}


class UnknownPermissionError(ValueError):
    """A permission nobody declared: a spelling mistake must not read as a refusal."""


@dataclass(frozen=True)
class Permission:
    """A parsed permission: a capacity, or an action on a category with an optional reserve."""

    capacite: Capacite | None = None
    action: Action | None = None
    categorie: Categorie | None = None
    reserve: Reserve | None = None

    def on_category(self) -> tuple[Action, Categorie, Reserve | None]:
        """Return action, category and reserve. Raises UnknownPermissionError for a capacity."""
        if self.action is None or self.categorie is None:
            raise UnknownPermissionError(f"{self.capacite} is a capacity, not a right on a category")
        return self.action, self.categorie, self.reserve


@cache
def parse_permission(name: str) -> Permission:
    """Parse a permission name, with or without an app label before a dot.

    Raises UnknownPermissionError when no capacity, action or category bears the name.
    """
    code = name.rpartition(".")[2]
    if code in _CAPACITES:
        return Permission(capacite=Capacite(code))
    action, _, rest = code.partition("_")
    if action in _ACTIONS:
        if rest in _CATEGORIES:
            return Permission(action=Action(action), categorie=Categorie(rest))
        for categorie in Categorie:
            reserve = rest.removeprefix(f"{categorie}_")
            if reserve != rest and reserve in _RESERVES:
                return Permission(action=Action(action), categorie=categorie, reserve=Reserve(reserve))
    raise UnknownPermissionError(f"no such permission: {name}")
