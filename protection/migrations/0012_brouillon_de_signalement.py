"""What is being typed on the second page of a runaway, behind the wall of its author.

A runaway keeps the id of the form that completed it, so that what arrives after it changes nothing.
"""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GARDE = (
    "CREATE TRIGGER ligne_de_sa_fugue BEFORE INSERT OR UPDATE ON protection_brouillonsignalement "
    "FOR EACH ROW EXECUTE FUNCTION ligne_de_sa_fugue();"
)
LEVEE = "DROP TRIGGER ligne_de_sa_fugue ON protection_brouillonsignalement;"


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0028_droit_transmis'),
        ('protection', '0011_alerte_de_fugue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='fugue',
            name='signalement_envoi',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='envoi du signalement'),
        ),
        migrations.AddField(
            model_name='historicalfugue',
            name='signalement_envoi',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='envoi du signalement'),
        ),
        migrations.CreateModel(
            name='BrouillonSignalement',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('version_lue', models.UUIDField(blank=True, null=True, verbose_name='version lue')),
                ('contenu', socle.chiffrement.fields.SealedJSONField(verbose_name='contenu')),
                ('modifie_le', models.DateTimeField(verbose_name='modifié le')),
                ('avertie_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='auteur averti le')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enfants.enfant', verbose_name='enfant')),
                ('fugue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='protection.fugue', verbose_name='fugue')),
            ],
            options={
                'verbose_name': 'brouillon d’un signalement',
                'verbose_name_plural': 'brouillons d’un signalement',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('auteur', 'fugue'), name='brouillon_signalement_unique')],
            },
        ),
        activer_rls("protection_brouillonsignalement", Mur.AUTEUR),
        migrations.RunSQL(GARDE, LEVEE),
    ]
