"""The walls of daily care and of the medical file, and doses whose facts stay as they were noted."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION prise_du_traitement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM enfants_traitement t
        WHERE t.id = NEW.traitement_id AND t.enfant_id = NEW.enfant_id AND NEW.moment = ANY(t.moments)
          AND t.debut <= NEW.jour AND (t.fin IS NULL OR t.fin >= NEW.jour)
    ) THEN
        RAISE EXCEPTION 'no such dose is to be given' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prise_du_traitement BEFORE INSERT ON enfants_prise
FOR EACH ROW EXECUTE FUNCTION prise_du_traitement();

CREATE FUNCTION prise_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.traitement_id, NEW.enfant_id, NEW.jour, NEW.moment, NEW.etat, NEW.quoi, NEW.raison,
        NEW.precision, NEW.auteur_id, NEW.saisie_le)
       IS DISTINCT FROM
       (OLD.id, OLD.traitement_id, OLD.enfant_id, OLD.jour, OLD.moment, OLD.etat, OLD.quoi, OLD.raison,
        OLD.precision, OLD.auteur_id, OLD.saisie_le) THEN
        RAISE EXCEPTION 'the facts of a dose are never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.annulee_le IS DISTINCT FROM OLD.annulee_le
       AND (OLD.annulee_le IS NOT NULL OR now() >= OLD.saisie_le + interval '10 minutes') THEN
        RAISE EXCEPTION 'a signed dose is never taken back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prise_figee BEFORE UPDATE ON enfants_prise FOR EACH ROW EXECUTE FUNCTION prise_figee();

CREATE FUNCTION note_medicale_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.enfant_id, NEW.nature, NEW.jour, NEW.avec, NEW.texte, NEW.auteur_id, NEW.ecrite_le)
       IS DISTINCT FROM
       (OLD.id, OLD.enfant_id, OLD.nature, OLD.jour, OLD.avec, OLD.texte, OLD.auteur_id, OLD.ecrite_le) THEN
        RAISE EXCEPTION 'a medical note is never rewritten' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_medicale_figee BEFORE UPDATE ON enfants_notemedicale
FOR EACH ROW EXECUTE FUNCTION note_medicale_figee();
"""

DEGEL = """
DROP TRIGGER note_medicale_figee ON enfants_notemedicale;
DROP FUNCTION note_medicale_figee();
DROP TRIGGER prise_figee ON enfants_prise;
DROP FUNCTION prise_figee();
DROP TRIGGER prise_du_traitement ON enfants_prise;
DROP FUNCTION prise_du_traitement();
"""

TABLES = ["allergie", "reperesante", "traitement", "prise", "rendezvous", "notemedicale", "vaccination"]


class Migration(migrations.Migration):
    dependencies = [("enfants", "0008_soins")]

    operations = [
        migrations.RunSQL(GEL, DEGEL),
        *(
            activer_rls(f"enfants_{prefixe}{table}", Mur.PAR_ENFANT)
            for table in TABLES
            for prefixe in ("", "historical")
        ),
    ]
