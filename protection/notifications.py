"""Notices: an incident, a delay that has passed, something to do tonight, a child who is not back."""

from __future__ import annotations

from protection.echelle import LIT
from protection.querysets import DE_SERVICE
from protection.selectors.consignes import LIT_LA_CONSIGNE
from protection.services.alertes import numero_de_l_appel
from protection.services.codes import (
    AVIS_ALERTE,
    AVIS_BROUILLON,
    AVIS_BROUILLON_FUGUE,
    AVIS_CONSIGNE,
    AVIS_DECLARE,
    AVIS_FUGUE,
    AVIS_RENTRE,
    AVIS_RETARD,
    SOURCE_APPEL,
)
from socle.notifications import numeros
from socle.notifications.registre import GenreAvis, register

register(
    GenreAvis(
        code=AVIS_ALERTE,
        titre="Une alerte vous attend",
        phrase="Quelqu’un a besoin de vous maintenant. Ouvrez l’alerte : sinon la personne suivante est prévenue.",
        url="protection:alerte",
        permission=LIT,
        obligatoire=True,
        accueil=True,
        sms="une alerte vous attend. Ouvrez :",
    )
)
numeros.register(SOURCE_APPEL, numero_de_l_appel)

register(
    GenreAvis(
        code=AVIS_DECLARE,
        titre="Un incident à lire",
        phrase="Un incident vient d’être déclaré, ou vient de vous être confié. Il attend votre lecture.",
        url="protection:incident",
        permission=LIT,
        obligatoire=True,
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_RETARD,
        titre="Un délai dépassé",
        phrase="Un délai d’un incident est dépassé. Faites ce qui est dû, ou notez ce qui est fait.",
        url="protection:incident",
        permission=LIT,
        obligatoire=True,
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_CONSIGNE,
        titre="Une consigne de sécurité",
        phrase="Il y a quelque chose à faire de plus pour un enfant. Lisez-le avant la soirée.",
        url="protection:mes_consignes",
        avec_id=False,
        permission=LIT_LA_CONSIGNE,
        obligatoire=True,
    )
)
register(
    GenreAvis(
        code=AVIS_BROUILLON,
        titre="Un texte commencé attend",
        phrase="Un texte que vous avez commencé sera effacé dans sept jours. Reprenez-le, ou jetez-le.",
        url="protection:mes_declarations",
        avec_id=False,
        permission="lire_organisation",
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_BROUILLON_FUGUE,
        titre="Une page commencée attend",
        phrase="Une page que vous avez commencée sera effacée dans sept jours. Ouvrez-la pour l’envoyer.",
        url="protection:fugue_signalement",
        permission=DE_SERVICE,
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_FUGUE,
        titre="Un enfant n’est pas rentré",
        phrase="Un enfant n’est pas rentré. Ouvrez la page : qui est prévenu, et ce qui reste à faire.",
        url="protection:fugue",
        permission=LIT,
        obligatoire=True,
        accueil=True,
    )
)
register(
    GenreAvis(
        code=AVIS_RENTRE,
        titre="L’enfant est rentré",
        phrase="L’enfant qui n’était pas rentré est de retour. Il reste à le dire à qui le cherche.",
        url="protection:fugue",
        permission=LIT,
        obligatoire=True,
        accueil=True,
    )
)
