"""Another hour of the night: for Python and for the dates the database compares rights with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.base import owner_connection

#: The SQL functions that read the clock to tell a day.
JOURS = ("aujourdhui()", "jour_de_soiree(timestamptz)")


def a(jour: date, heure: str) -> datetime:
    """Return « 00:30 » of a day, in the association’s zone."""
    return timezone.make_aware(datetime.combine(jour, time.fromisoformat(heure)))


def dernier_dimanche(annee: int, mois: int) -> date:
    """Return the last Sunday of a month of thirty-one days: the clocks change in its night."""
    last = date(annee, mois, 31)
    return last - timedelta(days=last.isoweekday() % 7)


@contextmanager
def il_est(moment: datetime) -> Iterator[None]:
    """Stop both clocks at a moment.

    The owner writes the functions again, each with this moment instead of ``now()`` and otherwise as the
    migrations made it, then puts them back; every worker of the tests has a database of its own.
    """
    with owner_connection() as owner:
        query = "SELECT pg_get_functiondef(%s::regprocedure)"
        before = [owner.execute(query, [name]).fetchone()[0] for name in JOURS]  # type: ignore[index]
        try:
            for definition in before:
                assert definition.count("now()") == 1
                owner.execute(definition.replace("now()", f"'{moment.isoformat()}'::timestamptz"))
            _hear()
            with time_machine.travel(moment, tick=False):
                yield
        finally:
            for definition in before:
                owner.execute(definition)
            _hear()


def _hear() -> None:
    """Have this connection learn at once what the owner changed: it listens when it takes a new lock.

    In the long transaction of a test it would hold every lock already, and keep its plans.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_parser LIMIT 1")
        transaction.set_rollback(True)
