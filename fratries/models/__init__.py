"""Sibling groups, and the family around a child."""

from fratries.effectif.models import ColonnesRetenues, EffectifDepose
from fratries.models.contacts import AutoriteParentale, PersonneAutorisee
from fratries.models.famille import AdresseProtegee, LienFamilial, Proche
from fratries.models.groupe import Fratrie, MembreFratrie

__all__ = [
    "AdresseProtegee",
    "AutoriteParentale",
    "ColonnesRetenues",
    "EffectifDepose",
    "Fratrie",
    "LienFamilial",
    "MembreFratrie",
    "PersonneAutorisee",
    "Proche",
]
