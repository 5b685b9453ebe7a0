"""The room of a stay is a room of its house, open when it is chosen; nobody sleeps in one that closes."""

from django.db import migrations

GARDE = """
ALTER TABLE enfants_sejour ADD CONSTRAINT sejour_chambre_de_la_maison
    FOREIGN KEY (chambre_id, maison_id) REFERENCES villages_chambre (id, maison_id);

CREATE FUNCTION chambre_ouverte() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.chambre_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM villages_chambre c WHERE c.id = NEW.chambre_id AND c.fermee_le IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the room is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chambre_ouverte_a_l_entree BEFORE INSERT ON enfants_sejour
FOR EACH ROW EXECUTE FUNCTION chambre_ouverte();
CREATE TRIGGER chambre_ouverte_au_changement BEFORE UPDATE ON enfants_sejour
FOR EACH ROW WHEN (NEW.chambre_id IS DISTINCT FROM OLD.chambre_id) EXECUTE FUNCTION chambre_ouverte();

CREATE FUNCTION personne_n_y_dort() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM enfants_sejour s
        WHERE s.chambre_id = NEW.id AND (s.fin IS NULL OR s.fin > aujourdhui())
    ) THEN
        RAISE EXCEPTION 'a child sleeps in this room' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personne_n_y_dort BEFORE UPDATE ON villages_chambre
FOR EACH ROW WHEN (NEW.fermee_le IS NOT NULL AND OLD.fermee_le IS NULL) EXECUTE FUNCTION personne_n_y_dort();
"""

RETRAIT = """
DROP TRIGGER personne_n_y_dort ON villages_chambre;
DROP FUNCTION personne_n_y_dort();
DROP TRIGGER chambre_ouverte_au_changement ON enfants_sejour;
DROP TRIGGER chambre_ouverte_a_l_entree ON enfants_sejour;
DROP FUNCTION chambre_ouverte();
ALTER TABLE enfants_sejour DROP CONSTRAINT sejour_chambre_de_la_maison;
"""


class Migration(migrations.Migration):
    dependencies = [("enfants", "0023_chambre_du_sejour")]

    operations = [migrations.RunSQL(GARDE, RETRAIT)]
