"""Panels of a child's page."""

from __future__ import annotations

from protection.echelle import LIT
from protection.selectors.enfant import LIT_TRANSMIS
from socle.ui.panels import Panneau, register

register(
    Panneau(
        code="incidents",
        titre="Incidents",
        icone="shield-alert",
        ordre=95,
        permission=LIT,
        url="protection:incidents_de",
    )
)
register(
    Panneau(
        code="transmis",
        titre="Transmis à l’ASE",
        icone="send",
        ordre=96,
        permission=LIT_TRANSMIS,
        url="protection:transmis",
    )
)
