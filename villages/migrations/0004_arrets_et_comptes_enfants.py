"""A relay or a duty can be stopped; a child's opening code can be given again until it has served.

``portees_de``, ``compte_tenu`` and ``jamais_son_compte`` are those of 0002 and 0003, completed: who
opens a child's account links it to the child, while its code has not served. What was stopped stays as
it is, reason included. An account that a child has entered keeps its passphrase: nobody puts it back
to a code known to an adult, except two people in a reset.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import socle.chiffrement.fields
from django.db import migrations, models


PORTEES = """
CREATE OR REPLACE FUNCTION portees_de(compte uuid)
RETURNS TABLE (role text, lieu uuid, maison_id uuid, enfant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moi uuid;
BEGIN
    SELECT p.id INTO moi FROM villages_professionnel p JOIN comptes_utilisateur u ON u.id = p.compte_id
    WHERE p.compte_id = compte AND u.is_active;
    IF moi IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.role::text, a.village_id, a.maison_id, a.enfant_id FROM villages_affectation a
    WHERE a.professionnel_id = moi AND a.debut <= aujourdhui() AND (a.fin IS NULL OR a.fin >= aujourdhui())
    UNION ALL
    SELECT 'educateur_familial', m.village_id, r.maison_id, NULL
    FROM villages_relais r JOIN villages_maison m ON m.id = r.maison_id
    WHERE r.professionnel_id = moi AND r.debut <= aujourdhui() AND r.fin >= aujourdhui()
      AND (r.arrete_le IS NULL OR r.arrete_le > aujourdhui())
    UNION ALL
    SELECT 'cadre_astreinte', t.village_id, NULL, NULL FROM villages_astreinte t
    WHERE t.professionnel_id = moi AND t.debut <= aujourdhui() AND t.fin >= aujourdhui()
      AND (t.arrete_le IS NULL OR t.arrete_le > aujourdhui());
END $$;
"""

PORTEES_AVANT = """
CREATE OR REPLACE FUNCTION portees_de(compte uuid)
RETURNS TABLE (role text, lieu uuid, maison_id uuid, enfant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moi uuid;
BEGIN
    SELECT p.id INTO moi FROM villages_professionnel p JOIN comptes_utilisateur u ON u.id = p.compte_id
    WHERE p.compte_id = compte AND u.is_active;
    IF moi IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT a.role::text, a.village_id, a.maison_id, a.enfant_id FROM villages_affectation a
    WHERE a.professionnel_id = moi AND a.debut <= aujourdhui() AND (a.fin IS NULL OR a.fin >= aujourdhui())
    UNION ALL
    SELECT 'educateur_familial', m.village_id, r.maison_id, NULL
    FROM villages_relais r JOIN villages_maison m ON m.id = r.maison_id
    WHERE r.professionnel_id = moi AND r.debut <= aujourdhui() AND r.fin >= aujourdhui()
    UNION ALL
    SELECT 'cadre_astreinte', t.village_id, NULL, NULL FROM villages_astreinte t
    WHERE t.professionnel_id = moi AND t.debut <= aujourdhui() AND t.fin >= aujourdhui();
END $$;
"""

COMPTE_TENU = """
CREATE OR REPLACE FUNCTION compte_tenu() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF acteur() IS NOT NULL AND NEW.cree_par_id IS DISTINCT FROM acteur() THEN
            RAISE EXCEPTION 'an account says who created it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.cree_par_id IS DISTINCT FROM OLD.cree_par_id OR NEW.nature IS DISTINCT FROM OLD.nature THEN
        RAISE EXCEPTION 'who created an account, and for whom, stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.is_active IS DISTINCT FROM OLD.is_active AND NEW.id = acteur() THEN
        RAISE EXCEPTION 'nobody opens or closes their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.password IS DISTINCT FROM OLD.password
        OR NEW.mot_de_passe_provisoire AND NOT OLD.mot_de_passe_provisoire)
       AND acteur() IS NOT NULL AND NEW.id <> acteur()
       AND NOT (OLD.nature = 'enfant' AND OLD.mot_de_passe_provisoire AND NEW.mot_de_passe_provisoire)
       AND NOT EXISTS (
           SELECT 1 FROM comptes_demandereinitialisation d
           WHERE d.compte_id = NEW.id AND d.etat = 'demandee' AND d.demandee_par_id <> acteur()
             AND d.portee IN ('mot_de_passe', 'tout')
       ) THEN
        RAISE EXCEPTION 'two people change a password' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

COMPTE_TENU_AVANT = """
CREATE OR REPLACE FUNCTION compte_tenu() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF acteur() IS NOT NULL AND NEW.cree_par_id IS DISTINCT FROM acteur() THEN
            RAISE EXCEPTION 'an account says who created it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.cree_par_id IS DISTINCT FROM OLD.cree_par_id OR NEW.nature IS DISTINCT FROM OLD.nature THEN
        RAISE EXCEPTION 'who created an account, and for whom, stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.is_active IS DISTINCT FROM OLD.is_active AND NEW.id = acteur() THEN
        RAISE EXCEPTION 'nobody opens or closes their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.password IS DISTINCT FROM OLD.password AND acteur() IS NOT NULL AND NEW.id <> acteur()
       AND NOT EXISTS (
           SELECT 1 FROM comptes_demandereinitialisation d
           WHERE d.compte_id = NEW.id AND d.etat = 'demandee' AND d.demandee_par_id <> acteur()
             AND d.portee IN ('mot_de_passe', 'tout')
       ) THEN
        RAISE EXCEPTION 'two people change a password' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

SON_COMPTE = """
CREATE OR REPLACE FUNCTION jamais_son_compte() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() THEN
        RETURN NEW;
    END IF;
    IF soi_ou_cree_par_soi(NEW.compte_id) AND NOT (
           TG_TABLE_NAME = 'enfants_enfant' AND NEW.compte_id <> acteur() AND EXISTS (
               SELECT 1 FROM comptes_utilisateur u
               WHERE u.id = NEW.compte_id AND u.nature = 'enfant' AND u.mot_de_passe_provisoire
           )
       )
       AND (TG_OP = 'INSERT' OR NEW.compte_id IS DISTINCT FROM OLD.compte_id) THEN
        RAISE EXCEPTION 'nobody links their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.compte_id IS NOT NULL AND NEW.compte_id IS DISTINCT FROM OLD.compte_id THEN
        RAISE EXCEPTION 'a link to an account stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

SON_COMPTE_AVANT = """
CREATE OR REPLACE FUNCTION jamais_son_compte() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() THEN
        RETURN NEW;
    END IF;
    IF soi_ou_cree_par_soi(NEW.compte_id)
       AND (TG_OP = 'INSERT' OR NEW.compte_id IS DISTINCT FROM OLD.compte_id) THEN
        RAISE EXCEPTION 'nobody links their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.compte_id IS NOT NULL AND NEW.compte_id IS DISTINCT FROM OLD.compte_id THEN
        RAISE EXCEPTION 'a link to an account stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

ARRETS = """
ALTER TABLE villages_relais ADD CONSTRAINT relais_arrete_avec_motif
CHECK ((arrete_le IS NULL) = (motif_arret IS NULL));
ALTER TABLE villages_astreinte ADD CONSTRAINT astreinte_arretee_avec_motif
CHECK ((arrete_le IS NULL) = (motif_arret IS NULL));

CREATE FUNCTION arret_definitif() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.arrete_le IS NOT NULL AND (
        NEW.arrete_le IS DISTINCT FROM OLD.arrete_le OR NEW.debut <> OLD.debut OR NEW.fin <> OLD.fin
    ) THEN
        RAISE EXCEPTION 'what was stopped stays stopped' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER arret_definitif BEFORE UPDATE ON villages_relais
FOR EACH ROW EXECUTE FUNCTION arret_definitif();
CREATE TRIGGER arret_definitif BEFORE UPDATE ON villages_astreinte
FOR EACH ROW EXECUTE FUNCTION arret_definitif();
"""

ARRETS_RETRAIT = """
DROP TRIGGER arret_definitif ON villages_astreinte;
DROP TRIGGER arret_definitif ON villages_relais;
DROP FUNCTION arret_definitif();
ALTER TABLE villages_astreinte DROP CONSTRAINT astreinte_arretee_avec_motif;
ALTER TABLE villages_relais DROP CONSTRAINT relais_arrete_avec_motif;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0003_jamais_soi'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='astreinte',
            name='astreinte_un_par_rang',
        ),
        migrations.AddField(
            model_name='astreinte',
            name='arrete_le',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='arrêté le'),
        ),
        migrations.AddField(
            model_name='astreinte',
            name='motif_arret',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=500, null=True, verbose_name='motif de l’arrêt'),
        ),
        migrations.AddField(
            model_name='historicalastreinte',
            name='arrete_le',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='arrêté le'),
        ),
        migrations.AddField(
            model_name='historicalastreinte',
            name='motif_arret',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=500, null=True, verbose_name='motif de l’arrêt'),
        ),
        migrations.AddField(
            model_name='historicalrelais',
            name='arrete_le',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='arrêté le'),
        ),
        migrations.AddField(
            model_name='historicalrelais',
            name='motif_arret',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=500, null=True, verbose_name='motif de l’arrêt'),
        ),
        migrations.AddField(
            model_name='relais',
            name='arrete_le',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='arrêté le'),
        ),
        migrations.AddField(
            model_name='relais',
            name='motif_arret',
            field=socle.chiffrement.fields.SealedTextField(blank=True, max_length=500, null=True, verbose_name='motif de l’arrêt'),
        ),
        migrations.AddConstraint(
            model_name='astreinte',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('arrete_le__isnull', True)), expressions=[('village', '='), ('rang', '='), (models.Func(models.F('debut'), models.F('fin'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='astreinte_un_par_rang'),
        ),
        migrations.RunSQL(PORTEES, PORTEES_AVANT),
        migrations.RunSQL(ARRETS, ARRETS_RETRAIT),
        migrations.RunSQL(COMPTE_TENU, COMPTE_TENU_AVANT),
        migrations.RunSQL(SON_COMPTE, SON_COMPTE_AVANT),
    ]
