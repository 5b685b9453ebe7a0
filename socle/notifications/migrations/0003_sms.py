"""A notice by text message: its recipient’s, like the notice."""

import django.db.models.deletion
import django.utils.timezone
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_perimetre'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sms',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=64, verbose_name='source du numéro')),
                ('objet', models.UUIDField(verbose_name='objet de la source')),
                ('etat', models.CharField(choices=[('non_demande', 'non demandé'), ('a_envoyer', 'à envoyer'), ('en_cours', 'en cours'), ('remis', 'remis au serveur'), ('envoye', 'envoyé'), ('incertain', 'peut-être envoyé'), ('echec', 'pas envoyé')], default='a_envoyer', max_length=12, verbose_name='état')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('envoye_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('tentatives', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                ('avis', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sms', to='notifications.avis', verbose_name='avis')),
                ('destinataire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
            ],
            options={
                'verbose_name': 'SMS',
                'verbose_name_plural': 'SMS',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('envoye_le__isnull', False), ('etat', 'envoye')), models.Q(models.Q(('etat', 'envoye'), _negated=True), ('envoye_le__isnull', True)), _connector='OR'), name='sms_envoye_un_jour')],
            },
        ),
        activer_rls("notifications_sms", Mur.DESTINATAIRE),
    ]
