"""Audited acts on deadlines."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase, categorie in [
    ("echeances.liste", "a affiché des échéances", Categorie.IDENTITE),
    ("echeances.delai_regle", "a changé un délai", Categorie.ORGANISATION),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))
