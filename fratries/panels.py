"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Groupe, Panneau, register

register(
    Panneau(
        code="fratrie",
        titre="Fratrie",
        icone="heart-handshake",
        ordre=20,
        permission="lire_identite",
        url="fratries:fratrie",
        groupe=Groupe.FAMILLE,
        sur_fiche=True,
    )
)
