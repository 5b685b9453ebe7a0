"""Assignments in force today of the acting person, as the row-level rules read them.

Every function is ``SECURITY DEFINER`` with a pinned search path: the rules read assignments
and stays beyond the reader's own reach, and answer with ids only. Two triggers refuse, whatever the path, that someone assigns themselves. The roles that open no
file are frozen here; a test compares them with ``socle/habilitations/roles.py``.
"""

from django.db import migrations

FONCTIONS = """
CREATE FUNCTION mes_portees()
RETURNS TABLE (role text, village_id uuid, maison_id uuid, enfant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH moi AS (
        SELECT p.id FROM villages_professionnel p JOIN comptes_utilisateur u ON u.id = p.compte_id
        WHERE p.compte_id = acteur() AND u.is_active
    )
    SELECT a.role, CASE WHEN a.maison_id IS NULL AND a.enfant_id IS NULL THEN a.village_id END,
           a.maison_id, a.enfant_id
    FROM villages_affectation a JOIN moi ON moi.id = a.professionnel_id
    WHERE a.debut <= aujourdhui() AND (a.fin IS NULL OR a.fin >= aujourdhui())
      AND a.role NOT IN ('referent_participation', 'referent_protection', 'siege', 'dpo',
                         'administrateur_technique', 'enfant')
    UNION ALL
    SELECT 'educateur_familial', NULL, r.maison_id, NULL
    FROM villages_relais r JOIN moi ON moi.id = r.professionnel_id
    WHERE r.debut <= aujourdhui() AND r.fin >= aujourdhui()
    UNION ALL
    SELECT 'cadre_astreinte', t.village_id, NULL, NULL
    FROM villages_astreinte t JOIN moi ON moi.id = t.professionnel_id
    WHERE t.debut <= aujourdhui() AND t.fin >= aujourdhui()
$$;

CREATE FUNCTION mes_villages() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT p.village_id), '{}')
    FROM mes_portees() p WHERE p.village_id IS NOT NULL
$$;

CREATE FUNCTION jamais_a_soi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND EXISTS (
        SELECT 1 FROM villages_professionnel p
        WHERE p.id = NEW.professionnel_id AND p.compte_id = acteur()
    ) THEN
        RAISE EXCEPTION 'nobody gives themselves a right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION jamais_son_compte() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND NEW.compte_id = acteur()
       AND (TG_OP = 'INSERT' OR NEW.compte_id IS DISTINCT FROM OLD.compte_id) THEN
        RAISE EXCEPTION 'nobody links their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON villages_affectation
FOR EACH ROW EXECUTE FUNCTION jamais_a_soi();
CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON villages_relais
FOR EACH ROW EXECUTE FUNCTION jamais_a_soi();
CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON villages_astreinte
FOR EACH ROW EXECUTE FUNCTION jamais_a_soi();
CREATE TRIGGER jamais_son_compte BEFORE INSERT OR UPDATE ON villages_professionnel
FOR EACH ROW EXECUTE FUNCTION jamais_son_compte();
"""

RETRAIT = """
DROP TRIGGER jamais_son_compte ON villages_professionnel;
DROP TRIGGER jamais_a_soi ON villages_astreinte;
DROP TRIGGER jamais_a_soi ON villages_relais;
DROP TRIGGER jamais_a_soi ON villages_affectation;
DROP FUNCTION jamais_son_compte();
DROP FUNCTION jamais_a_soi();
DROP FUNCTION mes_villages();
DROP FUNCTION mes_portees();
"""


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_initial"), ("habilitations", "0001_contexte")]

    operations = [migrations.RunSQL(FONCTIONS, RETRAIT)]
