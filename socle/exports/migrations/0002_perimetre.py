"""An export is seen by who asked for it."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial"), ("habilitations", "0001_contexte")]

    operations = [activer_rls("exports_export", Mur.DEPOSANT)]
