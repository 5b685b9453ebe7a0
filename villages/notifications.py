"""Notices of this app: sentences that name nobody."""

from __future__ import annotations

from socle.notifications.registre import GenreAvis, register
from villages.receivers import AVIS_REINITIALISATION

register(
    GenreAvis(
        code=AVIS_REINITIALISATION,
        titre="Un compte réinitialisé par deux personnes",
        phrase="L’accès d’une personne a été réinitialisé par deux autres. Le journal des accès dit lesquelles.",
        url="villages:audit",
        avec_id=False,
        permission="lire_audit",
        obligatoire=True,
    )
)
