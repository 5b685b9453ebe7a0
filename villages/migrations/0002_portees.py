"""Assignments in force today of the acting person, as the row-level rules read them.

Every function is ``SECURITY DEFINER`` with a pinned search path: the rules read assignments
and stays beyond the reader's own reach, and answer with ids only. They are PL/pgSQL because every
statement on a walled table calls them: it keeps their plans, SQL functions are planned at each call.

Two triggers refuse, whatever the path, that someone assigns themselves. The roles that open no
file are frozen here; a test compares them with ``socle/habilitations/roles.py``.
"""

from django.db import migrations

FONCTIONS = """
CREATE FUNCTION portees_de(compte uuid)
RETURNS TABLE (role text, lieu uuid, maison_id uuid, enfant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moi uuid;
BEGIN
    SELECT p.id INTO moi FROM villages_professionnel p JOIN comptes_utilisateur u ON u.id = p.compte_id
    WHERE p.compte_id = compte AND u.is_active;
    IF moi IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.role::text, a.village_id, a.maison_id, a.enfant_id FROM villages_affectation a
    WHERE a.professionnel_id = moi AND a.debut <= aujourdhui() AND (a.fin IS NULL OR a.fin >= aujourdhui())
    UNION ALL
    SELECT 'educateur_familial', m.village_id, r.maison_id, NULL
    FROM villages_relais r JOIN villages_maison m ON m.id = r.maison_id
    WHERE r.professionnel_id = moi AND r.debut <= aujourdhui() AND r.fin >= aujourdhui()
    UNION ALL
    SELECT 'cadre_astreinte', t.village_id, NULL, NULL FROM villages_astreinte t
    WHERE t.professionnel_id = moi AND t.debut <= aujourdhui() AND t.fin >= aujourdhui();
END $$;

CREATE FUNCTION mes_portees()
RETURNS TABLE (role text, village_id uuid, maison_id uuid, enfant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.role, CASE WHEN p.maison_id IS NULL AND p.enfant_id IS NULL THEN p.lieu END,
           p.maison_id, p.enfant_id
    FROM portees_de(acteur()) p
    WHERE p.role NOT IN ('referent_participation', 'referent_protection', 'siege', 'dpo',
                         'administrateur_technique', 'enfant');
END $$;

CREATE FUNCTION mes_villages() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT p.village_id), '{}')
            FROM mes_portees() p WHERE p.village_id IS NOT NULL);
END $$;

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
DROP FUNCTION portees_de(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_initial"), ("habilitations", "0001_contexte")]

    operations = [migrations.RunSQL(FONCTIONS, RETRAIT)]
