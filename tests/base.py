"""The test database through its owner, who may what the application may not: empty it, plant a fault."""

from __future__ import annotations

from functools import cache

import psycopg
from django.conf import settings

from config.env import read_database

ESSAIS_DE_VIDAGE = 5

#: Tables a flush keeps: they are filled by migrations, not by tests.
TABLES_DE_REFERENCE = {"django_migrations", "django_content_type", "auth_permission"}

#: Rows are deleted from the few tables that have some: truncating every table takes up to a second, spent
#: making and removing their files. Their guards step aside meanwhile; foreign keys are checked once every row
#: is gone (those that cannot wait: their table goes first), before the guards come back. Sequences start anew.
_VIDER = f"""
DO $$
DECLARE
    pleines regclass[] := '{{}}';
    retour text[];
    tenue regclass;
    ordre text;
    trouvee boolean;
BEGIN
    FOR tenue IN
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'cles') AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
            AND NOT c.relname IN ({", ".join(f"'{nom}'" for nom in sorted(TABLES_DE_REFERENCE))})
        ORDER BY NOT EXISTS (
            SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f' AND NOT condeferrable
        )
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', tenue) INTO trouvee;
        IF trouvee THEN pleines := pleines || tenue; END IF;
    END LOOP;
    FOR tenue, ordre IN
        SELECT tgrelid, tgname FROM pg_trigger
        WHERE tgrelid = ANY (pleines) AND NOT tgisinternal AND tgenabled = 'O'
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', tenue, ordre);
        retour := retour || format('ALTER TABLE %s ENABLE TRIGGER %I', tenue, ordre);
    END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH tenue IN ARRAY pleines LOOP
        EXECUTE format('DELETE FROM %s', tenue);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH ordre IN ARRAY coalesce(retour, '{{}}') LOOP
        EXECUTE ordre;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname IN ('public', 'cles') AND last_value IS NOT NULL;
END $$
"""


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


@cache
def _owner_kept() -> psycopg.Connection:
    """The owner's connection of this process: PostgreSQL keeps there how it checks each foreign key."""
    return owner_connection()


def vider() -> None:
    """Empty every table through the owner: the application role may not delete what is frozen."""
    for remaining in reversed(range(ESSAIS_DE_VIDAGE)):
        try:
            with _owner_kept().transaction():
                _owner_kept().execute(_VIDER)
            return
        # A request of the live server may still be ending, and PostgreSQL refuses one of the two; or a test
        # has restarted the server.
        except psycopg.OperationalError:
            if not remaining:
                raise
            if _owner_kept().closed:
                _owner_kept.cache_clear()


def lacher() -> None:
    """Close the owner's connection: a database in use cannot be dropped."""
    _owner_kept().close()
    _owner_kept.cache_clear()
