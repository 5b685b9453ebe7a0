"""Exceptions are never one's own, and a child who comes back the same day has slept at home."""

from django.db import migrations, models
from django.db.models import F, Q

FONCTIONS = """
CREATE FUNCTION accord_jamais_a_soi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND (soi_ou_cree_par_soi(NEW.user_id)
                              OR (TG_OP = 'INSERT' AND NEW.accorde_par_id IS DISTINCT FROM acteur())) THEN
        RAISE EXCEPTION 'nobody gives themselves a right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION exception_jamais_a_soi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND (soi_ou_cree_par_soi(NEW.utilisateur_id)
                              OR (TG_OP = 'UPDATE' AND soi_ou_cree_par_soi(OLD.utilisateur_id))) THEN
        RAISE EXCEPTION 'nobody gives themselves a right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON enfants_accordenfant
FOR EACH ROW EXECUTE FUNCTION accord_jamais_a_soi();
CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON enfants_refusenfant
FOR EACH ROW EXECUTE FUNCTION exception_jamais_a_soi();
CREATE TRIGGER jamais_a_soi BEFORE INSERT OR UPDATE ON enfants_accesexceptionnel
FOR EACH ROW EXECUTE FUNCTION exception_jamais_a_soi();
"""

RETRAIT = """
DROP TRIGGER jamais_a_soi ON enfants_accesexceptionnel;
DROP TRIGGER jamais_a_soi ON enfants_refusenfant;
DROP TRIGGER jamais_a_soi ON enfants_accordenfant;
DROP FUNCTION exception_jamais_a_soi();
DROP FUNCTION accord_jamais_a_soi();
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0004_journal_longueur"), ("villages", "0003_jamais_soi")]

    operations = [
        migrations.RunSQL(FONCTIONS, RETRAIT),
        migrations.RemoveConstraint(model_name="absence", name="absence_dates_ordonnees"),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="absence_dates_ordonnees"
            ),
        ),
    ]
