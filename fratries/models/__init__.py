"""Sibling groups, the family around a child, decisions to separate siblings, visits and authorisations."""

from fratries.effectif.models import ColonnesRetenues, EffectifDepose
from fratries.models.autorisations import DemandeAutorisation, EtapeAutorisation
from fratries.models.contacts import AutoriteParentale, PersonneAutorisee
from fratries.models.demande import DemandeAccueil
from fratries.models.famille import AdresseProtegee, LienFamilial, Proche
from fratries.models.groupe import Fratrie, MembreFratrie
from fratries.models.separation import RevueSeparation, Separation
from fratries.models.visites import DroitVisite, Rencontre

__all__ = [
    "AdresseProtegee",
    "AutoriteParentale",
    "ColonnesRetenues",
    "DemandeAccueil",
    "DemandeAutorisation",
    "DroitVisite",
    "EffectifDepose",
    "EtapeAutorisation",
    "Fratrie",
    "LienFamilial",
    "MembreFratrie",
    "PersonneAutorisee",
    "Proche",
    "Rencontre",
    "RevueSeparation",
    "Separation",
]
