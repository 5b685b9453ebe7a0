"""The child's wall on documents.

It calls ``mes_enfants()``, hence the dependency on the app that defines it. A document without
child satisfies no one's perimeter: the system alone reaches it.
"""

from django.db import migrations

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("enfants", "0002_perimetre")]
    operations = [activer_rls("documents_document", Mur.PAR_ENFANT)]
