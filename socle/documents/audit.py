"""Audited acts on documents, by category of what they are about."""

from __future__ import annotations

from socle.audit.enums import Redaction
from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

#: Who deposited or read a piece of an incident, or a child's word, is never shown.
_MASQUEES = {Categorie.INCIDENT, Categorie.PAROLE}

for categorie in Categorie:
    for acte, phrase in (
        ("depot", "a déposé un document"),
        ("lecture", "a ouvert un document"),
        ("retrait", "a retiré un document"),
        ("danger", "a refusé un document dangereux"),
    ):
        register(
            ActionAudit(
                code=f"documents.{acte}.{categorie.value}",
                phrase=phrase,
                categorie=categorie,
                redaction=Redaction.TOUT if categorie in _MASQUEES else Redaction.AUCUNE,
            )
        )
