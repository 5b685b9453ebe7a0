"""The act the bench audits."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

ECRITURE = ActionAudit(code="banc.ecriture", phrase="a écrit au banc", categorie=Categorie.TECHNIQUE)
register(ECRITURE)
