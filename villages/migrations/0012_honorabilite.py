"""Attestations d’honorabilité: a number, two dates, a decision; only added."""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0011_roles_de_l_echelle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Honorabilite',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('numero', socle.chiffrement.fields.SealedTextField(max_length=40, verbose_name='numéro')),
                ('delivree_le', models.DateField(verbose_name='délivrée le')),
                ('verifiee_le', models.DateField(verbose_name='vérifiée le')),
                ('decision', models.CharField(choices=[('conforme', 'rien ne s’oppose à l’exercice'), ('maintenu', 'mise en examen signalée : maintien décidé'), ('suspendu', 'mise en examen signalée : suspension'), ('ecarte', 'ne peut exercer')], default='conforme', max_length=12, verbose_name='décision')),
                ('professionnel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='honorabilites', to='villages.professionnel', verbose_name='professionnel')),
                ('verifiee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vérifiée par')),
            ],
            options={
                'verbose_name': 'attestation d’honorabilité',
                'verbose_name_plural': 'attestations d’honorabilité',
                'ordering': ['-verifiee_le', '-id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['professionnel', '-verifiee_le'], name='honorabilite_par_personne')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verifiee_le__gte', models.F('delivree_le'))), name='honorabilite_verifiee_apres')],
            },
        ),
    ]
