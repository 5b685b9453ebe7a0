"""A notice, and the choice of its mail, are their recipient's."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("habilitations", "0002_compte_enfant")]

    operations = [
        activer_rls("notifications_avis", Mur.DESTINATAIRE),
        activer_rls("notifications_preferenceavis", Mur.DESTINATAIRE),
    ]
