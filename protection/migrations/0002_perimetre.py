"""The walls of incidents, the ladder in SQL, and what the database refuses whatever the path.

``mes_villages_au_rang`` and ``mes_rangs`` say at which rungs the acting person stands; a test compares
them with ``protection.echelle``. ``mes_incidents_ecartes`` beats everything: who is set aside reads no row.
A state changes only by a step; a closing needs two signatures of people who are not set aside; what was
declared never changes.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_incidents_ecartes() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT e.incident_id), '{}') FROM protection_ecart e
            JOIN villages_professionnel p ON p.id = e.professionnel_id
            WHERE p.compte_id = acteur() AND e.leve_le IS NULL AND NOT e.sans_effet);
END $$;

CREATE FUNCTION mes_declarations() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(d.incident_id), '{}') FROM protection_declarant d
            WHERE d.compte_id = acteur());
END $$;

CREATE FUNCTION mes_villages_au_rang(rang int) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT p.lieu), '{}') FROM portees_de(acteur()) p
            WHERE p.role = 'directeur' OR (rang = 1 AND p.role IN ('chef_de_service', 'cadre_astreinte')));
END $$;

CREATE FUNCTION mes_rangs() RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT r.rang), '{}') FROM portees_de(acteur()) p
            JOIN (VALUES ('referent_protection', 3), ('suppleant_protection', 4),
                         ('direction_generale', 5), ('president', 6)) AS r (role, rang) ON r.role = p.role);
END $$;

CREATE FUNCTION incident_traite_par_moi(incident uuid) RETURNS boolean
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
"""

GARDES = """
CREATE FUNCTION incident_fige() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.etat <> 'recu' THEN
            RAISE EXCEPTION 'an incident begins received' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.etat IS DISTINCT FROM OLD.etat AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a state changes by a step' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(NEW) - 'etat' - 'niveau') IS DISTINCT FROM (to_jsonb(OLD) - 'etat' - 'niveau') THEN
        RAISE EXCEPTION 'what was declared never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER incident_fige BEFORE INSERT OR UPDATE ON protection_incident
FOR EACH ROW EXECUTE FUNCTION incident_fige();

CREATE FUNCTION compte_ecarte(incident uuid, compte uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM protection_ecart e JOIN villages_professionnel p ON p.id = e.professionnel_id
                   WHERE e.incident_id = incident AND p.compte_id = compte
                     AND e.leve_le IS NULL AND NOT e.sans_effet)
$$;

CREATE FUNCTION etape_franchie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    present text;
    tour_present int;
BEGIN
    SELECT i.etat INTO present FROM protection_incident i WHERE i.id = NEW.incident_id FOR NO KEY UPDATE;
    IF present IS DISTINCT FROM NEW.de THEN
        RAISE EXCEPTION 'the incident has moved on' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (NEW.de || '>' || NEW.vers) = ANY(ARRAY[
        'recu>protege', 'protege>qualifie', 'qualifie>transmis', 'qualifie>enquete', 'transmis>enquete',
        'enquete>accompagne', 'accompagne>plan', 'plan>clos', 'clos>revu', 'clos>enquete', 'revu>enquete'
    ]) THEN
        RAISE EXCEPTION 'no such step: % to %', NEW.de, NEW.vers USING ERRCODE = 'check_violation';
    END IF;
    IF NOT est_systeme() AND NEW.par_id IS DISTINCT FROM acteur() THEN
        RAISE EXCEPTION 'a step is taken in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF compte_ecarte(NEW.incident_id, NEW.par_id) THEN
        RAISE EXCEPTION 'who is set aside takes no step' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.vers = 'clos' THEN
        SELECT 1 + count(*) INTO tour_present FROM protection_etape e
        WHERE e.incident_id = NEW.incident_id AND e.de IN ('clos', 'revu') AND e.vers = 'enquete';
        IF (SELECT count(DISTINCT c.par_id) FROM protection_cloture c
            WHERE c.incident_id = NEW.incident_id AND c.tour = tour_present
              AND NOT compte_ecarte(c.incident_id, c.par_id)) < 2 THEN
            RAISE EXCEPTION 'two persons close an incident' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    UPDATE protection_incident SET etat = NEW.vers WHERE id = NEW.incident_id;
    RETURN NEW;
END $$;
CREATE TRIGGER etape_franchie AFTER INSERT ON protection_etape
FOR EACH ROW EXECUTE FUNCTION etape_franchie();

CREATE FUNCTION cloture_en_son_nom() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND NEW.par_id IS DISTINCT FROM acteur() THEN
        RAISE EXCEPTION 'one signs in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF compte_ecarte(NEW.incident_id, NEW.par_id) THEN
        RAISE EXCEPTION 'who is set aside signs nothing' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cloture_en_son_nom BEFORE INSERT ON protection_cloture
FOR EACH ROW EXECUTE FUNCTION cloture_en_son_nom();
"""

LEVEE = """
DROP TRIGGER cloture_en_son_nom ON protection_cloture;
DROP FUNCTION cloture_en_son_nom();
DROP TRIGGER etape_franchie ON protection_etape;
DROP FUNCTION etape_franchie();
DROP FUNCTION compte_ecarte(uuid, uuid);
DROP TRIGGER incident_fige ON protection_incident;
DROP FUNCTION incident_fige();
"""

RETRAIT = """
DROP FUNCTION incident_traite_par_moi(uuid);
DROP FUNCTION mes_rangs();
DROP FUNCTION mes_villages_au_rang(int);
DROP FUNCTION mes_declarations();
DROP FUNCTION mes_incidents_ecartes();
"""

PAR_INCIDENT = [
    "personneconcernee",
    "historicalpersonneconcernee",
    "ecart",
    "historicalecart",
    "etape",
    "qualification",
    "historicalqualification",
    "transmission",
    "historicaltransmission",
    "informationparents",
    "soutien",
    "actionincident",
    "historicalactionincident",
    "retourenfant",
    "cloture",
    "bilanincident",
]


class Migration(migrations.Migration):
    dependencies = [("protection", "0001_incidents"), ("villages", "0011_roles_de_l_echelle")]

    operations = [
        migrations.RunSQL(FONCTIONS, RETRAIT),
        activer_rls("protection_incident", Mur.INCIDENT),
        activer_rls("protection_declarant", Mur.DECLARANT),
        activer_rls("protection_declarationencours", Mur.DEPOSANT),
        activer_rls("protection_consignedesecurite", Mur.CONSIGNE),
        activer_rls("protection_historicalconsignedesecurite", Mur.CONSIGNE),
        *[activer_rls(f"protection_{table}", Mur.PAR_INCIDENT) for table in PAR_INCIDENT],
        migrations.RunSQL(GARDES, LEVEE),
    ]
