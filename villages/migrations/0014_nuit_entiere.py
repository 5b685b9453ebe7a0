"""A relay and an on-call duty hold until the end of their last night, at five in the morning (ADR 0055).

``jour_de_soiree`` is that of ``socle.outils.dates``, as ``aujourdhui`` is; ``portees_de`` is that of 0004,
which closed both at midnight. The first day opens at midnight as before, and a stop closes at once.
"""

from django.conf import settings
from django.db import migrations

SOIREE = f"""
CREATE FUNCTION jour_de_soiree(moment timestamptz DEFAULT now()) RETURNS date LANGUAGE sql STABLE AS
$$ SELECT ((moment AT TIME ZONE '{settings.TIME_ZONE}') - interval '5 hours')::date $$;
"""

_PORTEES = """
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
    WHERE r.professionnel_id = moi AND r.debut <= aujourdhui() AND r.fin >= %(dernier_jour)s
      AND (r.arrete_le IS NULL OR r.arrete_le > aujourdhui())
    UNION ALL
    SELECT 'cadre_astreinte', t.village_id, NULL, NULL FROM villages_astreinte t
    WHERE t.professionnel_id = moi AND t.debut <= aujourdhui() AND t.fin >= %(dernier_jour)s
      AND (t.arrete_le IS NULL OR t.arrete_le > aujourdhui());
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0013_formations'),
        ('habilitations', '0001_contexte'),
    ]

    operations = [
        migrations.RunSQL(SOIREE, "DROP FUNCTION jour_de_soiree(timestamptz);"),
        migrations.RunSQL(
            _PORTEES % {"dernier_jour": "jour_de_soiree()"}, _PORTEES % {"dernier_jour": "aujourdhui()"}
        ),
    ]
