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
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))
