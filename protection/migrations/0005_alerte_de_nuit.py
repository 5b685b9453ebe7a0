"""The on-call chain at work, and a child's « je ne me sens pas en sécurité », behind walls of their own.

``message_traite_par_moi`` is the ladder for messages: a test compares it with ``protection.querysets``.
"""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_messages_ecartes() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT COALESCE(array_agg(DISTINCT v.message_id), '{}') FROM protection_personnevisee v
            JOIN villages_professionnel p ON p.id = v.professionnel_id
            WHERE p.compte_id = acteur() AND NOT v.sans_effet);
END $$;

CREATE FUNCTION message_traite_par_moi(message uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ou uuid;
    rang int;
BEGIN
    IF message IS NULL OR message = ANY(mes_messages_ecartes()) THEN
        RETURN false;
    END IF;
    SELECT m.village_id, m.niveau INTO ou, rang FROM protection_messagedesecurite m WHERE m.id = message;
    RETURN COALESCE(
        (rang <= 2 AND ou = ANY(mes_villages_au_rang(rang)))
        OR (rang <= 3 AND 3 = ANY(mes_rangs())) OR (rang > 3 AND rang = ANY(mes_rangs())), false);
END $$;

CREATE FUNCTION alerte_traitee_par_moi(alerte uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    un_incident uuid;
    un_message uuid;
BEGIN
    SELECT a.incident_id, a.message_id INTO un_incident, un_message
    FROM protection_alerteastreinte a WHERE a.id = alerte;
    RETURN incident_traite_par_moi(un_incident) OR message_traite_par_moi(un_message);
END $$;

CREATE FUNCTION en_son_nom() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND NEW.par_id IS DISTINCT FROM acteur() THEN
        RAISE EXCEPTION 'one reads and answers in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

RETRAIT = """
DROP FUNCTION en_son_nom();
DROP FUNCTION alerte_traitee_par_moi(uuid);
DROP FUNCTION message_traite_par_moi(uuid);
DROP FUNCTION mes_messages_ecartes();
"""


def _en_son_nom(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER en_son_nom BEFORE INSERT ON protection_{table} "
        "FOR EACH ROW EXECUTE FUNCTION en_son_nom();",
        f"DROP TRIGGER en_son_nom ON protection_{table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0027_numero_de_dossier'),
        ('protection', '0004_fugue_perimetre'),
        ('villages', '0012_honorabilite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageDeSecurite',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('mots', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=8000, verbose_name='les mots de l’enfant')),
                ('dit_le', models.DateTimeField(verbose_name='dit le')),
                ('recu_le', models.DateTimeField(verbose_name='reçu le')),
                ('niveau', models.PositiveSmallIntegerField(default=1, verbose_name='échelon qui lit')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enfants.enfant', verbose_name='enfant')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'message de sécurité',
                'verbose_name_plural': 'messages de sécurité',
                'ordering': ['-recu_le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AlerteAstreinte',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('le', models.DateTimeField(verbose_name='le')),
                ('incident', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerte', to='protection.incident', verbose_name='incident')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.village', verbose_name='village')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerte', to='protection.messagedesecurite', verbose_name='message')),
            ],
            options={
                'verbose_name': 'alerte de nuit',
                'verbose_name_plural': 'alertes de nuit',
                'ordering': ['-le', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PersonneVisee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('nommee', 'l’enfant parle de cette personne'), ('maison', 'de la maison de l’enfant')], max_length=8, verbose_name='cause')),
                ('sans_effet', models.BooleanField(default=False, verbose_name='sans effet')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visees', to='protection.messagedesecurite', verbose_name='message')),
                ('professionnel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.professionnel', verbose_name='professionnel')),
            ],
            options={
                'verbose_name': 'personne visée',
                'verbose_name_plural': 'personnes visées',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SuiteMessage',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('le', models.DateTimeField(verbose_name='le')),
                ('fait', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui est fait')),
                ('reponse', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=2000, verbose_name='ce qui est répondu à l’enfant')),
                ('repondu', models.BooleanField(default=False, verbose_name='répondu à l’enfant')),
                ('declaration_commencee', models.UUIDField(blank=True, null=True, verbose_name='déclaration commencée')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suites', to='protection.messagedesecurite', verbose_name='message')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
            ],
            options={
                'verbose_name': 'suite d’un message',
                'verbose_name_plural': 'suites de messages',
                'ordering': ['le', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AppelAstreinte',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('etape', models.PositiveSmallIntegerField(verbose_name='étape')),
                ('le', models.DateTimeField(verbose_name='le')),
                ('canal', models.CharField(choices=[('sms', 'SMS'), ('courriel', 'courriel'), ('ecran', 'à l’écran seulement')], max_length=8, verbose_name='moyen')),
                ('sms', models.UUIDField(blank=True, null=True, verbose_name='SMS')),
                ('alerte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appels', to='protection.alerteastreinte', verbose_name='alerte')),
                ('astreinte', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.astreinte', verbose_name='astreinte')),
                ('compte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'appel d’astreinte',
                'verbose_name_plural': 'appels d’astreinte',
                'ordering': ['le', 'etape', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('alerte', 'compte'), name='appel_une_fois_par_personne'), models.CheckConstraint(condition=models.Q(models.Q(('canal', 'sms'), ('sms__isnull', False)), models.Q(models.Q(('canal', 'sms'), _negated=True), ('sms__isnull', True)), _connector='OR'), name='appel_sms_envoye')],
            },
        ),
        migrations.CreateModel(
            name='LectureAlerte',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('le', models.DateTimeField(verbose_name='le')),
                ('prise_en_charge', models.BooleanField(default=False, verbose_name='s’en occupe')),
                ('alerte', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lectures', to='protection.alerteastreinte', verbose_name='alerte')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
            ],
            options={
                'verbose_name': 'lecture d’une alerte',
                'verbose_name_plural': 'lectures d’alertes',
                'ordering': ['le', 'id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('alerte', 'par', 'prise_en_charge'), name='lecture_une_fois_par_personne')],
            },
        ),
        migrations.AddIndex(
            model_name='messagedesecurite',
            index=models.Index(fields=['village', '-recu_le'], name='message_par_village'),
        ),
        migrations.AddConstraint(
            model_name='messagedesecurite',
            constraint=models.CheckConstraint(condition=models.Q(('niveau__gte', 1), ('niveau__lte', 6)), name='message_sur_un_echelon'),
        ),
        migrations.AddConstraint(
            model_name='alerteastreinte',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incident__isnull', False), ('message__isnull', True)), models.Q(('incident__isnull', True), ('message__isnull', False)), _connector='OR'), name='alerte_une_seule_cause'),
        ),
        migrations.AddConstraint(
            model_name='personnevisee',
            constraint=models.UniqueConstraint(fields=('message', 'professionnel'), name='visee_une_fois'),
        ),
        migrations.RunSQL(FONCTIONS, RETRAIT),
        activer_rls("protection_messagedesecurite", Mur.MESSAGE),
        activer_rls("protection_personnevisee", Mur.PAR_MESSAGE),
        activer_rls("protection_suitemessage", Mur.PAR_MESSAGE),
        activer_rls("protection_alerteastreinte", Mur.ALERTE),
        activer_rls("protection_appelastreinte", Mur.PAR_ALERTE),
        activer_rls("protection_lecturealerte", Mur.PAR_ALERTE),
        _en_son_nom("lecturealerte"),
        _en_son_nom("suitemessage"),
    ]
