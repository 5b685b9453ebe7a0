"""Audited acts of the interface itself."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie
from socle.ui.recherche import VIDE

register(ActionAudit(code=VIDE, phrase="a cherché un nom, sans rien trouver", categorie=Categorie.TECHNIQUE))
