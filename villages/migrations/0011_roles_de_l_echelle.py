"""The upper rungs of the ladder of incidents: roles over the association, which open no child's file."""

from django.conf import settings
from django.db import migrations, models


_PORTEES = """
CREATE OR REPLACE FUNCTION mes_portees()
RETURNS TABLE (role text, village_id uuid, maison_id uuid, enfant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.role, CASE WHEN p.maison_id IS NULL AND p.enfant_id IS NULL THEN p.lieu END,
           p.maison_id, p.enfant_id
    FROM portees_de(acteur()) p
    WHERE p.role NOT IN (%s);
END $$;
"""
_AVANT = "'referent_participation', 'referent_protection', 'siege', 'dpo', 'administrateur_technique', 'enfant'"
_ECHELLE = "'suppleant_protection', 'direction_generale', 'president'"


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0010_places_hors_des_maisons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='affectation',
            name='affectation_perimetre_du_role',
        ),
        migrations.AlterField(
            model_name='affectation',
            name='role',
            field=models.CharField(choices=[('educateur_familial', 'éducateur familial'), ('aide_familial', 'aide familial'), ('stagiaire', 'stagiaire'), ('educateur_specialise', 'éducateur spécialisé'), ('psychologue', 'psychologue'), ('infirmier', 'infirmier'), ('secretariat', 'secrétariat'), ('chef_de_service', 'chef de service'), ('directeur', 'directeur'), ('cadre_astreinte', 'cadre d’astreinte'), ('referent_participation', 'référent participation'), ('referent_protection', 'référent protection'), ('suppleant_protection', 'suppléant du référent protection'), ('direction_generale', 'direction générale'), ('president', 'présidence de l’association'), ('referent_ase', 'référent ASE'), ('siege', 'siège'), ('dpo', 'délégué à la protection des données'), ('administrateur_technique', 'administrateur technique'), ('enfant', 'enfant ou jeune')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AlterField(
            model_name='historicalaffectation',
            name='role',
            field=models.CharField(choices=[('educateur_familial', 'éducateur familial'), ('aide_familial', 'aide familial'), ('stagiaire', 'stagiaire'), ('educateur_specialise', 'éducateur spécialisé'), ('psychologue', 'psychologue'), ('infirmier', 'infirmier'), ('secretariat', 'secrétariat'), ('chef_de_service', 'chef de service'), ('directeur', 'directeur'), ('cadre_astreinte', 'cadre d’astreinte'), ('referent_participation', 'référent participation'), ('referent_protection', 'référent protection'), ('suppleant_protection', 'suppléant du référent protection'), ('direction_generale', 'direction générale'), ('president', 'présidence de l’association'), ('referent_ase', 'référent ASE'), ('siege', 'siège'), ('dpo', 'délégué à la protection des données'), ('administrateur_technique', 'administrateur technique'), ('enfant', 'enfant ou jeune')], max_length=32, verbose_name='rôle'),
        ),
        migrations.AddConstraint(
            model_name='affectation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enfant_id__isnull', True), ('maison__isnull', False), ('role__in', ['educateur_familial', 'aide_familial', 'stagiaire']), ('village__isnull', False)), models.Q(('enfant_id__isnull', False), ('maison__isnull', True), ('role__in', ['educateur_specialise', 'psychologue']), ('village__isnull', False)), models.Q(('enfant_id__isnull', True), ('maison__isnull', True), ('role__in', ['infirmier', 'secretariat', 'chef_de_service', 'directeur']), ('village__isnull', False)), models.Q(('enfant_id__isnull', True), ('maison__isnull', True), ('role__in', ['referent_participation', 'referent_protection', 'suppleant_protection', 'direction_generale', 'president', 'siege', 'dpo', 'administrateur_technique'])), _connector='OR'), name='affectation_perimetre_du_role'),
        ),
        migrations.RunSQL(_PORTEES % f"{_AVANT}, {_ECHELLE}", _PORTEES % _AVANT),
    ]
