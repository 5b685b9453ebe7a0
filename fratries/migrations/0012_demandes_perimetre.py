"""The walls of requests to receive siblings: no child is ours yet, the village is."""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("fratries", "0011_demandes_accueil")]

    operations = [
        activer_rls("fratries_demandeaccueil", Mur.VILLAGE),
        activer_rls("fratries_historicaldemandeaccueil", Mur.VILLAGE),
    ]
