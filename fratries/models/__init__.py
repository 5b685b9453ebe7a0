"""Sibling groups, the family around a child, and the decisions to separate siblings."""

from fratries.effectif.models import ColonnesRetenues, EffectifDepose
from fratries.models.contacts import AutoriteParentale, PersonneAutorisee
from fratries.models.demande import DemandeAccueil
from fratries.models.famille import AdresseProtegee, LienFamilial, Proche
from fratries.models.groupe import Fratrie, MembreFratrie
from fratries.models.separation import RevueSeparation, Separation

__all__ = [
    "AdresseProtegee",
    "AutoriteParentale",
    "ColonnesRetenues",
    "DemandeAccueil",
    "EffectifDepose",
    "Fratrie",
    "LienFamilial",
    "MembreFratrie",
    "PersonneAutorisee",
    "Proche",
    "RevueSeparation",
    "Separation",
]
