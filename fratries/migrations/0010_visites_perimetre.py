"""The walls of visits and authorisations, and what the database refuses about them.

A right or a meeting names relatives tied to the child once, and siblings of the child's own groups;
a meeting follows a right of its own child; what was done about a request is never changed.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GARDES = """
CREATE FUNCTION droit_visite_d_un_proche() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.enfant_id, NEW.proche_id) IS DISTINCT FROM (OLD.enfant_id, OLD.proche_id) THEN
        RAISE EXCEPTION 'a visiting right never changes hands' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM fratries_lienfamilial
                   WHERE enfant_id = NEW.enfant_id AND proche_id = NEW.proche_id) THEN
        RAISE EXCEPTION 'a visiting right is of a relative tied to the child'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER droit_visite_d_un_proche BEFORE INSERT OR UPDATE ON fratries_droitvisite
FOR EACH ROW EXECUTE FUNCTION droit_visite_d_un_proche();

CREATE FUNCTION rencontre_des_siens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.enfant_id <> OLD.enfant_id THEN
        RAISE EXCEPTION 'a meeting never changes child' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.droit_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM fratries_droitvisite WHERE id = NEW.droit_id AND enfant_id = NEW.enfant_id) THEN
        RAISE EXCEPTION 'a meeting follows a right of its own child' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT unnest(NEW.proches)
               EXCEPT SELECT proche_id FROM fratries_lienfamilial WHERE enfant_id = NEW.enfant_id) THEN
        RAISE EXCEPTION 'a meeting names somebody the child is not tied to'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT unnest(NEW.membres)
               EXCEPT SELECT b.id FROM fratries_membrefratrie a
                      JOIN fratries_membrefratrie b ON b.fratrie_id = a.fratrie_id
                      WHERE a.enfant_id = NEW.enfant_id AND b.id <> a.id) THEN
        RAISE EXCEPTION 'a meeting names somebody who is not a sibling'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rencontre_des_siens BEFORE INSERT OR UPDATE ON fratries_rencontre
FOR EACH ROW EXECUTE FUNCTION rencontre_des_siens();

CREATE FUNCTION etape_autorisation_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'what was done about a request is never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM fratries_demandeautorisation
                   WHERE id = NEW.demande_id AND enfant_id = NEW.enfant_id) THEN
        RAISE EXCEPTION 'a step belongs to a request about the same child'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER etape_autorisation_figee
BEFORE INSERT OR UPDATE OR DELETE ON fratries_etapeautorisation
FOR EACH ROW EXECUTE FUNCTION etape_autorisation_figee();
"""

LEVEE = """
DROP TRIGGER etape_autorisation_figee ON fratries_etapeautorisation;
DROP FUNCTION etape_autorisation_figee();
DROP TRIGGER rencontre_des_siens ON fratries_rencontre;
DROP FUNCTION rencontre_des_siens();
DROP TRIGGER droit_visite_d_un_proche ON fratries_droitvisite;
DROP FUNCTION droit_visite_d_un_proche();
"""

TABLES = (
    "droitvisite",
    "historicaldroitvisite",
    "rencontre",
    "historicalrencontre",
    "demandeautorisation",
    "historicaldemandeautorisation",
    "etapeautorisation",
)


class Migration(migrations.Migration):
    dependencies = [("fratries", "0009_visites")]

    operations = [
        migrations.RunSQL(GARDES, LEVEE),
        *(activer_rls(f"fratries_{table}", Mur.PAR_ENFANT) for table in TABLES),
    ]
