"""The walls of pocket money, and a ledger nobody rewrites: counter-lines and vouchers stay in their file."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION mouvement_argent_fige() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of the ledger is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER mouvement_argent_fige BEFORE UPDATE OR DELETE ON enfants_mouvementargent
FOR EACH ROW EXECUTE FUNCTION mouvement_argent_fige();

CREATE FUNCTION mouvement_argent_coherent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.corrige_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM enfants_mouvementargent m
        WHERE m.id = NEW.corrige_id AND m.enfant_id = NEW.enfant_id AND m.enveloppe = NEW.enveloppe
          AND m.nature <> 'correction'
    ) THEN
        RAISE EXCEPTION 'a counter-line undoes a line of its own account' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.justificatif_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM enfants_documentenfant d
        WHERE d.id = NEW.justificatif_id AND d.enfant_id = NEW.enfant_id AND d.categorie = 'projet'
    ) THEN
        RAISE EXCEPTION 'a voucher is a paper of the same child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mouvement_argent_coherent BEFORE INSERT ON enfants_mouvementargent
FOR EACH ROW EXECUTE FUNCTION mouvement_argent_coherent();
"""

DEGEL = """
DROP TRIGGER mouvement_argent_coherent ON enfants_mouvementargent;
DROP FUNCTION mouvement_argent_coherent();
DROP TRIGGER mouvement_argent_fige ON enfants_mouvementargent;
DROP FUNCTION mouvement_argent_fige();
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0017_argent")]

    operations = [
        migrations.RunSQL(GEL, DEGEL),
        activer_rls("enfants_reglageargent", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalreglageargent", Mur.PAR_ENFANT),
        activer_rls("enfants_mouvementargent", Mur.PAR_ENFANT),
    ]
