"""Audited acts on a child's file."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase, categorie in [
    ("enfants.liste", "a affiché une liste d’enfants", Categorie.IDENTITE),
    ("enfants.fiche", "a ouvert la fiche d’un enfant", Categorie.IDENTITE),
    ("enfants.dossier_ouvert", "a ouvert le dossier d’un enfant", Categorie.IDENTITE),
    ("enfants.identite_modifiee", "a modifié l’identité d’un enfant", Categorie.IDENTITE),
    ("enfants.sejour_ouvert", "a enregistré une arrivée", Categorie.IDENTITE),
    ("enfants.sejour_termine", "a enregistré un départ", Categorie.IDENTITE),
    ("enfants.absence", "a enregistré une absence", Categorie.JOURNAL),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))
