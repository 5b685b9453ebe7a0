"""Composed reads of the organisation: who holds what today, and what its screens show."""

from villages.selectors.portees import Titre, comptes_ayant, noms_des_comptes, portees_of, titres_sur

__all__ = ["Titre", "comptes_ayant", "noms_des_comptes", "portees_of", "titres_sur"]
