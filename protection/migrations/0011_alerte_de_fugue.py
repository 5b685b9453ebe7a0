"""A runaway wakes the on-call chain: the third cause of an alert, behind a wall that knows it.

``mes_fugues_lues`` is what the wall of runaways lets one read; a test compares it with the querysets.
"""

import django.db.models.deletion
from django.db import migrations, models

from socle.habilitations.rls import changer_rls
from socle.outils.declarations import Mur

FONCTIONS = """
CREATE FUNCTION mes_fugues_lues() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN mes_fugues_suivies() || ARRAY(
        SELECT f.id FROM protection_fugue f WHERE f.enfant_id = ANY((SELECT mes_enfants())::uuid[]));
END $$;

CREATE OR REPLACE FUNCTION alerte_traitee_par_moi(alerte uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    un_incident uuid;
    un_message uuid;
    une_fugue uuid;
BEGIN
    SELECT a.incident_id, a.message_id, a.fugue_id INTO un_incident, un_message, une_fugue
    FROM protection_alerteastreinte a WHERE a.id = alerte;
    IF une_fugue IS NOT NULL THEN
        RETURN une_fugue = ANY(mes_fugues_lues());
    END IF;
    RETURN incident_traite_par_moi(un_incident) OR message_traite_par_moi(un_message);
END $$;
"""

RETRAIT = """
CREATE OR REPLACE FUNCTION alerte_traitee_par_moi(alerte uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    un_incident uuid;
    un_message uuid;
BEGIN
    SELECT a.incident_id, a.message_id INTO un_incident, un_message
    FROM protection_alerteastreinte a WHERE a.id = alerte;
    RETURN incident_traite_par_moi(un_incident) OR message_traite_par_moi(un_message);
END $$;
DROP FUNCTION mes_fugues_lues();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('protection', '0010_regime_et_destinataire'),
        ('villages', '0013_formations'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='alerteastreinte',
            name='alerte_une_seule_cause',
        ),
        migrations.AddField(
            model_name='alerteastreinte',
            name='fugue',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerte', to='protection.fugue', verbose_name='fugue'),
        ),
        migrations.AddConstraint(
            model_name='alerteastreinte',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fugue__isnull', True), ('incident__isnull', False), ('message__isnull', True)), models.Q(('fugue__isnull', True), ('incident__isnull', True), ('message__isnull', False)), models.Q(('fugue__isnull', False), ('incident__isnull', True), ('message__isnull', True)), _connector='OR'), name='alerte_une_seule_cause'),
        ),
        migrations.RunSQL(FONCTIONS, RETRAIT),
        changer_rls("protection_alerteastreinte", Mur.ALERTE, Mur.ALERTE_ET_FUGUE),
    ]
