"""Audited acts on sibling groups."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase in [
    ("fratries.constituee", "a constitué une fratrie"),
    ("fratries.lecture", "a lu la fratrie d’un enfant"),
    ("fratries.liste", "a affiché les fratries"),
    ("fratries.ouverte", "a ouvert une fratrie"),
    ("fratries.membre", "a enregistré un membre d’une fratrie"),
    ("fratries.ou_accueillir", "a cherché où accueillir une fratrie"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))

for code, phrase in [
    ("separations.lecture", "a lu les séparations d’une fratrie"),
    ("separations.decidee", "a enregistré une séparation de fratrie"),
    ("separations.ase", "a noté que l’ASE est prévenue d’une séparation"),
    ("separations.juge", "a noté que le juge est informé d’une séparation"),
    ("separations.revue", "a noté la revue d’une séparation"),
    ("separations.fin", "a mis fin à une séparation"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.FAMILLE))

register(
    ActionAudit(
        code="fratries.vie_commune",
        phrase="a lu la part des frères et sœurs réunis",
        categorie=Categorie.ORGANISATION,
    )
)
