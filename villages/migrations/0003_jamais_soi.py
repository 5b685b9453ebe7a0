"""Nobody grants themselves anything, whatever the path: the last word is the database's.

Completes the triggers of 0002: an account one created counts as oneself, so an account
remembers who created it for good; an established link between a person and an account stays;
somebody else's password changes only inside a reset that another person asked for.
"""

from django.db import migrations

FONCTIONS = """
CREATE FUNCTION soi_ou_cree_par_soi(compte uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT compte = acteur() OR EXISTS (
        SELECT 1 FROM comptes_utilisateur u WHERE u.id = compte AND u.cree_par_id = acteur()
    )
$$;

CREATE OR REPLACE FUNCTION jamais_a_soi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND EXISTS (
        SELECT 1 FROM villages_professionnel p
        WHERE p.id = NEW.professionnel_id AND soi_ou_cree_par_soi(p.compte_id)
    ) THEN
        RAISE EXCEPTION 'nobody gives themselves a right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

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

CREATE FUNCTION compte_tenu() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION demande_en_son_nom() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF est_systeme() OR acteur() IS NULL THEN
        RETURN NEW;
    END IF;
    IF (TG_OP = 'INSERT' AND NEW.demandee_par_id <> acteur())
       OR (TG_OP = 'UPDATE' AND (NEW.demandee_par_id <> OLD.demandee_par_id
                                 OR NEW.decidee_par_id IS DISTINCT FROM acteur())) THEN
        RAISE EXCEPTION 'nobody asks in the name of another' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER compte_tenu BEFORE INSERT OR UPDATE ON comptes_utilisateur
FOR EACH ROW EXECUTE FUNCTION compte_tenu();
CREATE TRIGGER demande_en_son_nom BEFORE INSERT OR UPDATE ON comptes_demandereinitialisation
FOR EACH ROW EXECUTE FUNCTION demande_en_son_nom();
"""

RETRAIT = """
DROP TRIGGER demande_en_son_nom ON comptes_demandereinitialisation;
DROP TRIGGER compte_tenu ON comptes_utilisateur;
DROP FUNCTION demande_en_son_nom();
DROP FUNCTION compte_tenu();
CREATE OR REPLACE FUNCTION jamais_a_soi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND EXISTS (
        SELECT 1 FROM villages_professionnel p
        WHERE p.id = NEW.professionnel_id AND p.compte_id = acteur()
    ) THEN
        RAISE EXCEPTION 'nobody gives themselves a right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION jamais_son_compte() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT est_systeme() AND NEW.compte_id = acteur()
       AND (TG_OP = 'INSERT' OR NEW.compte_id IS DISTINCT FROM OLD.compte_id) THEN
        RAISE EXCEPTION 'nobody links their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION soi_ou_cree_par_soi(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0002_portees"),
        ("comptes", "0003_cache"),
    ]

    operations = [migrations.RunSQL(FONCTIONS, RETRAIT)]
