"""The number of places leaves the house for its dated rows, and no house goes without one."""

import django.core.validators
from django.db import migrations, models

GARDE = """
CREATE FUNCTION maison_a_des_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM villages_capacitemaison WHERE maison_id = NEW.id) THEN
        RAISE EXCEPTION 'a house has a number of places' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER maison_a_des_places AFTER INSERT ON villages_maison
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION maison_a_des_places();
"""

LEVEE = """
DROP TRIGGER maison_a_des_places ON villages_maison;
DROP FUNCTION maison_a_des_places();
"""


def _places(**champs):
    return models.PositiveSmallIntegerField(
        validators=[django.core.validators.MinValueValidator(1)], verbose_name="places", **champs
    )


class Migration(migrations.Migration):
    dependencies = [("villages", "0009_places_reprises_de_l_historique")]

    operations = [
        # Going back, the columns need a value before theirs is known again.
        migrations.AlterField("maison", "places", _places(default=1)),
        migrations.AlterField("historicalmaison", "places", _places(default=1)),
        migrations.RemoveConstraint(model_name="maison", name="maison_a_une_place"),
        migrations.RemoveField(model_name="historicalmaison", name="places"),
        migrations.RemoveField(model_name="maison", name="places"),
        migrations.RunSQL(GARDE, LEVEE),
    ]
