"""The children one reaches, and the walls of their tables.

``mes_enfants()`` is the perimeter in the database: children of my houses, references and
villages, plus exceptions and break-glass in force, plus one's own file, minus denials.

Denials stand in a scalar subquery and targets in arrays: asked per row, or joined, they cost
seconds at a hundred thousand children.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_refus() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT r.enfant_id), '{}') FROM enfants_refusenfant r
            WHERE r.utilisateur_id = acteur()
              AND r.debut <= aujourdhui() AND (r.fin IS NULL OR r.fin >= aujourdhui()));
END $$;

CREATE FUNCTION exceptions_de(compte uuid) RETURNS TABLE (enfant_id uuid, effet text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT est_systeme() AND compte IS DISTINCT FROM acteur() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.enfant_id, p.codename::text
    FROM enfants_accordenfant a JOIN auth_permission p ON p.id = a.permission_id
    WHERE a.user_id = compte AND a.debut <= aujourdhui() AND (a.fin IS NULL OR a.fin >= aujourdhui())
    UNION ALL
    SELECT r.enfant_id, 'refus' FROM enfants_refusenfant r
    WHERE r.utilisateur_id = compte AND r.debut <= aujourdhui() AND (r.fin IS NULL OR r.fin >= aujourdhui())
    UNION ALL
    SELECT x.enfant_id, 'bris_de_glace' FROM enfants_accesexceptionnel x
    WHERE x.utilisateur_id = compte AND x.ouvert_le <= statement_timestamp() AND x.expire_le > statement_timestamp()
    UNION ALL
    SELECT e.id, 'sien' FROM enfants_enfant e WHERE e.compte_id = compte;
END $$;

CREATE FUNCTION mes_enfants() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        WITH portees AS MATERIALIZED (SELECT * FROM mes_portees()),
        atteints AS (
            SELECT e.id FROM enfants_enfant e
            WHERE e.village_id = ANY(ARRAY(SELECT p.village_id FROM portees p))
            UNION
            SELECT s.enfant_id FROM enfants_sejour s
            WHERE s.maison_id = ANY(ARRAY(SELECT p.maison_id FROM portees p))
              AND s.debut <= aujourdhui() AND (s.fin IS NULL OR s.fin > aujourdhui())
            UNION
            SELECT p.enfant_id FROM portees p WHERE p.enfant_id IS NOT NULL
            UNION
            SELECT x.enfant_id FROM exceptions_de(acteur()) x JOIN comptes_utilisateur u ON u.id = acteur()
            WHERE u.is_active AND x.effet <> 'refus'
        )
        SELECT COALESCE(array_agg(id), '{}') FROM atteints
        WHERE NOT id = ANY((SELECT mes_refus())::uuid[])
    );
END $$;
"""

TABLES_PAR_ENFANT = [
    "enfants_sejour",
    "enfants_absence",
    "enfants_accordenfant",
    "enfants_refusenfant",
    "enfants_accesexceptionnel",
]


def _walls() -> list[migrations.RunSQL]:
    walls = [activer_rls("enfants_enfant", Mur.ENFANT), activer_rls("enfants_historicalenfant", Mur.ENFANT)]
    for table in TABLES_PAR_ENFANT:
        app, _, model = table.partition("_")
        walls += [activer_rls(table, Mur.PAR_ENFANT), activer_rls(f"{app}_historical{model}", Mur.PAR_ENFANT)]
    return walls


class Migration(migrations.Migration):
    dependencies = [("enfants", "0001_initial"), ("villages", "0002_portees")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE villages_affectation ADD CONSTRAINT affectation_enfant_fk FOREIGN KEY (enfant_id) "
            "REFERENCES enfants_enfant (id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE villages_affectation DROP CONSTRAINT affectation_enfant_fk",
        ),
        migrations.RunSQL(FONCTIONS, "DROP FUNCTION mes_enfants(); DROP FUNCTION exceptions_de(uuid); DROP FUNCTION mes_refus();"),
        migrations.RunSQL(
            "CREATE TRIGGER jamais_son_compte BEFORE INSERT OR UPDATE ON enfants_enfant "
            "FOR EACH ROW EXECUTE FUNCTION jamais_son_compte()",
            "DROP TRIGGER jamais_son_compte ON enfants_enfant",
        ),
        *_walls(),
    ]
