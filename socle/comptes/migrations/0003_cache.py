"""Table of the database cache: sign-in rate limits and used codes live in PostgreSQL."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comptes", "0002_tablettes_et_reinitialisations")]

    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE TABLE cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
                "expires timestamp with time zone NOT NULL)",
                "CREATE INDEX cache_expires ON cache (expires)",
            ],
            reverse_sql="DROP TABLE cache",
        ),
    ]
