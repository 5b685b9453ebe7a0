"""The safety net under every test: real PostgreSQL, and the application's own login role.

The owner builds the database and its migrations; then the connection changes to the role
that serves requests, so that row-level security and missing grants are felt by every test.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from config.env import read_database

pytest_plugins = ["tests.monde"]

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """After the owner has migrated, serve as the application role."""
    application = read_database("DATABASE_URL")
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(USER=application["USER"], PASSWORD=application["PASSWORD"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (application["USER"],)
        connection.close()
    yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            # What threads of a test left open would keep the database from being dropped.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
        connection.close()
        connection.settings_dict.update(before)


def _flush_as_owner(self: TransactionTestCase) -> None:
    """Empty every table through the owner: the application role may not truncate."""
    connection.close()
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


TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[method-assign]
