"""The walls of who is entrusted with an incident, of what the ASE was told, and of what the council hears.

``incident_traite_par_moi`` now also answers for a psychologist it is entrusted to; ``incident_a_mon_rang``
keeps the ladder alone, for the table of who declared. A text for the council is signed in one's own name and
no longer changes once signed.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls, changer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_incidents_affectes() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM portees_de(acteur()) p WHERE p.role = 'psychologue') THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT COALESCE(array_agg(DISTINCT a.incident_id), '{}') FROM protection_affectationincident a
            JOIN protection_incident i ON i.id = a.incident_id
            JOIN villages_professionnel p ON p.id = a.professionnel_id
            WHERE p.compte_id = acteur() AND a.levee_le IS NULL AND i.niveau <= a.niveau);
END $$;

CREATE FUNCTION mes_enfants_transmis() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT x.enfant_id), '{}') FROM exceptions_de(acteur()) x
            JOIN comptes_utilisateur u ON u.id = acteur()
            WHERE u.is_active AND x.effet = 'lire_incident_transmis'
              AND NOT x.enfant_id = ANY((SELECT mes_refus())::uuid[]));
END $$;

CREATE FUNCTION mes_restitutions_ecartees() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT r.restitution_id), '{}') FROM protection_restitutionincident r
            WHERE r.incident_id = ANY(mes_incidents_ecartes()));
END $$;

CREATE FUNCTION mes_objets_masques() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ecartes uuid[] := mes_incidents_ecartes();
BEGIN
    RETURN ecartes || ARRAY(SELECT c.id FROM protection_consignedesecurite c WHERE c.incident_id = ANY(ecartes));
END $$;

CREATE FUNCTION incident_a_mon_rang(incident uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ou uuid;
    rang int;
BEGIN
    IF incident = ANY(mes_incidents_ecartes()) THEN
        RETURN false;
    END IF;
    SELECT i.village_id, i.niveau INTO ou, rang FROM protection_incident i WHERE i.id = incident;
    RETURN COALESCE(
        (rang <= 2 AND ou = ANY(mes_villages_au_rang(rang)))
        OR (rang <= 3 AND 3 = ANY(mes_rangs())) OR (rang > 3 AND rang = ANY(mes_rangs())), false);
END $$;

CREATE OR REPLACE FUNCTION incident_traite_par_moi(incident uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN incident_a_mon_rang(incident)
        OR (incident = ANY(mes_incidents_affectes()) AND NOT incident = ANY(mes_incidents_ecartes()));
END $$;
"""

RETRAIT = """
CREATE OR REPLACE FUNCTION incident_traite_par_moi(incident uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ou uuid;
    rang int;
BEGIN
    IF incident = ANY(mes_incidents_ecartes()) THEN
        RETURN false;
    END IF;
    SELECT i.village_id, i.niveau INTO ou, rang FROM protection_incident i WHERE i.id = incident;
    RETURN COALESCE(
        (rang <= 2 AND ou = ANY(mes_villages_au_rang(rang)))
        OR (rang <= 3 AND 3 = ANY(mes_rangs())) OR (rang > 3 AND rang = ANY(mes_rangs())), false);
END $$;
DROP FUNCTION incident_a_mon_rang(uuid);
DROP FUNCTION mes_objets_masques();
DROP FUNCTION mes_restitutions_ecartees();
DROP FUNCTION mes_enfants_transmis();
DROP FUNCTION mes_incidents_affectes();
"""

GARDE = """
CREATE FUNCTION restitution_signee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.village_id <> OLD.village_id OR NEW.niveau <> OLD.niveau
       OR NEW.preparee_par_id <> OLD.preparee_par_id THEN
        RAISE EXCEPTION 'what a text for the council covers never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.signee_par_id IS NOT NULL AND (
        NEW.texte <> OLD.texte OR NEW.signee_par_id IS DISTINCT FROM OLD.signee_par_id
        OR (OLD.contresignee_par_id IS NOT NULL
            AND NEW.contresignee_par_id IS DISTINCT FROM OLD.contresignee_par_id)) THEN
        RAISE EXCEPTION 'a signed text never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT est_systeme() AND (
        (OLD.signee_par_id IS NULL AND NEW.signee_par_id IS NOT NULL AND NEW.signee_par_id <> acteur())
        OR (OLD.contresignee_par_id IS NULL AND NEW.contresignee_par_id IS NOT NULL
            AND NEW.contresignee_par_id <> acteur())) THEN
        RAISE EXCEPTION 'one signs in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER restitution_signee BEFORE UPDATE ON protection_restitutionconseil
FOR EACH ROW EXECUTE FUNCTION restitution_signee();
"""


class Migration(migrations.Migration):
    dependencies = [("protection", "0008_suivi_et_conseil")]

    operations = [
        migrations.RunSQL(FONCTIONS, RETRAIT),
        changer_rls("protection_incident", Mur.INCIDENT, Mur.INCIDENT_SUIVI),
        changer_rls("protection_declarant", Mur.DECLARANT, Mur.DECLARANT_AU_RANG),
        activer_rls("protection_affectationincident", Mur.PAR_INCIDENT),
        activer_rls("protection_historicalaffectationincident", Mur.PAR_INCIDENT),
        activer_rls("protection_restitutionincident", Mur.PAR_INCIDENT),
        activer_rls("protection_ecrittransmis", Mur.TRANSMIS),
        activer_rls("protection_restitutionconseil", Mur.RESTITUTION),
        activer_rls("protection_historicalrestitutionconseil", Mur.RESTITUTION),
        migrations.RunSQL(GARDE, "DROP TRIGGER restitution_signee ON protection_restitutionconseil; DROP FUNCTION restitution_signee();"),
    ]
