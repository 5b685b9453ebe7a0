"""Rights this layer needs and does not know: upper layers register them, absence refuses."""

from __future__ import annotations

from collections.abc import Callable

from socle.comptes.models import Utilisateur

Regle = Callable[[Utilisateur, Utilisateur], bool]

_peut_reinitialiser: list[Regle] = []


def register_reset_rule(regle: Regle) -> None:
    """Register ``regle(acteur, compte)``: may ``acteur`` take part in resetting ``compte``?"""
    _peut_reinitialiser.append(regle)


def peut_reinitialiser(acteur: Utilisateur, compte: Utilisateur) -> bool:
    """Whether every registered rule agrees; without any rule, nobody may."""
    return bool(_peut_reinitialiser) and all(regle(acteur, compte) for regle in _peut_reinitialiser)
