"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Panneau, register

register(
    Panneau(
        code="sejours",
        titre="Maisons",
        icone="house",
        ordre=80,
        permission="lire_identite",
        url="enfants:sejours",
        sur_fiche=True,
    )
)
register(
    Panneau(
        code="documents",
        titre="Documents",
        icone="files",
        ordre=70,
        permission="lire_identite",
        url="enfants:documents",
    )
)
