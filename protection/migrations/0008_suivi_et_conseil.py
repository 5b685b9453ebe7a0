"""Who an incident is entrusted to, what the ASE was told of a child, what the council hears."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0028_droit_transmis'),
        ('protection', '0007_pieces'),
        ('villages', '0012_honorabilite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalAffectationIncident',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('niveau', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='échelon qui l’a choisi')),
                ('motif', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui lui est demandé')),
                ('depuis', models.DateTimeField(verbose_name='depuis')),
                ('levee_le', models.DateTimeField(blank=True, null=True, verbose_name='terminée le')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('incident', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='protection.incident', verbose_name='incident')),
                ('par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('professionnel', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.professionnel', verbose_name='psychologue')),
            ],
            options={
                'verbose_name': 'version : psychologue associé',
                'verbose_name_plural': 'versions : psychologues associés',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRestitutionConseil',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('niveau', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='échelon')),
                ('texte', socle.chiffrement.fields.SealedTextField(max_length=4000, verbose_name='ce qui est dit au conseil')),
                ('preparee_le', models.DateTimeField(verbose_name='préparée le')),
                ('signee_le', models.DateTimeField(blank=True, null=True, verbose_name='signée le')),
                ('contresignee_le', models.DateTimeField(blank=True, null=True, verbose_name='contresignée le')),
                ('entendue_par', models.CharField(blank=True, choices=[('maison', 'le conseil de la maison'), ('village', 'le conseil du village'), ('cvs', 'le conseil de la vie sociale'), ('expression', 'le groupe d’expression')], default='', max_length=16, verbose_name='dite à')),
                ('rendue_le', models.DateField(blank=True, null=True, verbose_name='dite le')),
                ('abandonnee_le', models.DateTimeField(blank=True, null=True, verbose_name='abandonnée le')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contresignee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='contresignée par')),
                ('preparee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='préparée par')),
                ('signee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signée par')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : restitution au conseil',
                'verbose_name_plural': 'versions : restitutions au conseil',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RestitutionConseil',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('niveau', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='échelon')),
                ('texte', socle.chiffrement.fields.SealedTextField(max_length=4000, verbose_name='ce qui est dit au conseil')),
                ('preparee_le', models.DateTimeField(verbose_name='préparée le')),
                ('signee_le', models.DateTimeField(blank=True, null=True, verbose_name='signée le')),
                ('contresignee_le', models.DateTimeField(blank=True, null=True, verbose_name='contresignée le')),
                ('entendue_par', models.CharField(blank=True, choices=[('maison', 'le conseil de la maison'), ('village', 'le conseil du village'), ('cvs', 'le conseil de la vie sociale'), ('expression', 'le groupe d’expression')], default='', max_length=16, verbose_name='dite à')),
                ('rendue_le', models.DateField(blank=True, null=True, verbose_name='dite le')),
                ('abandonnee_le', models.DateTimeField(blank=True, null=True, verbose_name='abandonnée le')),
                ('contresignee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='contresignée par')),
                ('preparee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='préparée par')),
                ('signee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signée par')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restitutions', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'restitution au conseil',
                'verbose_name_plural': 'restitutions au conseil',
                'ordering': ['-preparee_le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RestitutionIncident',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restitutions', to='protection.incident', verbose_name='incident')),
                ('restitution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='protection.restitutionconseil', verbose_name='restitution')),
            ],
            options={
                'verbose_name': 'incident d’une restitution',
                'verbose_name_plural': 'incidents d’une restitution',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AffectationIncident',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('niveau', models.PositiveSmallIntegerField(editable=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='échelon qui l’a choisi')),
                ('motif', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui lui est demandé')),
                ('depuis', models.DateTimeField(verbose_name='depuis')),
                ('levee_le', models.DateTimeField(blank=True, null=True, verbose_name='terminée le')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affectations', to='protection.incident', verbose_name='incident')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('professionnel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.professionnel', verbose_name='psychologue')),
            ],
            options={
                'verbose_name': 'psychologue associé',
                'verbose_name_plural': 'psychologues associés',
                'ordering': ['depuis', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('levee_le__isnull', True)), fields=('incident', 'professionnel'), name='affectation_incident_une_par_personne')],
            },
        ),
        migrations.CreateModel(
            name='EcritTransmis',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('destinataire', models.CharField(choices=[('samu', 'le 15 (SAMU)'), ('police', 'le 17 (police, gendarmerie)'), ('pompiers', 'le 18 (pompiers)'), ('allo_119', 'le 119'), ('crip', 'la CRIP'), ('procureur', 'le procureur'), ('departement', 'le Département qui autorise'), ('departement_origine', 'le Département d’origine de l’enfant'), ('ase', 'l’ASE'), ('juge', 'le juge des enfants'), ('parents', 'les parents'), ('siege', 'le siège'), ('cnil', 'la CNIL')], max_length=24, verbose_name='destinataire')),
                ('le', models.DateTimeField(verbose_name='le')),
                ('canal', models.CharField(choices=[('telephone', 'par téléphone'), ('en_personne', 'de vive voix'), ('courriel', 'par courriel'), ('plateforme', 'sur une plateforme'), ('courrier', 'par courrier')], max_length=12, verbose_name='moyen')),
                ('texte', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui a été transmis')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ecrits_transmis', to='enfants.enfant', verbose_name='enfant')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ecrits_transmis', to='protection.incident', verbose_name='incident')),
                ('transmission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ecrit', to='protection.transmission', verbose_name='transmission')),
            ],
            options={
                'verbose_name': 'écrit transmis',
                'verbose_name_plural': 'écrits transmis',
                'ordering': ['-le', '-id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['enfant', '-le'], name='transmis_par_enfant')],
            },
        ),
        migrations.AddConstraint(
            model_name='restitutionconseil',
            constraint=models.CheckConstraint(condition=models.Q(('contresignee_par__isnull', True), models.Q(('signee_par__isnull', False), models.Q(('contresignee_par', models.F('signee_par')), _negated=True)), _connector='OR'), name='restitution_signee_par_deux'),
        ),
        migrations.AddConstraint(
            model_name='restitutionconseil',
            constraint=models.CheckConstraint(condition=models.Q(('rendue_le__isnull', True), models.Q(('contresignee_par__isnull', False), models.Q(('entendue_par', ''), _negated=True), ('abandonnee_le__isnull', True)), _connector='OR'), name='restitution_dite_une_fois_signee'),
        ),
        migrations.AddConstraint(
            model_name='restitutionincident',
            constraint=models.UniqueConstraint(fields=('restitution', 'incident'), name='restitution_incident_unique'),
        ),
    ]
