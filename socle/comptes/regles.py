"""Rights this layer needs and does not know: an upper layer registers them, absence refuses."""

from __future__ import annotations

from typing import Protocol

from socle.comptes.models import Utilisateur


class Reinitialisation(Protocol):
    """Who takes part in giving someone their access back."""

    def takes_part(self, acteur: Utilisateur) -> bool:
        """Whether ``acteur`` may reset some account at all: opens the screen."""

    def allows(self, acteur: Utilisateur, compte: Utilisateur) -> bool:
        """Whether ``acteur`` may be one of the two people who reset ``compte``."""


class Personne:
    """Before an upper layer registers: nobody."""

    def takes_part(self, acteur: Utilisateur) -> bool:
        return False

    def allows(self, acteur: Utilisateur, compte: Utilisateur) -> bool:
        return False


_reinitialisation: Reinitialisation = Personne()


def register_reset_rule(regle: Reinitialisation) -> None:
    """Give the one rule, from ``AppConfig.ready`` of the layer that knows rights."""
    global _reinitialisation  # noqa: PLW0603 - one installation, one rule
    _reinitialisation = regle


def takes_part(acteur: Utilisateur) -> bool:
    return _reinitialisation.takes_part(acteur)


def peut_reinitialiser(acteur: Utilisateur, compte: Utilisateur) -> bool:
    """Whether ``acteur`` may take part in resetting ``compte``; never one's own."""
    return acteur != compte and _reinitialisation.allows(acteur, compte)
