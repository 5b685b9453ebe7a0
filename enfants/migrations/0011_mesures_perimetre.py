"""The walls of measures and of the people outside, and a renewal held to its own child."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("enfants", "0010_mesures")]

    operations = [
        activer_rls("enfants_mesureprotection", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalmesureprotection", Mur.PAR_ENFANT),
        activer_rls("enfants_interlocuteur", Mur.PAR_ENFANT),
        activer_rls("enfants_historicalinterlocuteur", Mur.PAR_ENFANT),
        migrations.RunSQL(
            "ALTER TABLE enfants_mesureprotection ADD CONSTRAINT mesure_renouvelle_le_meme_enfant "
            "FOREIGN KEY (precedente_id, enfant_id) REFERENCES enfants_mesureprotection (id, enfant_id) "
            "DEFERRABLE INITIALLY IMMEDIATE",
            "ALTER TABLE enfants_mesureprotection DROP CONSTRAINT mesure_renouvelle_le_meme_enfant",
        ),
    ]
