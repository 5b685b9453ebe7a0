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

for code, phrase, categorie in [
    ("enfants.sejours", "a lu les séjours d’un enfant", Categorie.IDENTITE),
    ("enfants.fil", "a lu le fil de vie d’un enfant", Categorie.JOURNAL),
    ("enfants.fil_recherche", "a cherché des mots dans le fil de vie d’un enfant", Categorie.JOURNAL),
    ("enfants.relais", "a ouvert le passage de relais", Categorie.JOURNAL),
    ("enfants.relais_lu", "a accusé lecture du passage de relais", Categorie.JOURNAL),
    ("enfants.impression", "a demandé l’impression d’un journal", Categorie.JOURNAL),
    ("enfants.impression_produite", "a imprimé le journal d’un enfant", Categorie.JOURNAL),
    ("enfants.impression_telechargee", "a téléchargé un journal imprimé", Categorie.JOURNAL),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))
