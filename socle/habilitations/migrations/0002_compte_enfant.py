"""Whether the person acting is a child on their own account, as an SQL function."""

from django.db import migrations

FONCTION = """
CREATE FUNCTION est_compte_enfant() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM comptes_utilisateur u WHERE u.id = acteur() AND u.nature = 'enfant');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("habilitations", "0001_contexte")]

    operations = [migrations.RunSQL(FONCTION, "DROP FUNCTION est_compte_enfant() CASCADE;")]
