"""Actions that may be written to the audit journal; an unregistered one is refused.

Each app registers its own in ``<app>/audit.py``, imported at start. The sentence is frozen
into the entry when it is written: the entry outlives the action, its app and its subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from socle.audit.enums import Redaction
from socle.outils.declarations import Categorie

#: Codes are enumerated words, never something a person typed.
CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)


class UnregisteredActionError(LookupError):
    """The action was never declared in an ``audit.py``."""


@dataclass(frozen=True, kw_only=True)
class ActionAudit:
    """One kind of entry.

    ``code``: dotted words, « journal.lecture ».
    ``phrase``: French predicate without name, « a lu le journal ».
    ``categorie``: what the objects are about.
    ``lien``: name of the URL that shows the first object, empty when nothing shows it.
    ``buts``: purposes the action accepts, an enumerated list so that no free text gets in.
    ``redaction``: what its sentence never shows.
    """

    code: str
    phrase: str
    categorie: Categorie
    lien: str = ""
    buts: tuple[str, ...] = ()
    redaction: Redaction = Redaction.AUCUNE

    def __post_init__(self) -> None:
        for code in (self.code, *self.buts):
            if not CODE.fullmatch(code) or len(code) > 64:
                raise ValueError(f"an audit code is short dotted lower-case words, not {code!r}")
        if not self.phrase or len(self.phrase) > 200:
            raise ValueError(f"the action {self.code} needs a sentence of at most 200 characters")


_actions: dict[str, ActionAudit] = {}


def register(action: ActionAudit) -> ActionAudit:
    """Accept ``action`` and return it. Raises ValueError when the code means something else already."""
    if _actions.setdefault(action.code, action) != action:
        raise ValueError(f"the audit action {action.code} is registered twice")
    return action


def get(code: str) -> ActionAudit:
    """Return the action of ``code``. Raises UnregisteredActionError."""
    try:
        return _actions[code]
    except KeyError:
        raise UnregisteredActionError(f"the audit action {code!r} is not registered") from None


def actions() -> list[ActionAudit]:
    """Return every registered action, by code."""
    return sorted(_actions.values(), key=lambda action: action.code)


#: The objects of which whoever acts must not learn who did what.
Masque = Callable[[], Iterable[UUID]]

_masques: list[Masque] = []


def register_masque(masque: Masque) -> None:
    """Add a reader of what is kept from somebody by name (an incident they are set aside from)."""
    if masque not in _masques:
        _masques.append(masque)


def objets_masques() -> frozenset[UUID]:
    """Return the objects whose authors are not shown to whoever reads the journal, whatever the action."""
    return frozenset(objet for masque in _masques for objet in masque())
