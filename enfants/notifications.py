"""Notices of this app: sentences that name nobody."""

from __future__ import annotations

from enfants.services.bris_de_glace import AVIS_DELEGUE, AVIS_DIRECTION
from enfants.services.propositions import AVIS_PROPOSITION, ECRIT
from socle.notifications.registre import GenreAvis, register

register(
    GenreAvis(
        code=AVIS_PROPOSITION,
        titre="Un moment proposé pour « Mon histoire »",
        phrase="Un enfant que vous accompagnez propose un moment pour son livre. Il attend de l’écrire avec vous.",
        url="enfants:histoire",
        permission=ECRIT,
    )
)
register(
    GenreAvis(
        code=AVIS_DIRECTION,
        titre="Accès exceptionnel",
        phrase="Quelqu’un a ouvert un dossier de votre village en accès exceptionnel. Voyez qui, et pourquoi.",
        url="enfants:acces_exceptionnels",
        avec_id=False,
        permission="accorder_exception",
        obligatoire=True,
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_DELEGUE,
        titre="Accès exceptionnel à un dossier",
        phrase="Quelqu’un a ouvert un dossier en accès exceptionnel. Le journal des accès le garde.",
        url="villages:audit",
        avec_id=False,
        permission="lire_audit",
        obligatoire=True,
        accueil=True,
    )
)
