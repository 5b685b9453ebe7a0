"""What this app asks of the children's app, which stands above it: counts, and names one may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from socle.comptes.models import Utilisateur


class Accueil(Protocol):
    """Registered by the app that holds the children's files."""

    def occupation(self, maisons: Collection[UUID]) -> Mapping[UUID, int]:
        """Return how many children live in each house tonight: counts only, for whoever works here."""

    def dormeurs(self, chambres: Collection[UUID]) -> Mapping[UUID, int]:
        """Return how many children have each room, stays to come included: counts only."""

    def enfants_du_village(self, acteur: Utilisateur, village_id: UUID) -> Mapping[UUID, str]:
        """Return the children of a village whose identity ``acteur`` may read, by name."""

    def prenoms(self, acteur: Utilisateur, enfants: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the first names ``acteur`` may read among these children."""


class Personne:
    """Before the children's app registers: nobody lives anywhere."""

    def occupation(self, maisons: Collection[UUID]) -> Mapping[UUID, int]:
        return {}

    def dormeurs(self, chambres: Collection[UUID]) -> Mapping[UUID, int]:
        return {}

    def enfants_du_village(self, acteur: Utilisateur, village_id: UUID) -> Mapping[UUID, str]:
        return {}

    def prenoms(self, acteur: Utilisateur, enfants: Collection[UUID]) -> Mapping[UUID, str]:
        return {}


_accueil: Accueil = Personne()


def register_provider(provider: Accueil) -> None:
    """Give the one provider, from ``AppConfig.ready`` of the children's app."""
    global _accueil  # noqa: PLW0603 - one installation, one answer
    _accueil = provider


def accueil() -> Accueil:
    return _accueil
