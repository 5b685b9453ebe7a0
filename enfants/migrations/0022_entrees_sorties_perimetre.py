"""The walls of admissions and departures, and a register that is numbered without a gap and never changed."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION registre_ajout_seul() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a line of the register is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.numero <> (SELECT COALESCE(max(m.numero), 0) + 1 FROM enfants_mouvementregistre m
                      WHERE m.village_id = NEW.village_id) THEN
        RAISE EXCEPTION 'the register of a village is numbered without a gap'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM enfants_sejour s WHERE s.id = NEW.sejour_id AND s.enfant_id = NEW.enfant_id) THEN
        RAISE EXCEPTION 'a line is about a stay of its child' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.corrige_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM enfants_mouvementregistre m
        WHERE m.id = NEW.corrige_id AND m.village_id = NEW.village_id AND m.sejour_id = NEW.sejour_id
    ) THEN
        RAISE EXCEPTION 'a line corrects one of the same register and stay'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registre_ajout_seul BEFORE INSERT OR UPDATE OR DELETE ON enfants_mouvementregistre
FOR EACH ROW EXECUTE FUNCTION registre_ajout_seul();

CREATE FUNCTION du_meme_enfant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM enfants_sejour s WHERE s.id = NEW.sejour_id AND s.enfant_id = NEW.enfant_id) THEN
        RAISE EXCEPTION 'the stay is of another child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER du_meme_enfant BEFORE INSERT OR UPDATE ON enfants_admission
FOR EACH ROW EXECUTE FUNCTION du_meme_enfant();
CREATE TRIGGER du_meme_enfant BEFORE INSERT OR UPDATE ON enfants_depart
FOR EACH ROW EXECUTE FUNCTION du_meme_enfant();
CREATE TRIGGER du_meme_enfant BEFORE INSERT OR UPDATE ON enfants_remise
FOR EACH ROW EXECUTE FUNCTION du_meme_enfant();
"""

DEGEL = """
DROP TRIGGER du_meme_enfant ON enfants_remise;
DROP TRIGGER du_meme_enfant ON enfants_depart;
DROP TRIGGER du_meme_enfant ON enfants_admission;
DROP FUNCTION du_meme_enfant();
DROP TRIGGER registre_ajout_seul ON enfants_mouvementregistre;
DROP FUNCTION registre_ajout_seul();
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0021_entrees_sorties")]

    operations = [
        migrations.RunSQL(GEL, DEGEL),
        activer_rls("enfants_mouvementregistre", Mur.REGISTRE),
        activer_rls("enfants_preparationadmission", Mur.VILLAGE),
        *(
            activer_rls(f"enfants_{prefixe}{table}", Mur.PAR_ENFANT)
            for table in ("admission", "depart", "remise")
            for prefixe in ("", "historical")
        ),
    ]
