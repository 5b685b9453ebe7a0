"""The relatives one reaches, and the walls of a family's tables.

A relative is reached through a child they are tied to, never through the village alone: a denial
on the child holds for the family. A protected address has its own function: the direction of the
village that holds one of the children's files, and no denial on any of them. The roles that are
named for it are frozen here; a test compares them with ``socle/habilitations/roles.py``.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_proches() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT l.proche_id), '{}') FROM fratries_lienfamilial l
    WHERE l.retire_le IS NULL AND l.enfant_id = ANY((SELECT mes_enfants())::uuid[])
$$;

CREATE FUNCTION mes_adresses_protegees() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT l.proche_id), '{}')
    FROM fratries_lienfamilial l JOIN enfants_enfant e ON e.id = l.enfant_id
    WHERE l.retire_le IS NULL
      AND l.enfant_id = ANY((SELECT mes_enfants())::uuid[])
      AND e.village_id = ANY(ARRAY(
          SELECT p.village_id FROM mes_portees() p WHERE p.role IN ('chef_de_service', 'directeur')))
      AND NOT EXISTS (
          SELECT 1 FROM fratries_lienfamilial m
          WHERE m.proche_id = l.proche_id AND m.retire_le IS NULL
            AND m.enfant_id = ANY((SELECT mes_refus())::uuid[]))
$$;
"""

MURS = {
    "proche": Mur.PROCHE,
    "adresseprotegee": Mur.ADRESSE_PROTEGEE,
    "lienfamilial": Mur.LIEN_FAMILIAL,
    "autoriteparentale": Mur.PAR_ENFANT,
    "personneautorisee": Mur.PAR_ENFANT,
}


class Migration(migrations.Migration):
    dependencies = [("fratries", "0003_famille"), ("enfants", "0005_jamais_soi")]

    operations = [
        migrations.RunSQL(FONCTIONS, "DROP FUNCTION mes_adresses_protegees(); DROP FUNCTION mes_proches();"),
        *(
            activer_rls(f"fratries_{prefix}{model}", mur)
            for model, mur in MURS.items()
            for prefix in ("", "historical")
        ),
    ]
