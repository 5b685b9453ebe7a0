"""Nobody but the owner of the tables may rewrite the journal, whatever is granted one day.

The owner is spared, or a purge and the flush of the tests would be impossible.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuser_reecriture_audit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RAISE EXCEPTION 'the audit journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuser_reecriture_audit();
"""
TABLES = ("audit_entreeaudit", "audit_lienaudit", "audit_pointdecontroleaudit")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGER.format(table=table) for table in TABLES),
            "".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in TABLES)
            + "DROP FUNCTION refuser_reecriture_audit();",
        )
    ]
