"""The walls of who counts for a child and of the rituals sheets; a closed line stays as it was closed."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION ressource_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.enfant_id IS DISTINCT FROM OLD.enfant_id OR NEW.note_par_id IS DISTINCT FROM OLD.note_par_id THEN
        RAISE EXCEPTION 'whose line it is never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.fin IS NOT NULL THEN
        RAISE EXCEPTION 'a closed line is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ressource_close BEFORE UPDATE ON enfants_personneressource
FOR EACH ROW EXECUTE FUNCTION ressource_close();
"""

DEGEL = """
DROP TRIGGER ressource_close ON enfants_personneressource;
DROP FUNCTION ressource_close();
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0015_entourage")]

    operations = [
        migrations.RunSQL(GEL, DEGEL),
        activer_rls("enfants_personneressource", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalpersonneressource", Mur.PAR_ENFANT),
        activer_rls("enfants_ficherituels", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalficherituels", Mur.PAR_ENFANT),
    ]
