"""A world made once per process, and put back into each test in one statement.

Making two villages and twenty people takes three hundred milliseconds, and thousands of tests begin with
them. So the rows are kept in tables of their own, and copied back under the same ids: in the transaction of
a test that rolls back, or for good in one that empties the database behind it. Every moment is moved to
now, so that what was written « ten minutes ago » still was.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime
from typing import Generic, TypeVar

import psycopg
from django.db import connection, transaction
from django.db.models import DateTimeField, Model
from django.utils import timezone
from psycopg.sql import SQL, Composable, Identifier, Literal

from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests.base import TABLES_DE_REFERENCE, owner_connection, vider

T = TypeVar("T")

_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'cles') AND c.relkind = 'r' AND NOT c.relname = ANY(%s) ORDER BY c.oid
"""
_COLONNES = """
SELECT attname, atttypid = 'timestamptz'::regtype FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


class Gabarit(Generic[T]):
    """What ``construire`` returns, with its rows.

    ``construire`` runs once, outside any test, on an empty database; ``poser`` gives each test the rows and a
    copy of the objects. On another day than that of the making, the world is made anew: days are not moved.
    """

    def __init__(self, construire: Callable[[], T]) -> None:
        self._construire = construire
        vider()
        self._jours = _days()
        with transaction.atomic():
            self._objets = construire()
        self._depuis = timezone.now()
        with owner_connection() as owner:
            _keep(owner)
        connection.close()
        vider()

    def poser(self) -> T:
        """Put the rows back and return a copy of the objects, as if they had just been made."""
        if _days() != self._jours:
            return self._construire()
        shift = timezone.now() - self._depuis
        with acting_as_system(raison="test"), connection.cursor() as cursor:
            cursor.execute("SELECT gabarit.poser(%s)", [shift])
        memo: dict[int, object] = {}
        objets = copy.deepcopy(self._objets, memo)
        for made in memo.values():
            if isinstance(made, Model):
                for field in made._meta.concrete_fields:
                    moment = made.__dict__.get(field.attname)
                    if isinstance(field, DateTimeField) and isinstance(moment, datetime):
                        made.__dict__[field.attname] = moment + shift
        return objets


def _days() -> tuple[date, date]:
    return aujourdhui(), jour_de_soiree()


def _keep(owner: psycopg.Connection) -> None:
    """Copy each table that has rows, and write the function that puts them back."""
    owner.execute("DROP SCHEMA IF EXISTS gabarit CASCADE")
    owner.execute("CREATE SCHEMA gabarit")
    steps: list[Composable] = []
    for place in owner.execute(_TABLES, [list(TABLES_DE_REFERENCE)]).fetchall():
        table, kept = Identifier(*place), Identifier("gabarit", "_".join(place))
        if owner.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone() is None:
            continue
        owner.execute(SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
        columns = owner.execute(_COLONNES, [table.as_string(owner)]).fetchall()
        steps.append(
            SQL("INSERT INTO {} ({}) SELECT {} FROM {};").format(
                table,
                SQL(", ").join(Identifier(name) for name, _ in columns),
                SQL(", ").join(
                    SQL("{} + decalage" if moment else "{}").format(Identifier(name))
                    for name, moment in columns
                ),
                kept,
            )
        )
    body = SQL("BEGIN {} END").format(SQL(" ").join(steps)).as_string(owner)
    owner.execute(
        SQL(
            "CREATE FUNCTION gabarit.poser(decalage interval) RETURNS void LANGUAGE plpgsql "
            "SECURITY DEFINER SET search_path = public, pg_temp AS {}"
        ).format(Literal(body))
    )
    application = Identifier(connection.settings_dict["USER"])
    owner.execute(SQL("GRANT USAGE ON SCHEMA gabarit TO {}").format(application))
