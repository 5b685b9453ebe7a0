"""What was annulled is closed: its dates, its sides and its reviews do not change any more."""

from django.db import migrations

REVUE = """
CREATE OR REPLACE FUNCTION revue_separation_de_la_fratrie() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a review is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM fratries_separation
                   WHERE id = NEW.separation_id AND fratrie_id = NEW.fratrie_id{condition}) THEN
        RAISE EXCEPTION 'a review belongs to the group of its separation'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Every act adds one to the revision; rewrapping sealed bytes under another key does not.
FERMEE = """
CREATE FUNCTION separation_annulee_fermee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.annulee_le, NEW.revision, NEW.decidee_le, NEW.premier_cote, NEW.second_cote, NEW.fin)
       IS DISTINCT FROM
       (OLD.annulee_le, OLD.revision, OLD.decidee_le, OLD.premier_cote, OLD.second_cote, OLD.fin) THEN
        RAISE EXCEPTION 'an annulled separation does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER separation_annulee_fermee BEFORE UPDATE ON fratries_separation
FOR EACH ROW WHEN (OLD.annulee_le IS NOT NULL) EXECUTE FUNCTION separation_annulee_fermee();
"""

LEVEE = """
DROP TRIGGER separation_annulee_fermee ON fratries_separation;
DROP FUNCTION separation_annulee_fermee();
"""


class Migration(migrations.Migration):
    dependencies = [("fratries", "0013_separations_corrigees_ou_annulees")]

    operations = [
        migrations.RunSQL(
            REVUE.replace("{condition}", " AND annulee_le IS NULL"), REVUE.replace("{condition}", "")
        ),
        migrations.RunSQL(FERMEE, LEVEE),
    ]
