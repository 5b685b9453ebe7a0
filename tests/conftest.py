"""The safety net under every test: real PostgreSQL, and the application's own login role.

The owner builds the database and its migrations; then the connection changes to the role
that serves requests, so that row-level security and missing grants are felt by every test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from config.env import read_database
from tests.base import lacher, vider

pytest_plugins = ["tests.monde"]


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
    lacher()
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
    connection.close()
    vider()


TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[method-assign]
