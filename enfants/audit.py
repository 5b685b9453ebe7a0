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
    ("journal.ecriture", "a écrit dans le journal", Categorie.JOURNAL),
    ("journal.annulation", "a annulé une note du journal", Categorie.JOURNAL),
    ("journal.correction", "a corrigé une note du journal", Categorie.JOURNAL),
    ("journal.lecture", "a lu une note du journal", Categorie.JOURNAL),
    ("enfants.absence", "a enregistré une absence", Categorie.JOURNAL),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))
