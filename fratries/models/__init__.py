"""Sibling groups, and the decisions to separate siblings."""

from fratries.models.groupe import Fratrie, MembreFratrie
from fratries.models.separation import RevueSeparation, Separation

__all__ = ["Fratrie", "MembreFratrie", "RevueSeparation", "Separation"]
