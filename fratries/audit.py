"""Audited acts on sibling groups and families."""

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
    ("famille.lecture", "a lu la famille d’un enfant"),
    ("famille.contacts_lus", "a lu les contacts d’un enfant"),
    ("famille.alerte", "a vu les contacts interdits d’un enfant"),
    ("famille.qui_decide", "a regardé qui décide pour un enfant"),
    ("famille.genogramme", "a ouvert le génogramme d’un enfant"),
    ("famille.proche_lu", "a ouvert la page d’un proche"),
    ("famille.proche", "a inscrit un proche"),
    ("famille.proche_modifie", "a modifié un proche"),
    ("famille.lien", "a inscrit un lien familial"),
    ("famille.lien_modifie", "a modifié un lien familial"),
    ("famille.lien_retire", "a retiré un lien familial"),
    ("famille.autorite", "a inscrit l’autorité parentale sur un enfant"),
    ("famille.autorite_modifiee", "a modifié l’autorité parentale sur un enfant"),
    ("famille.contacts_fixes", "a fixé les contacts d’un enfant avec un proche"),
    ("famille.contacts_termines", "a mis fin à des contacts fixés"),
    ("famille.adresse_protegee_lue", "a lu une adresse protégée"),
    ("famille.adresse_protegee", "a protégé une adresse"),
    ("famille.adresse_levee", "a levé la protection d’une adresse"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.FAMILLE))

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
