"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Panneau, register

register(
    Panneau(
        code="soins",
        titre="Soins",
        icone="pill",
        ordre=20,
        permission="lire_soin_quotidien",
        url="enfants:soins",
    )
)
register(
    Panneau(
        code="sante",
        titre="Dossier médical",
        icone="stethoscope",
        ordre=25,
        permission="lire_medical",
        url="enfants:sante",
    )
)
register(
    Panneau(
        code="sejours",
        titre="Maisons",
        icone="house",
        ordre=80,
        permission="lire_identite",
        url="enfants:sejours",
    )
)
