"""The walls of the school life, what is held to its own child, and what was agreed and may not change."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

LIENS = """
ALTER TABLE enfants_contrateducatif ADD CONSTRAINT contrat_suite_du_meme_enfant
FOREIGN KEY (precedent_id, enfant_id) REFERENCES enfants_contrateducatif (id, enfant_id)
DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE enfants_signaturecontrat ADD CONSTRAINT signature_du_meme_enfant
FOREIGN KEY (contrat_id, enfant_id) REFERENCES enfants_contrateducatif (id, enfant_id)
DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE enfants_etapeassiduite ADD CONSTRAINT etape_du_meme_enfant
FOREIGN KEY (suivi_id, enfant_id) REFERENCES enfants_suiviassiduite (id, enfant_id)
DEFERRABLE INITIALLY IMMEDIATE;
"""

SANS_LIENS = """
ALTER TABLE enfants_etapeassiduite DROP CONSTRAINT etape_du_meme_enfant;
ALTER TABLE enfants_signaturecontrat DROP CONSTRAINT signature_du_meme_enfant;
ALTER TABLE enfants_contrateducatif DROP CONSTRAINT contrat_suite_du_meme_enfant;
"""

GEL = """
CREATE FUNCTION contrat_fige() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.etat IN ('revu', 'arrete') THEN
        RAISE EXCEPTION 'a contract that is over is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.enfant_id, NEW.precedent_id, NEW.parole, NEW.objectifs, NEW.aides, NEW.debut, NEW.fin)
       IS DISTINCT FROM
       (OLD.enfant_id, OLD.precedent_id, OLD.parole, OLD.objectifs, OLD.aides, OLD.debut, OLD.fin)
       AND EXISTS (SELECT 1 FROM enfants_signaturecontrat WHERE contrat_id = OLD.id AND NOT refus) THEN
        RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contrat_fige BEFORE UPDATE ON enfants_contrateducatif
FOR EACH ROW EXECUTE FUNCTION contrat_fige();

CREATE FUNCTION ecole_jamais_changee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed or decided one day is never changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER signature_figee BEFORE UPDATE OR DELETE ON enfants_signaturecontrat
FOR EACH ROW EXECUTE FUNCTION ecole_jamais_changee();
CREATE TRIGGER etape_figee BEFORE UPDATE OR DELETE ON enfants_etapeassiduite
FOR EACH ROW EXECUTE FUNCTION ecole_jamais_changee();
"""

DEGEL = """
DROP TRIGGER etape_figee ON enfants_etapeassiduite;
DROP TRIGGER signature_figee ON enfants_signaturecontrat;
DROP FUNCTION ecole_jamais_changee();
DROP TRIGGER contrat_fige ON enfants_contrateducatif;
DROP FUNCTION contrat_fige();
"""

TABLES = [
    "scolarite",
    "planscolaire",
    "stage",
    "voeuorientation",
    "absencescolaire",
    "exclusionscolaire",
    "suiviassiduite",
    "contrateducatif",
]


class Migration(migrations.Migration):
    dependencies = [("enfants", "0012_scolarite")]

    operations = [
        migrations.RunSQL(LIENS, SANS_LIENS),
        migrations.RunSQL(GEL, DEGEL),
        *(activer_rls(f"enfants_{table}", Mur.PAR_ENFANT) for table in TABLES),
        *(activer_rls(f"enfants_historical{table}", Mur.PAR_ENFANT) for table in TABLES),
        activer_rls("enfants_signaturecontrat", Mur.PAR_ENFANT),
        activer_rls("enfants_etapeassiduite", Mur.PAR_ENFANT),
    ]
