"""How far one message went, committed step by step (ADR 0045): a mail, a text message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from socle.notifications.enums import EtatCourriel as Etat


class NotNowError(RuntimeError):
    """The message did not leave; the outbox tries again later."""


class WithdrawnError(RuntimeError):
    """The notice was withdrawn while its message was about to leave."""


class Marche:
    """How far the mail of one notice went, committed at once on a connection of its own."""

    #: state, attempts to add, whether it has left, which row, from which states, even withdrawn
    SQL: ClassVar[str] = (
        "UPDATE notifications_avis SET courriel_etat = %s, tentatives = tentatives + %s, "
        "envoye_le = CASE WHEN %s THEN now() END "
        "WHERE id = %s AND courriel_etat = ANY(%s) AND (%s OR retire_le IS NULL)"
    )

    def __init__(self, ident: UUID, apart: BaseDatabaseWrapper) -> None:
        self.ident, self._apart, self.remis, self.pris = ident, apart, False, False

    def passer(self, *de: Etat, vers: Etat, essai: int = 0, meme_retire: bool = False) -> bool:
        """Move from one of these states to another, and tell whether it was so."""
        with self._apart.cursor() as cursor:
            cursor.execute(self.SQL, [vers, essai, vers == Etat.ENVOYE, self.ident, list(de), meme_retire])
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


class MarcheSms(Marche):
    """How far one text message went."""

    SQL = (
        "UPDATE notifications_sms SET etat = %s, tentatives = tentatives + %s, "
        "envoye_le = CASE WHEN %s THEN now() END "
        "WHERE id = %s AND etat = ANY(%s) AND (%s OR EXISTS (SELECT 1 FROM notifications_avis a "
        "WHERE a.id = avis_id AND a.retire_le IS NULL))"
    )


def alone(cle: str) -> bool:
    """Whether nobody else is sending this message, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [cle])
        return bool(cursor.fetchone()[0])


@contextmanager
def apart(raison: str) -> Iterator[BaseDatabaseWrapper]:
    """Open a connection whose writes hold whatever becomes of the job's transaction."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT set_config('app.systeme', %s, false)", [raison])
        yield other
    finally:
        other.close()
