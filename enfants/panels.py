"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Panneau, register

for code, titre, icone, ordre, permission, url in [
    ("echeances", "Échéances", "calendar-clock", 15, "lire_identite", "enfants:echeances"),
    ("mesures", "Mesures", "scale", 30, "lire_justice_extrait", "enfants:mesures"),
    (
        "interlocuteurs",
        "Interlocuteurs",
        "phone",
        35,
        "lire_justice_extrait",
        "enfants:interlocuteurs",
    ),
    ("sejours", "Maisons", "house", 80, "lire_identite", "enfants:sejours"),
    ("parcours", "Parcours", "route", 85, "lire_identite", "enfants:parcours"),
]:
    register(Panneau(code=code, titre=titre, icone=icone, ordre=ordre, permission=permission, url=url))
