"""Runaways: who is looked for, who was told, the return."""

import django.db.models.deletion
import simple_history.models
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_antivirus'),
        ('enfants', '0027_numero_de_dossier'),
        ('protection', '0002_perimetre'),
        ('villages', '0012_honorabilite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Fugue',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('incident_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='incident')),
                ('ouverte_le', models.DateTimeField(verbose_name='signalée le')),
                ('vue_le', models.DateTimeField(verbose_name='vu pour la dernière fois le')),
                ('vue_ou', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='où')),
                ('vue_par', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='par qui')),
                ('constatee_le', models.DateTimeField(verbose_name='absence remarquée le')),
                ('signalement', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='à quoi on le reconnaît')),
                ('vetements', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='vêtements')),
                ('emporte', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='ce que l’enfant a avec lui')),
                ('telephone', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=40, verbose_name='son téléphone')),
                ('transport', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='moyen de transport')),
                ('lieux', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='lieux possibles')),
                ('personnes', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='personnes que l’enfant peut rejoindre')),
                ('soin', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='soin nécessaire cette nuit')),
                ('risques', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='ce qui inquiète')),
                ('rentree_le', models.DateTimeField(blank=True, null=True, verbose_name='rentré le')),
                ('retour_par', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='qui l’a ramené')),
                ('retour_etat', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='dans quel état')),
                ('entretien_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='entretien de retour le')),
                ('absence', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enfants.absence', verbose_name='absence')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fugues', to='enfants.enfant', verbose_name='enfant')),
                ('maison', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fugues', to='villages.maison', verbose_name='maison')),
                ('ouverte_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signalée par')),
                ('photo', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='photo')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fugues', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'fugue',
                'verbose_name_plural': 'fugues',
                'ordering': ['-constatee_le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EntretienDeRetour',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('le', models.DateTimeField(verbose_name='tenu le')),
                ('avec', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='avec qui')),
                ('paroles', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ses mots')),
                ('fuyait', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce que l’enfant fuyait')),
                ('cherchait', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce que l’enfant cherchait')),
                ('change', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui change')),
                ('revele', socle.chiffrement.fields.SealedTextField(default='inconnu', max_length=16, verbose_name='révèle un incident')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enfants.enfant', verbose_name='enfant')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('fugue', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entretien', to='protection.fugue', verbose_name='fugue')),
            ],
            options={
                'verbose_name': 'entretien de retour',
                'verbose_name_plural': 'entretiens de retour',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AlerteFugue',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('destinataire', models.CharField(choices=[('astreinte', 'l’astreinte ou la direction'), ('police', 'le 17 (police, gendarmerie)'), ('parents', 'les parents, ou qui exerce l’autorité'), ('ase', 'l’ASE'), ('siege', 'le siège'), ('proches', 'la famille ou des amis, interrogés'), ('hopital', 'l’hôpital'), ('autre', 'quelqu’un d’autre')], max_length=16, verbose_name='qui')),
                ('le', models.DateTimeField(verbose_name='le')),
                ('canal', models.CharField(choices=[('telephone', 'par téléphone'), ('en_personne', 'de vive voix'), ('courriel', 'par courriel'), ('plateforme', 'sur une plateforme'), ('courrier', 'par courrier')], max_length=12, verbose_name='moyen')),
                ('interlocuteur', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='qui a répondu')),
                ('reference', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=80, verbose_name='numéro donné')),
                ('precision', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui a été dit')),
                ('du_retour', models.BooleanField(default=False, verbose_name='pour dire le retour')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enfants.enfant', verbose_name='enfant')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('fugue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alertes', to='protection.fugue', verbose_name='fugue')),
            ],
            options={
                'verbose_name': 'personne prévenue d’une fugue',
                'verbose_name_plural': 'personnes prévenues d’une fugue',
                'ordering': ['le', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalFugue',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('incident_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='incident')),
                ('ouverte_le', models.DateTimeField(verbose_name='signalée le')),
                ('vue_le', models.DateTimeField(verbose_name='vu pour la dernière fois le')),
                ('vue_ou', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='où')),
                ('vue_par', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='par qui')),
                ('constatee_le', models.DateTimeField(verbose_name='absence remarquée le')),
                ('signalement', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='à quoi on le reconnaît')),
                ('vetements', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='vêtements')),
                ('emporte', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='ce que l’enfant a avec lui')),
                ('telephone', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=40, verbose_name='son téléphone')),
                ('transport', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='moyen de transport')),
                ('lieux', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='lieux possibles')),
                ('personnes', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='personnes que l’enfant peut rejoindre')),
                ('soin', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='soin nécessaire cette nuit')),
                ('risques', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=1000, verbose_name='ce qui inquiète')),
                ('rentree_le', models.DateTimeField(blank=True, null=True, verbose_name='rentré le')),
                ('retour_par', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=300, verbose_name='qui l’a ramené')),
                ('retour_etat', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='dans quel état')),
                ('entretien_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='entretien de retour le')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('absence', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='enfants.absence', verbose_name='absence')),
                ('enfant', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='enfants.enfant', verbose_name='enfant')),
                ('maison', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.maison', verbose_name='maison')),
                ('ouverte_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signalée par')),
                ('photo', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='documents.document', verbose_name='photo')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : fugue',
                'verbose_name_plural': 'versions : fugues',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name='fugue',
            index=models.Index(fields=['enfant', '-constatee_le'], name='fugue_par_enfant'),
        ),
        migrations.AddIndex(
            model_name='fugue',
            index=models.Index(fields=['rentree_le'], name='fugue_par_retour'),
        ),
        migrations.AddConstraint(
            model_name='fugue',
            constraint=models.UniqueConstraint(condition=models.Q(('rentree_le__isnull', True)), fields=('enfant',), name='fugue_une_seule_a_la_fois', violation_error_message='Une fugue de cet enfant est déjà signalée : ouvrez-la pour la compléter.'),
        ),
        migrations.AddConstraint(
            model_name='fugue',
            constraint=models.CheckConstraint(condition=models.Q(('constatee_le__gte', models.F('vue_le'))), name='fugue_vue_puis_constatee'),
        ),
        migrations.AddConstraint(
            model_name='fugue',
            constraint=models.CheckConstraint(condition=models.Q(('rentree_le__isnull', True), ('rentree_le__gte', models.F('vue_le')), _connector='OR'), name='fugue_retour_apres_depart'),
        ),
        migrations.AddConstraint(
            model_name='fugue',
            constraint=models.CheckConstraint(condition=models.Q(('entretien_le__isnull', True), ('rentree_le__isnull', False), _connector='OR'), name='fugue_entretien_apres_retour'),
        ),
        migrations.AddIndex(
            model_name='alertefugue',
            index=models.Index(fields=['fugue', 'le'], name='alerte_par_fugue'),
        ),
    ]
