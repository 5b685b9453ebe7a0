"""The sibling groups one reaches: through any child one may see, or through the file's village."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTION = """
CREATE FUNCTION mes_fratries() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT id), '{}') FROM (
        SELECT m.fratrie_id AS id FROM fratries_membrefratrie m
        WHERE m.enfant_id = ANY((SELECT mes_enfants())::uuid[])
        UNION
        SELECT f.id FROM fratries_fratrie f WHERE f.village_id = ANY((SELECT mes_villages())::uuid[])
    ) AS atteintes
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("fratries", "0001_initial"), ("enfants", "0002_perimetre")]

    operations = [
        migrations.RunSQL(FONCTION, "DROP FUNCTION mes_fratries();"),
        activer_rls("fratries_fratrie", Mur.FRATRIE),
        activer_rls("fratries_historicalfratrie", Mur.FRATRIE),
        activer_rls("fratries_membrefratrie", Mur.PAR_FRATRIE),
        activer_rls("fratries_historicalmembrefratrie", Mur.PAR_FRATRIE),
    ]
