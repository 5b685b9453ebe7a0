"""A roster on its way in is seen by who sent it."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("fratries", "0007_import_effectif")]

    operations = [activer_rls("fratries_effectifdepose", Mur.DEPOSANT)]
