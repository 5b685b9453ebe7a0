"""The walls of separations, and what the database refuses: sides of another group, reviews changed."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GARDES = """
CREATE FUNCTION separation_cotes_de_la_fratrie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT unnest(NEW.premier_cote || NEW.second_cote)
               EXCEPT SELECT id FROM fratries_membrefratrie WHERE fratrie_id = NEW.fratrie_id) THEN
        RAISE EXCEPTION 'a side names someone who is not of the sibling group'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER separation_cotes_de_la_fratrie BEFORE INSERT OR UPDATE ON fratries_separation
FOR EACH ROW EXECUTE FUNCTION separation_cotes_de_la_fratrie();

CREATE FUNCTION revue_separation_de_la_fratrie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a review is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM fratries_separation
                   WHERE id = NEW.separation_id AND fratrie_id = NEW.fratrie_id) THEN
        RAISE EXCEPTION 'a review belongs to the group of its separation'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revue_separation_de_la_fratrie
BEFORE INSERT OR UPDATE OR DELETE ON fratries_revueseparation
FOR EACH ROW EXECUTE FUNCTION revue_separation_de_la_fratrie();
"""

LEVEE = """
DROP TRIGGER revue_separation_de_la_fratrie ON fratries_revueseparation;
DROP FUNCTION revue_separation_de_la_fratrie();
DROP TRIGGER separation_cotes_de_la_fratrie ON fratries_separation;
DROP FUNCTION separation_cotes_de_la_fratrie();
"""


class Migration(migrations.Migration):
    dependencies = [("fratries", "0005_separations")]

    operations = [
        migrations.RunSQL(GARDES, LEVEE),
        activer_rls("fratries_separation", Mur.PAR_FRATRIE),
        activer_rls("fratries_historicalseparation", Mur.PAR_FRATRIE),
        activer_rls("fratries_revueseparation", Mur.PAR_FRATRIE),
    ]
