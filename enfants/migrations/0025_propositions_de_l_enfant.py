"""Moments a child proposes: their words alone, frozen once sent; what is not sent is read by nobody else."""

import django.db.models.deletion
import socle.chiffrement.fields
import socle.outils.identifiants
from django.conf import settings
from django.db import migrations, models

from socle.habilitations.rls import activer_rls
from socle.outils.declarations import Mur

GEL = """
CREATE FUNCTION proposition_de_l_enfant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.auteur_id IS DISTINCT FROM acteur() OR NEW.moment_id IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM enfants_enfant e WHERE e.id = NEW.enfant_id AND e.compte_id = NEW.auteur_id
        ) THEN
            RAISE EXCEPTION 'a child proposes for their own book' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.enfant_id, NEW.auteur_id) IS DISTINCT FROM (OLD.id, OLD.enfant_id, OLD.auteur_id)
       OR (OLD.proposee_le IS NOT NULL
           AND (NEW.titre, NEW.mots, NEW.quand, NEW.modifiee_le, NEW.proposee_le)
               IS DISTINCT FROM (OLD.titre, OLD.mots, OLD.quand, OLD.modifiee_le, OLD.proposee_le)) THEN
        RAISE EXCEPTION 'what a child proposed is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.auteur_id IS DISTINCT FROM acteur()
       AND (NEW.titre, NEW.mots, NEW.quand, NEW.modifiee_le, NEW.proposee_le, NEW.retiree_le)
           IS DISTINCT FROM (OLD.titre, OLD.mots, OLD.quand, OLD.modifiee_le, OLD.proposee_le, OLD.retiree_le) THEN
        RAISE EXCEPTION 'a proposal is its child''s' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.moment_id IS DISTINCT FROM OLD.moment_id
       AND (OLD.moment_id IS NOT NULL OR OLD.auteur_id = acteur() OR NOT EXISTS (
           SELECT 1 FROM enfants_momenthistoire m WHERE m.id = NEW.moment_id AND m.enfant_id = NEW.enfant_id
       )) THEN
        RAISE EXCEPTION 'a proposal becomes one moment of the same child' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proposition_de_l_enfant BEFORE INSERT OR UPDATE ON enfants_propositionmoment
FOR EACH ROW EXECUTE FUNCTION proposition_de_l_enfant();

CREATE POLICY brouillon ON enfants_propositionmoment AS RESTRICTIVE
USING (proposee_le IS NOT NULL OR auteur_id = (SELECT acteur()) OR (SELECT est_systeme()))
WITH CHECK (proposee_le IS NOT NULL OR auteur_id = (SELECT acteur()) OR (SELECT est_systeme()));
"""

DEGEL = """
DROP POLICY brouillon ON enfants_propositionmoment;
DROP TRIGGER proposition_de_l_enfant ON enfants_propositionmoment;
DROP FUNCTION proposition_de_l_enfant();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('enfants', '0024_chambre_de_la_maison'),
        ('habilitations', '0002_compte_enfant'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PropositionMoment',
            fields=[
                ('id', models.UUIDField(default=socle.outils.identifiants.nouvel_id, editable=False, primary_key=True, serialize=False)),
                ('titre', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=10000, verbose_name='titre')),
                ('mots', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=10000, verbose_name='ses mots')),
                ('quand', socle.chiffrement.fields.SealedTextField(blank=True, default='', max_length=10000, verbose_name='c’était quand')),
                ('modifiee_le', models.DateTimeField(verbose_name='modifiée le')),
                ('proposee_le', models.DateTimeField(blank=True, null=True, verbose_name='proposée le')),
                ('retiree_le', models.DateTimeField(blank=True, null=True, verbose_name='reprise le')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moments_proposes', to='enfants.enfant', verbose_name='enfant')),
                ('moment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposition', to='enfants.momenthistoire', verbose_name='moment écrit')),
            ],
            options={
                'verbose_name': 'moment proposé',
                'verbose_name_plural': 'moments proposés',
                'ordering': ['modifiee_le', 'id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['enfant', 'modifiee_le'], name='proposition_par_enfant')],
                'constraints': [models.CheckConstraint(condition=models.Q(('moment__isnull', True), models.Q(('proposee_le__isnull', False), ('retiree_le__isnull', True)), _connector='OR'), name='proposition_ecrite_apres_envoi')],
            },
        ),
        activer_rls("enfants_propositionmoment", Mur.PAR_ENFANT),
        migrations.RunSQL(GEL, DEGEL),
    ]
