"""Prevention in the villages, its walls, and the classes of incidents the figures are counted from.

``incidents_classes`` gives one line per incident its caller handles, with nothing a person could be known by:
the wall of incidents is asked once for them all, where the wall of each step and each qualification would be
asked a hundred thousand times. It leaves out what one only declared. A test compares it with the list.
"""

import django.core.validators
import django.db.models.deletion
import simple_history.models
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur



CLASSES = """
CREATE FUNCTION mes_villages_de_piliers() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT v.id), '{}') FROM portees_de(acteur()) p
            JOIN villages_village v ON p.lieu IS NULL OR p.lieu = v.id
            WHERE p.role IN ('chef_de_service', 'directeur', 'referent_protection', 'suppleant_protection',
                             'direction_generale', 'president', 'siege'));
END $$;

CREATE FUNCTION incidents_classes(du timestamptz, au timestamptz)
RETURNS TABLE (incident uuid, village uuid, su timestamptz, etat text, lieu text, heure int, jour int,
               regime text, categorie int, protege timestamptz, qualifie timestamptz, transmis timestamptz,
               clos timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH i AS MATERIALIZED (
        SELECT n.id, n.village_id, n.connu_le, n.etat, n.lieu, n.survenu_heure, n.survenu_le
        FROM protection_incident n
        WHERE n.connu_le >= du AND n.connu_le < au
          AND ((SELECT est_systeme()) OR (
              NOT n.id = ANY((SELECT mes_incidents_ecartes())::uuid[]) AND (
                  (n.niveau <= 1 AND n.village_id = ANY((SELECT mes_villages_au_rang(1))::uuid[]))
                  OR (n.niveau <= 2 AND n.village_id = ANY((SELECT mes_villages_au_rang(2))::uuid[]))
                  OR (n.niveau <= 3 AND 3 = ANY((SELECT mes_rangs())::int[]))
                  OR (n.niveau > 3 AND n.niveau = ANY((SELECT mes_rangs())::int[])))))
    ), q AS (
        SELECT x.incident_id, min(array_position(ARRAY['signalement', 'ip', 'eig', 'plainte', 'note_juge',
                   'note_ase', 'lieu', 'sauvegarde', 'personnel', 'accident', 'violation'], x.regime::text)) AS rang,
               (array_agg(x.categorie ORDER BY x.le, x.id) FILTER (WHERE x.regime = 'eig'))[1] AS categorie
        FROM protection_qualification x JOIN i ON i.id = x.incident_id
        WHERE x.retiree_le IS NULL GROUP BY x.incident_id
    ), e AS (
        SELECT x.incident_id, min(x.le) FILTER (WHERE x.vers = 'protege') AS protege,
               min(x.le) FILTER (WHERE x.vers = 'qualifie') AS qualifie,
               min(x.le) FILTER (WHERE x.vers = 'transmis') AS transmis,
               min(x.le) FILTER (WHERE x.vers = 'clos') AS clos
        FROM protection_etape x JOIN i ON i.id = x.incident_id GROUP BY x.incident_id
    )
    SELECT i.id, i.village_id, i.connu_le, i.etat::text, i.lieu::text,
           extract(hour FROM i.survenu_heure)::int, extract(isodow FROM i.survenu_le)::int,
           (ARRAY['signalement', 'ip', 'eig', 'plainte', 'note_juge', 'note_ase', 'lieu', 'sauvegarde', 'personnel',
                  'accident', 'violation'])[q.rang], q.categorie::int,
           e.protege, e.qualifie, e.transmis, e.clos
    FROM i LEFT JOIN q ON q.incident_id = i.id LEFT JOIN e ON e.incident_id = i.id
$$;
"""

RETRAIT = """
DROP FUNCTION incidents_classes(timestamptz, timestamptz);
DROP FUNCTION mes_villages_de_piliers();
"""

TABLES = ["cartedesrisques", "risque", "seanceenfants"]


class Migration(migrations.Migration):

    dependencies = [
        ('protection', '0005_alerte_de_nuit'),
        ('villages', '0013_formations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CarteDesRisques',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('annee', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2999)], verbose_name='année')),
                ('avis_enfants', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qu’en disent les enfants et le conseil')),
                ('ouverte_le', models.DateTimeField(verbose_name='ouverte le')),
                ('validee_le', models.DateTimeField(blank=True, null=True, verbose_name='validée le')),
                ('validee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='validée par')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'carte des risques',
                'verbose_name_plural': 'cartes des risques',
                'ordering': ['-annee', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalActionPrevention',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('addictions', 'addictions'), ('egalite', 'égalité filles-garçons'), ('vie_affective', 'vie affective, consentement'), ('environnement', 'environnement'), ('securite', 'se protéger, demander de l’aide')], max_length=16, verbose_name='thème')),
                ('public', models.CharField(choices=[('enfants', 'les enfants'), ('jeunes', 'les jeunes'), ('equipe', 'l’équipe'), ('familles', 'les familles'), ('tous', 'tout le monde')], max_length=12, verbose_name='pour')),
                ('texte', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui est prévu')),
                ('prevue_le', models.DateField(verbose_name='prévue le')),
                ('faite_le', models.DateField(blank=True, null=True, verbose_name='faite le')),
                ('bilan', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui en est sorti')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('responsable', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.professionnel', verbose_name='responsable')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : action de prévention',
                'verbose_name_plural': 'versions : actions de prévention',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCarteDesRisques',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('annee', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2999)], verbose_name='année')),
                ('avis_enfants', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qu’en disent les enfants et le conseil')),
                ('ouverte_le', models.DateTimeField(verbose_name='ouverte le')),
                ('validee_le', models.DateTimeField(blank=True, null=True, verbose_name='validée le')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('validee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='validée par')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : carte des risques',
                'verbose_name_plural': 'versions : cartes des risques',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRisque',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('domaine', models.CharField(choices=[('entre_enfants', 'violences entre enfants'), ('adultes', 'conduite des adultes'), ('locaux', 'locaux, extérieurs, environnement'), ('nuit', 'nuits, week-ends, relais'), ('en_ligne', 'écrans et réseaux'), ('famille', 'visites et retours en famille'), ('ecole', 'école et trajets'), ('sante', 'santé, médicaments, addictions'), ('fugue', 'fugues et mauvaises rencontres')], max_length=16, verbose_name='domaine')),
                ('description', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui pourrait arriver')),
                ('vraisemblance', models.PositiveSmallIntegerField(choices=[(1, 'rare'), (2, 'possible'), (3, 'probable'), (4, 'fréquent')], verbose_name='vraisemblance')),
                ('gravite', models.PositiveSmallIntegerField(choices=[(1, 'légère'), (2, 'sérieuse'), (3, 'grave'), (4, 'extrême')], verbose_name='gravité')),
                ('mesures', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui est fait pour l’éviter')),
                ('pour_le', models.DateField(verbose_name='pour le')),
                ('fait_le', models.DateField(blank=True, null=True, verbose_name='fait le')),
                ('preuve', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui le montre')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('carte', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='protection.cartedesrisques', verbose_name='carte')),
                ('responsable', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.professionnel', verbose_name='responsable')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : risque',
                'verbose_name_plural': 'versions : risques',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSeanceEnfants',
            fields=[
                ('id', models.UUIDField(db_index=True, default=socle.outils.identifiants.nouvel_id, editable=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('addictions', 'addictions'), ('egalite', 'égalité filles-garçons'), ('vie_affective', 'vie affective, consentement'), ('environnement', 'environnement'), ('securite', 'se protéger, demander de l’aide')], max_length=16, verbose_name='thème')),
                ('le', models.DateField(verbose_name='le')),
                ('presents', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='enfants présents')),
                ('retour', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui en est sorti')),
                ('history_user_id', models.UUIDField(blank=True, editable=False, null=True, verbose_name='auteur')),
                ('history_id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('maison', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.maison', verbose_name='maison')),
                ('notee_par', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'version : séance avec les enfants',
                'verbose_name_plural': 'versions : séances avec les enfants',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Risque',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('domaine', models.CharField(choices=[('entre_enfants', 'violences entre enfants'), ('adultes', 'conduite des adultes'), ('locaux', 'locaux, extérieurs, environnement'), ('nuit', 'nuits, week-ends, relais'), ('en_ligne', 'écrans et réseaux'), ('famille', 'visites et retours en famille'), ('ecole', 'école et trajets'), ('sante', 'santé, médicaments, addictions'), ('fugue', 'fugues et mauvaises rencontres')], max_length=16, verbose_name='domaine')),
                ('description', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui pourrait arriver')),
                ('vraisemblance', models.PositiveSmallIntegerField(choices=[(1, 'rare'), (2, 'possible'), (3, 'probable'), (4, 'fréquent')], verbose_name='vraisemblance')),
                ('gravite', models.PositiveSmallIntegerField(choices=[(1, 'légère'), (2, 'sérieuse'), (3, 'grave'), (4, 'extrême')], verbose_name='gravité')),
                ('mesures', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui est fait pour l’éviter')),
                ('pour_le', models.DateField(verbose_name='pour le')),
                ('fait_le', models.DateField(blank=True, null=True, verbose_name='fait le')),
                ('preuve', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui le montre')),
                ('carte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risques', to='protection.cartedesrisques', verbose_name='carte')),
                ('responsable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.professionnel', verbose_name='responsable')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'risque',
                'verbose_name_plural': 'risques',
                'ordering': ['pour_le', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SeanceEnfants',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('addictions', 'addictions'), ('egalite', 'égalité filles-garçons'), ('vie_affective', 'vie affective, consentement'), ('environnement', 'environnement'), ('securite', 'se protéger, demander de l’aide')], max_length=16, verbose_name='thème')),
                ('le', models.DateField(verbose_name='le')),
                ('presents', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='enfants présents')),
                ('retour', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui en est sorti')),
                ('maison', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.maison', verbose_name='maison')),
                ('notee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notée par')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'séance avec les enfants',
                'verbose_name_plural': 'séances avec les enfants',
                'ordering': ['-le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ActionPrevention',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('theme', models.CharField(choices=[('droits', 'droits de l’enfant'), ('harcelement', 'harcèlement'), ('ecrans', 'écrans et réseaux'), ('addictions', 'addictions'), ('egalite', 'égalité filles-garçons'), ('vie_affective', 'vie affective, consentement'), ('environnement', 'environnement'), ('securite', 'se protéger, demander de l’aide')], max_length=16, verbose_name='thème')),
                ('public', models.CharField(choices=[('enfants', 'les enfants'), ('jeunes', 'les jeunes'), ('equipe', 'l’équipe'), ('familles', 'les familles'), ('tous', 'tout le monde')], max_length=12, verbose_name='pour')),
                ('texte', socle.chiffrement.fields.SealedTextField(max_length=2000, verbose_name='ce qui est prévu')),
                ('prevue_le', models.DateField(verbose_name='prévue le')),
                ('faite_le', models.DateField(blank=True, null=True, verbose_name='faite le')),
                ('bilan', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui en est sorti')),
                ('responsable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.professionnel', verbose_name='responsable')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'action de prévention',
                'verbose_name_plural': 'actions de prévention',
                'ordering': ['prevue_le', 'id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['village', 'prevue_le'], name='prevention_par_village')],
            },
        ),
        migrations.AddConstraint(
            model_name='cartedesrisques',
            constraint=models.UniqueConstraint(fields=('village', 'annee'), name='carte_une_par_annee'),
        ),
        migrations.AddConstraint(
            model_name='cartedesrisques',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('validee_le__isnull', True), ('validee_par__isnull', True)), models.Q(('validee_le__isnull', False), ('validee_par__isnull', False)), _connector='OR'), name='carte_validee_par_quelqu_un'),
        ),
        migrations.AddConstraint(
            model_name='risque',
            constraint=models.CheckConstraint(condition=models.Q(('gravite__gte', 1), ('gravite__lte', 4), ('vraisemblance__gte', 1), ('vraisemblance__lte', 4)), name='risque_en_mots'),
        ),
        migrations.AddIndex(
            model_name='seanceenfants',
            index=models.Index(fields=['village', '-le'], name='seance_par_village'),
        ),
        migrations.AddConstraint(
            model_name='seanceenfants',
            constraint=models.CheckConstraint(condition=models.Q(('presents__gte', 1), ('presents__lte', 200)), name='seance_avec_enfants'),
        ),
        migrations.RunSQL(CLASSES, RETRAIT),
        *[
            activer_rls(f"protection_{prefix}{table}", Mur.PILIER)
            for table in TABLES
            for prefix in ("", "historical")
        ],
    ]
