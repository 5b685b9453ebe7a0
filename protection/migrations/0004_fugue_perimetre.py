"""The walls of runaways, and what the database refuses whatever the path.

``mes_fugues_suivies`` is what the siège’s protection referent follows without reaching any child: the
runaways whose return interview is not held. A row of a runaway is about the child of that runaway: else
who reaches one child could write in another’s.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTION = """
CREATE FUNCTION mes_fugues_suivies() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT 3 = ANY(mes_rangs()) THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT COALESCE(array_agg(f.id), '{}') FROM protection_fugue f
            WHERE f.entretien_le IS NULL AND NOT f.enfant_id = ANY(mes_refus()));
END $$;
"""

GARDE = """
CREATE FUNCTION ligne_de_sa_fugue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.enfant_id IS DISTINCT FROM (SELECT f.enfant_id FROM protection_fugue f WHERE f.id = NEW.fugue_id) THEN
        RAISE EXCEPTION 'a row of a runaway is about its child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ligne_de_sa_fugue BEFORE INSERT ON protection_alertefugue
FOR EACH ROW EXECUTE FUNCTION ligne_de_sa_fugue();
CREATE TRIGGER ligne_de_sa_fugue BEFORE INSERT ON protection_entretienderetour
FOR EACH ROW EXECUTE FUNCTION ligne_de_sa_fugue();
"""

LEVEE = """
DROP TRIGGER ligne_de_sa_fugue ON protection_entretienderetour;
DROP TRIGGER ligne_de_sa_fugue ON protection_alertefugue;
DROP FUNCTION ligne_de_sa_fugue();
"""


class Migration(migrations.Migration):
    dependencies = [("protection", "0003_fugue")]

    operations = [
        migrations.RunSQL(FONCTION, "DROP FUNCTION mes_fugues_suivies();"),
        activer_rls("protection_fugue", Mur.FUGUE),
        activer_rls("protection_historicalfugue", Mur.FUGUE),
        activer_rls("protection_alertefugue", Mur.PAR_FUGUE),
        activer_rls("protection_entretienderetour", Mur.PAR_FUGUE),
        migrations.RunSQL(GARDE, LEVEE),
    ]
