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
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.loader import render_to_string
from django.urls import reverse

from socle.habilitations.contexte import acting_as_system
from socle.notifications import registre
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import Avis
from socle.notifications.registre import GenreAvis

logger = logging.getLogger(__name__)

RAISON = "avis : envoi d’un courriel"
#: Attempts before a mail is given up: with the outbox's waits, which end at one hour, three days.
ESSAIS = 78

Etat = EtatCourriel


class NotNowError(RuntimeError):
    """The mail did not leave; the outbox tries again later."""


class WithdrawnError(RuntimeError):
    """The notice was withdrawn while its mail was about to leave."""


class Marche:
    """How far one mail went, committed at once on a connection of its own."""

    def __init__(self, avis_id: UUID, apart: BaseDatabaseWrapper) -> None:
        self.avis_id, self._apart, self.remis, self.pris = avis_id, apart, False, False

    def passer(self, *de: Etat, vers: Etat, essai: int = 0, meme_retire: bool = False) -> bool:
        """Move from one of these states to another, and tell whether it was so."""
        with self._apart.cursor() as cursor:
            cursor.execute(
                "UPDATE notifications_avis SET courriel_etat = %s, tentatives = tentatives + %s, "
                "envoye_le = CASE WHEN %s THEN now() END "
                "WHERE id = %s AND courriel_etat = ANY(%s) AND (%s OR retire_le IS NULL)",
                [vers, essai, vers == Etat.ENVOYE, self.avis_id, list(de), meme_retire],
            )
            return bool(cursor.rowcount)

    def finir(self, vers: Etat) -> None:
        self.passer(Etat.A_ENVOYER, Etat.EN_COURS, Etat.REMIS, vers=vers, meme_retire=True)

    def va_partir(self) -> None:
        if not self.passer(Etat.EN_COURS, vers=Etat.REMIS):
            raise WithdrawnError
        self.remis = True

    def est_pris(self) -> None:
        self.pris = True
        self.finir(Etat.ENVOYE)


def remettre(avis_id: UUID) -> None:
    """Give the mail of one notice to the server, unless it was given already, or may have been.

    Runs in the job's transaction. Raises NotNowError when nothing left and it is worth trying again.
    """
    if not _alone(avis_id):
        raise NotNowError
    with acting_as_system(raison=RAISON):
        avis = Avis.objects.select_related("destinataire").filter(pk=avis_id).first()
    if avis is None:
        return
    compte = avis.destinataire
    with _apart() as apart:
        marche = Marche(avis_id, apart)
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


def _alone(avis_id: UUID) -> bool:
    """Whether nobody else is sending this mail, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"courriel:{avis_id}"])
        return bool(cursor.fetchone()[0])


@contextmanager
def _apart() -> Iterator[BaseDatabaseWrapper]:
    """Open a connection whose writes hold whatever becomes of the job's transaction."""
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("SELECT set_config('app.systeme', %s, false)", [RAISON])
        yield apart
    finally:
        apart.close()
