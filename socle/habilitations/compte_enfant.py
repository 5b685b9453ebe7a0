"""The second wall, for a child's own account: closed on every table that does not open itself.

``mes_enfants()`` holds a child's own file, so the first wall alone would show a child's account every
row about them: what psychologues, nurses and judges wrote. Runs after every migration, as the owner,
like the grants: a table nobody thought of is closed.
"""

from __future__ import annotations

from django.apps import AppConfig
from django.apps import apps as registry
from django.conf import settings
from django.db import connections, models

POLITIQUE = "compte_enfant"
_REGLE = "NOT (SELECT est_compte_enfant())"


def tables_ouvertes() -> set[str]:
    """Return the tables whose rows a child's account reaches, when they are about that child."""
    return {
        model._meta.db_table
        for model in registry.get_models(include_auto_created=True)
        if getattr(getattr(model, "declaration", None), "compte_enfant", False)
    }


def close_tables(app_config: AppConfig, using: str, **kwargs: object) -> None:
    """``post_migrate`` receiver: make the second wall what the models declare."""
    if app_config.label != "habilitations":
        return
    connection = connections[using]
    opened = tables_ouvertes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == settings.ROLE_APPLICATION:
            return
        cursor.execute(
            "SELECT c.relname, p.oid IS NOT NULL FROM pg_class c "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s "
            "WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace "
            "ORDER BY c.relname",
            [POLITIQUE],
        )
        for table, closed in cursor.fetchall():
            if closed is (table not in opened):
                continue
            name = connection.ops.quote_name(table)
            if closed:
                cursor.execute(f"DROP POLICY {POLITIQUE} ON {name}")
            else:
                cursor.execute(
                    f"CREATE POLICY {POLITIQUE} ON {name} AS RESTRICTIVE USING ({_REGLE}) WITH CHECK ({_REGLE})"
                )


def connect_receiver() -> None:
    """Close the tables once all apps have migrated."""
    models.signals.post_migrate.connect(close_tables, dispatch_uid="habilitations.compte_enfant")
