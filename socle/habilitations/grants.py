"""What the application's login role may do on each table, derived from what models declare.

Runs after every migration, as the owner. A table nobody declared gets no right at all, so
that forgetting is felt at once.
"""

from __future__ import annotations

from django.apps import AppConfig
from django.apps import apps as registry
from django.conf import settings
from django.db import connections, models

_SQL = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

#: Tables of packages: what the running application needs on them, and no more.
TIERS: dict[str, str] = {
    "django_migrations": "S",
    "django_content_type": "S",
    "django_session": "SIUD",
    "auth_permission": "S",
    "auth_group": "S",
    "auth_group_permissions": "S",
    "comptes_utilisateur_groups": "S",
    "comptes_utilisateur_user_permissions": "S",
    "guardian_userobjectpermission": "S",
    "guardian_groupobjectpermission": "S",
    "account_emailaddress": "SIUD",
    "account_emailconfirmation": "SIUD",
    "mfa_authenticator": "SIUD",
    "usersessions_usersession": "SIUD",
    "cache": "SIUD",
}


def declared_rights() -> dict[str, str]:
    """Return table name → letters of SIUD, for every table the project knows."""
    rights = dict(TIERS)
    for model in registry.get_models(include_auto_created=True):
        declaration = getattr(model, "declaration", None)
        if declaration is not None:
            rights[model._meta.db_table] = declaration.droits
    return rights


def apply_grants(app_config: AppConfig, using: str, **kwargs: object) -> None:
    """``post_migrate`` receiver: make the privileges those that are declared."""
    connection = connections[using]
    role = connection.ops.quote_name(str(settings.ROLE_APPLICATION))
    if app_config.label != "habilitations":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == settings.ROLE_APPLICATION:
            return
        cursor.execute(
            "SELECT schemaname || '.' || tablename, tablename, schemaname FROM pg_tables "
            "WHERE schemaname IN ('public', 'cles') AND tableowner = current_user"
        )
        tables = cursor.fetchall()
        rights = {name.replace('"', ""): letters for name, letters in declared_rights().items()}
        for qualified, table, schema in tables:
            name = f"{connection.ops.quote_name(schema)}.{connection.ops.quote_name(table)}"
            letters = rights.get(qualified) or rights.get(table, "")
            statement = f"REVOKE ALL ON {name} FROM {role};"
            if letters:
                granted = ", ".join(_SQL[letter] for letter in letters)
                statement += f"GRANT {granted} ON {name} TO {role};"
            cursor.execute(statement)
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")


def connect_receiver() -> None:
    """Apply the grants once all apps have migrated (this app's turn comes after the schema's)."""
    models.signals.post_migrate.connect(apply_grants, dispatch_uid="habilitations.grants")
