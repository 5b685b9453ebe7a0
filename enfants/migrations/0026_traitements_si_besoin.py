"""Treatments given on demand, and doses that PostgreSQL counts: the maximum in 24 hours, the time between two."""

import django.contrib.postgres.fields
import socle.chiffrement.fields
from django.conf import settings
from django.db import migrations, models

REGULIERES = """
CREATE OR REPLACE FUNCTION prise_du_traitement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM enfants_traitement t
        WHERE t.id = NEW.traitement_id AND t.enfant_id = NEW.enfant_id AND NEW.moment = ANY(t.moments)
          AND t.debut <= NEW.jour AND (t.fin IS NULL OR t.fin >= NEW.jour)
    ) THEN
        RAISE EXCEPTION 'no such dose is to be given' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

SI_BESOIN = """
CREATE OR REPLACE FUNCTION prise_du_traitement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t enfants_traitement%ROWTYPE;
BEGIN
    -- Held until the end: two people who give at once are counted one after the other.
    SELECT * INTO t FROM enfants_traitement
    WHERE id = NEW.traitement_id AND enfant_id = NEW.enfant_id
      AND debut <= NEW.jour AND (fin IS NULL OR fin >= NEW.jour)
    FOR NO KEY UPDATE;
    IF t.id IS NULL OR (NEW.moment IS NULL) IS DISTINCT FROM t.si_besoin
       OR NOT (t.si_besoin OR NEW.moment = ANY(t.moments)) THEN
        RAISE EXCEPTION 'no such dose is to be given' USING ERRCODE = 'check_violation';
    END IF;
    IF t.si_besoin AND (
        (SELECT count(*) FROM enfants_prise p WHERE p.traitement_id = t.id AND p.moment IS NULL
           AND p.annulee_le IS NULL AND p.saisie_le > NEW.saisie_le - interval '24 hours') >= t.maximum
        OR EXISTS (SELECT 1 FROM enfants_prise p WHERE p.traitement_id = t.id AND p.moment IS NULL
           AND p.annulee_le IS NULL AND p.saisie_le > NEW.saisie_le - make_interval(hours => t.intervalle))
    ) THEN
        RAISE EXCEPTION 'too early, or too many in 24 hours' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0025_propositions_de_l_enfant'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='traitement',
            name='traitement_un_moment_au_moins',
        ),
        migrations.AddField(
            model_name='historicaltraitement',
            name='intervalle',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='heures entre deux prises'),
        ),
        migrations.AddField(
            model_name='historicaltraitement',
            name='maximum',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='maximum en 24 heures'),
        ),
        migrations.AddField(
            model_name='historicaltraitement',
            name='raison',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=200, null=True, verbose_name='à donner pour'),
        ),
        migrations.AddField(
            model_name='historicaltraitement',
            name='si_besoin',
            field=models.BooleanField(default=False, verbose_name='si besoin'),
        ),
        migrations.AddField(
            model_name='traitement',
            name='intervalle',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='heures entre deux prises'),
        ),
        migrations.AddField(
            model_name='traitement',
            name='maximum',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='maximum en 24 heures'),
        ),
        migrations.AddField(
            model_name='traitement',
            name='raison',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=200, null=True, verbose_name='à donner pour'),
        ),
        migrations.AddField(
            model_name='traitement',
            name='si_besoin',
            field=models.BooleanField(default=False, verbose_name='si besoin'),
        ),
        migrations.AlterField(
            model_name='historicalprise',
            name='moment',
            field=models.CharField(blank=True, choices=[('matin', 'matin'), ('midi', 'midi'), ('gouter', 'goûter'), ('soir', 'dîner'), ('coucher', 'coucher')], max_length=16, null=True, verbose_name='moment'),
        ),
        migrations.AlterField(
            model_name='historicaltraitement',
            name='moments',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('matin', 'matin'), ('midi', 'midi'), ('gouter', 'goûter'), ('soir', 'dîner'), ('coucher', 'coucher')], max_length=16), blank=True, default=list, size=None, verbose_name='moments de la journée'),
        ),
        migrations.AlterField(
            model_name='prise',
            name='moment',
            field=models.CharField(blank=True, choices=[('matin', 'matin'), ('midi', 'midi'), ('gouter', 'goûter'), ('soir', 'dîner'), ('coucher', 'coucher')], max_length=16, null=True, verbose_name='moment'),
        ),
        migrations.AlterField(
            model_name='traitement',
            name='moments',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('matin', 'matin'), ('midi', 'midi'), ('gouter', 'goûter'), ('soir', 'dîner'), ('coucher', 'coucher')], max_length=16), blank=True, default=list, size=None, verbose_name='moments de la journée'),
        ),
        migrations.AddConstraint(
            model_name='prise',
            constraint=models.CheckConstraint(condition=models.Q(('moment__isnull', False), ('etat', 'donnee'), _connector='OR'), name='prise_si_besoin_donnee'),
        ),
        migrations.AddConstraint(
            model_name='traitement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('intervalle__isnull', True), ('maximum__isnull', True), ('raison__isnull', True), ('si_besoin', False), models.Q(('moments', []), _negated=True)), models.Q(('intervalle__isnull', False), ('intervalle__range', (1, 24)), ('maximum__isnull', False), ('maximum__range', (1, 12)), ('moments', []), ('raison__isnull', False), ('si_besoin', True)), _connector='OR'), name='traitement_moments_ou_si_besoin'),
        ),
        migrations.RunSQL(SI_BESOIN, REGULIERES),
    ]
