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
    ("effectif.depose", "a déposé un tableau d’effectif"),
    ("effectif.lu", "a fait lire un tableau d’effectif"),
    ("effectif.rapport", "a ouvert le rapport d’un tableau d’effectif"),
    ("effectif.efface", "a effacé un tableau d’effectif"),
    ("effectif.dossiers", "a repris des dossiers d’un tableau d’effectif"),
    ("effectif.fratries", "a repris des fratries d’un tableau d’effectif"),
    ("effectif.doublon_ailleurs", "a repris un dossier dont un autre village tient le semblable"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))

for code, phrase in [
    ("effectif.lieux", "a repris des villages et des maisons d’un tableau d’effectif"),
    ("effectif.professionnels", "a repris des professionnels d’un tableau d’effectif"),
    ("effectif.affectations", "a repris des affectations d’un tableau d’effectif"),
    ("effectif.colonnes", "a dit ce que contiennent les colonnes d’un tableau d’effectif"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.ORGANISATION))
