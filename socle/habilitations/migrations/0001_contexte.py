"""The actor of the transaction and the association's date, as SQL functions."""

from django.conf import settings
from django.db import migrations

FONCTIONS = f"""
CREATE FUNCTION acteur() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('app.acteur', true), '')::uuid $$;

CREATE FUNCTION est_systeme() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('app.systeme', true), '') IS NOT NULL $$;

CREATE FUNCTION aujourdhui() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT (now() AT TIME ZONE '{settings.TIME_ZONE}')::date $$;
"""


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FONCTIONS,
            "DROP FUNCTION aujourdhui(); DROP FUNCTION est_systeme(); DROP FUNCTION acteur();",
        )
    ]
