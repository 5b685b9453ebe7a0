"""Actions of the audit journal about itself, and those of the middleware."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

REFUS = register(
    ActionAudit(code="acces.refus", phrase="s’est vu refuser une page", categorie=Categorie.ACCES)
)
ECHEC = register(
    ActionAudit(code="acces.echec", phrase="a rencontré une erreur", categorie=Categorie.TECHNIQUE)
)
LECTURE = register(
    ActionAudit(code="audit.lecture", phrase="a consulté le journal d’audit", categorie=Categorie.ACCES)
)
PURGE = register(
    ActionAudit(code="audit.purge", phrase="a purgé le journal d’audit", categorie=Categorie.TECHNIQUE)
)
