"""Audited acts on exports, by category of what they are about."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for categorie in (Categorie.IDENTITE, Categorie.ORGANISATION, Categorie.INCIDENT):
    for acte, phrase in (
        ("demande", "a demandé un export"),
        ("produit", "a reçu un export, préparé avec ses droits"),
        ("telecharge", "a téléchargé un export"),
    ):
        register(ActionAudit(code=f"exports.{acte}.{categorie.value}", phrase=phrase, categorie=categorie))

register(
    ActionAudit(code="exports.registre", phrase="a lu le registre des exports", categorie=Categorie.ACCES)
)
