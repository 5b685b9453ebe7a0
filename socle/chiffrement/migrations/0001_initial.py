from django.conf import settings
from django.db import migrations, models


def open_schema(apps, schema_editor):
    role = schema_editor.quote_name(settings.ROLE_APPLICATION)
    schema_editor.execute("CREATE SCHEMA IF NOT EXISTS cles")
    schema_editor.execute(f"GRANT USAGE ON SCHEMA cles TO {role}")


def drop_schema(apps, schema_editor):
    schema_editor.execute("DROP SCHEMA IF EXISTS cles")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunPython(open_schema, drop_schema),
        migrations.CreateModel(
            name='CleSujet',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False, verbose_name='sujet')),
                ('nature', models.CharField(choices=[('enfant', 'enfant'), ('proche', 'proche'), ('fratrie', 'fratrie'), ('incident', 'incident'), ('campagne', 'campagne'), ('professionnel', 'professionnel'), ('association', 'association')], max_length=16, verbose_name='nature')),
                ('cle_enveloppee', models.BinaryField(null=True, verbose_name='clé enveloppée')),
                ('kek', models.CharField(max_length=32, verbose_name='clé de chiffrement de clé')),
                ('generation', models.PositiveSmallIntegerField(default=1, verbose_name='génération')),
                ('creee_le', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
                ('detruite_le', models.DateTimeField(blank=True, null=True, verbose_name='détruite le')),
            ],
            options={
                'verbose_name': 'clé de sujet',
                'verbose_name_plural': 'clés de sujets',
                'db_table': 'cles"."cle_sujet',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cle_enveloppee__isnull', True), ('detruite_le__isnull', False)), models.Q(('cle_enveloppee__isnull', False), ('detruite_le__isnull', True)), _connector='OR'), name='cle_presente_ou_detruite')],
            },
        ),
    ]
