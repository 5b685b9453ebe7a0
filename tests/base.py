"""The test database through its owner, who may what the application may not: empty it, plant a fault."""

from __future__ import annotations

import psycopg
from django.conf import settings

from config.env import read_database

ESSAIS_DE_VIDAGE = 5

#: Tables a flush keeps: they are filled by migrations, not by tests.
TABLES_DE_REFERENCE = {"django_migrations", "django_content_type", "auth_permission"}


def owner_connection() -> psycopg.Connection:
    """Open a connection as the owner of the test database, for flush and for planted faults."""
    owner = read_database("DATABASE_OWNER_URL")
    return psycopg.connect(
        dbname=settings.DATABASES["default"]["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"] or None,
        autocommit=True,
    )


def vider() -> None:
    """Empty every table through the owner: the application role may not truncate."""
    with owner_connection() as owner:
        tables = owner.execute(
            "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname IN ('public', 'cles') AND NOT tablename = ANY(%s)",
            [list(TABLES_DE_REFERENCE)],
        ).fetchall()
        statement = "TRUNCATE " + ", ".join(row[0] for row in tables) + " RESTART IDENTITY CASCADE"
        # A request of the live server may still be ending; PostgreSQL then refuses one of the two.
        for remaining in reversed(range(ESSAIS_DE_VIDAGE)):
            try:
                owner.execute(statement)
                return
            except psycopg.errors.DeadlockDetected:
                if not remaining:
                    raise
