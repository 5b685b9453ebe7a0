"""The mail of one notice leaves once.

A database and a mail server share no transaction, so what is known of the message is committed step by
step, on a connection of its own: *en cours* before the server is spoken to, *remis* at the last moment
before the text is given, *envoyé* once the server has taken it. The job's own transaction holds an
advisory lock, which a dead worker leaves at once: whoever holds it and reads *en cours* knows that
nothing was given, and sends; whoever reads *remis* knows that the text may have been taken, and does not
send again. So nobody is told twice. A worker killed in the thousandths of a second between *remis* and
the server's answer may cost a mail, and the notice is on the screen all the same (ADR 0045).

No row is locked while the server thinks: reading one's notices never waits for it.
"""

from __future__ import annotations

import logging
import smtplib
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from socle.habilitations.contexte import acting_as_system
from socle.notifications import registre
from socle.notifications.enums import EtatCourriel
from socle.notifications.marche import Marche, NotNowError, WithdrawnError, alone, apart
from socle.notifications.models import Avis
from socle.notifications.registre import GenreAvis

logger = logging.getLogger(__name__)

RAISON = "avis : envoi d’un courriel"
#: Attempts before a mail is given up: with the outbox's waits, which end at one hour, three days.
ESSAIS = 78

Etat = EtatCourriel


def remettre(avis_id: UUID) -> None:
    """Give the mail of one notice to the server, unless it was given already, or may have been.

    Runs in the job's transaction. Raises NotNowError when nothing left and it is worth trying again.
    """
    if not alone(f"courriel:{avis_id}"):
        raise NotNowError
    with acting_as_system(raison=RAISON):
        avis = Avis.objects.select_related("destinataire").filter(pk=avis_id).first()
    if avis is None:
        return
    compte = avis.destinataire
    with apart(RAISON) as other:
        marche = Marche(avis_id, other)
        if avis.courriel_etat == Etat.REMIS:
            logger.error("the mail of notice %s may have left or not: it is not sent again", avis_id)
            marche.finir(Etat.INCERTAIN)
        elif avis.retire_le is not None or not (settings.COURRIEL and compte.is_active and compte.email):
            marche.finir(Etat.NON_DEMANDE)
        elif marche.passer(Etat.A_ENVOYER, Etat.EN_COURS, vers=Etat.EN_COURS, essai=1):
            _send(avis, compte.email, marche)


def _send(avis: Avis, adresse: str, marche: Marche) -> None:
    try:
        facteur = get_connection(suivi=marche)
        facteur.send_messages([_message(avis, registre.get(avis.code), adresse)])
    except WithdrawnError:
        marche.finir(Etat.NON_DEMANDE)
    except OSError as error:  # every error of smtplib is one
        # Taken, and the good-byes failed: it has left.
        if not marche.pris:
            _not_taken(avis, error, marche)
    else:
        marche.finir(Etat.ENVOYE)


def _not_taken(avis: Avis, error: OSError, marche: Marche) -> None:
    refused = _code_of(error)
    if marche.remis and not refused:
        logger.error("the mail of notice %s may have left or not: %s", avis.pk, type(error).__name__)
        marche.finir(Etat.INCERTAIN)
    elif refused >= 500 or avis.tentatives + 1 >= ESSAIS:
        logger.error("the mail of notice %s is given up: %s %d", avis.pk, type(error).__name__, refused)
        marche.finir(Etat.ECHEC)
    else:
        marche.finir(Etat.A_ENVOYER)
        # Its text may quote the address of the recipient.
        raise NotNowError from None


def _code_of(error: OSError) -> int:
    """Return what the server answered to the recipient or to the text; 0 when it said nothing of them."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPDataError) else 0


def _message(avis: Avis, genre: GenreAvis, adresse: str) -> EmailMessage:
    """Write the mail: the registry's words, two addresses of this site, and nothing of anyone."""
    site = settings.ADRESSE_DU_SITE
    text = render_to_string(
        "notifications/courriel.txt",
        {
            "genre": genre,
            "adresse": site + reverse("notifications:ouvrir", args=[avis.pk]),
            "preferences": site + reverse("notifications:preferences"),
        },
    )
    return EmailMessage(
        subject=render_to_string("notifications/objet.txt", {"genre": genre}).strip(),
        body=text,
        to=[adresse],
        headers={
            # The same at each attempt: a server that did take the first one sees it is the same message.
            "Message-ID": f"<{avis.pk}@{urlsplit(site).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
