"""Trainings on protection, and who was there."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0012_honorabilite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Formation',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('protection', 'politique de protection de l’association'), ('reperer', 'repérer les premiers signes'), ('signaler', 'déclarer et transmettre'), ('ecoute', 'recueillir la parole de l’enfant'), ('attachement', 'attachement et traumatismes'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('violences', 'violences sexuelles et sexistes'), ('secours', 'premiers secours, santé mentale')], max_length=16, verbose_name='thème')),
                ('le', models.DateField(verbose_name='le')),
                ('heures', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0.5), django.core.validators.MaxValueValidator(80)], verbose_name='durée en heures')),
                ('validite', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='validité en mois')),
                ('formateur', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='qui forme')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'formation',
                'verbose_name_plural': 'formations',
                'ordering': ['-le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalFormation',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('protection', 'politique de protection de l’association'), ('reperer', 'repérer les premiers signes'), ('signaler', 'déclarer et transmettre'), ('ecoute', 'recueillir la parole de l’enfant'), ('attachement', 'attachement et traumatismes'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('violences', 'violences sexuelles et sexistes'), ('secours', 'premiers secours, santé mentale')], max_length=16, verbose_name='thème')),
                ('le', models.DateField(verbose_name='le')),
                ('heures', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0.5), django.core.validators.MaxValueValidator(80)], verbose_name='durée en heures')),
                ('validite', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='validité en mois')),
                ('formateur', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=200, verbose_name='qui forme')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : formation',
                'verbose_name_plural': 'versions : formations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PresenceFormation',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('notee_le', models.DateTimeField(verbose_name='notée le')),
                ('retiree_le', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                ('formation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='villages.formation', verbose_name='formation')),
                ('notee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par')),
                ('professionnel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='formations', to='villages.professionnel', verbose_name='professionnel')),
            ],
            options={
                'verbose_name': 'présence à une formation',
                'verbose_name_plural': 'présences aux formations',
                'ordering': ['notee_le', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='formation',
            index=models.Index(fields=['village', '-le'], name='formation_par_village'),
        ),
        migrations.AddConstraint(
            model_name='formation',
            constraint=models.CheckConstraint(condition=models.Q(('heures__gt', 0), ('heures__lte', 80)), name='formation_dure'),
        ),
        migrations.AddConstraint(
            model_name='formation',
            constraint=models.CheckConstraint(condition=models.Q(('validite__gte', 1), ('validite__lte', 60)), name='formation_vaut'),
        ),
        migrations.AddIndex(
            model_name='presenceformation',
            index=models.Index(fields=['professionnel'], name='presence_par_personne'),
        ),
        migrations.AddConstraint(
            model_name='presenceformation',
            constraint=models.UniqueConstraint(condition=models.Q(('retiree_le__isnull', True)), fields=('formation', 'professionnel'), name='presence_une_par_personne'),
        ),
    ]
