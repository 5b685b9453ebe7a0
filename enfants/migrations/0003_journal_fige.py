"""Words once written stay: versions are only added, a note's header keeps its facts."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION version_note_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a written version is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER version_note_figee BEFORE UPDATE OR DELETE ON enfants_versionnote
FOR EACH ROW EXECUTE FUNCTION version_note_figee();

CREATE FUNCTION note_journal_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.enfant_id, NEW.maison_id, NEW.auteur_id, NEW.nature, NEW.lot, NEW.jour, NEW.ecrite_le)
       IS DISTINCT FROM
       (OLD.id, OLD.enfant_id, OLD.maison_id, OLD.auteur_id, OLD.nature, OLD.lot, OLD.jour, OLD.ecrite_le)
       OR NEW.version < OLD.version THEN
        RAISE EXCEPTION 'the facts of a note are never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.annulee_le IS DISTINCT FROM OLD.annulee_le
       AND (OLD.annulee_le IS NOT NULL OR now() >= OLD.ecrite_le + interval '10 minutes') THEN
        RAISE EXCEPTION 'a signed note is never taken back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_journal_figee BEFORE UPDATE ON enfants_notejournal
FOR EACH ROW EXECUTE FUNCTION note_journal_figee();
"""

DEGEL = """
DROP TRIGGER note_journal_figee ON enfants_notejournal;
DROP FUNCTION note_journal_figee();
DROP TRIGGER version_note_figee ON enfants_versionnote;
DROP FUNCTION version_note_figee();
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0002_perimetre")]

    operations = [
        migrations.RunSQL(GEL, DEGEL),
        activer_rls("enfants_notejournal", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalnotejournal", Mur.PAR_ENFANT),
        activer_rls("enfants_versionnote", Mur.PAR_ENFANT),
        activer_rls("enfants_lecturenote", Mur.PAR_ENFANT),
        activer_rls("enfants_brouillon", Mur.AUTEUR),
    ]
