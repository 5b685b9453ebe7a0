"""Row-level security, written from the wall a model declares.

``mes_enfants()``, ``mes_villages()``, ``mes_fratries()``, ``mes_proches()``,
``mes_adresses_protegees()``, ``mes_refus()`` and those of ``protection`` are SQL functions of the domain
apps; they answer for the actor of the transaction. Each stands in a scalar subquery, so PostgreSQL evaluates it once
per statement.
"""

from __future__ import annotations

from django.db import connection
from django.db.migrations.operations import RunSQL

from socle.outils.declarations import Mur

_SYSTEME = "(SELECT est_systeme())"
_ENFANT = "= ANY((SELECT mes_enfants())::uuid[])"
_PROCHE = "= ANY((SELECT mes_proches())::uuid[])"
_VILLAGE = "village_id = ANY((SELECT mes_villages())::uuid[])"

_INCIDENT = (
    "(niveau <= 1 AND village_id = ANY((SELECT mes_villages_au_rang(1))::uuid[])) "
    "OR (niveau <= 2 AND village_id = ANY((SELECT mes_villages_au_rang(2))::uuid[])) "
    "OR (niveau <= 3 AND 3 = ANY((SELECT mes_rangs())::int[])) "
    "OR (niveau > 3 AND niveau = ANY((SELECT mes_rangs())::int[])) "
    "OR id = ANY((SELECT mes_declarations())::uuid[])"
)
_PAS_ECARTE = "NOT id = ANY((SELECT mes_incidents_ecartes())::uuid[])"

REGLES: dict[Mur, str] = {
    # The village first: to someone who reads a whole village the list of its children is never
    # computed, nor compared with each row.
    Mur.ENFANT: (
        f"{_SYSTEME} OR ({_VILLAGE} AND NOT id = ANY((SELECT mes_refus())::uuid[])) OR id {_ENFANT}"
    ),
    Mur.PAR_ENFANT: f"{_SYSTEME} OR enfant_id {_ENFANT}",
    Mur.FRATRIE: f"{_SYSTEME} OR id = ANY((SELECT mes_fratries())::uuid[]) OR {_VILLAGE}",
    Mur.PAR_FRATRIE: f"{_SYSTEME} OR fratrie_id = ANY((SELECT mes_fratries())::uuid[])",
    Mur.PROCHE: f"{_SYSTEME} OR id {_PROCHE}",
    Mur.LIEN_FAMILIAL: (
        f"{_SYSTEME} OR enfant_id {_ENFANT} OR (enfant_id IS NULL AND proche_id {_PROCHE} "
        f"AND (autre_id IS NULL OR autre_id {_PROCHE}))"
    ),
    Mur.ADRESSE_PROTEGEE: f"{_SYSTEME} OR proche_id = ANY((SELECT mes_adresses_protegees())::uuid[])",
    Mur.VILLAGE: f"{_SYSTEME} OR {_VILLAGE}",
    Mur.REGISTRE: f"{_SYSTEME} OR ({_VILLAGE} AND NOT enfant_id = ANY((SELECT mes_refus())::uuid[]))",
    Mur.INCIDENT: f"{_SYSTEME} OR ({_PAS_ECARTE} AND ({_INCIDENT}))",
    Mur.INCIDENT_SUIVI: (
        f"{_SYSTEME} OR ({_PAS_ECARTE} AND ({_INCIDENT} "
        "OR id = ANY((SELECT mes_incidents_affectes())::uuid[])))"
    ),
    Mur.PAR_INCIDENT: f"{_SYSTEME} OR incident_traite_par_moi(incident_id)",
    Mur.PIECE_INCIDENT: (
        f"{_SYSTEME} OR incident_traite_par_moi(incident_id) OR (declaree "
        "AND incident_id = ANY((SELECT mes_declarations())::uuid[]) "
        "AND NOT incident_id = ANY((SELECT mes_incidents_ecartes())::uuid[]))"
    ),
    Mur.DECLARANT: f"{_SYSTEME} OR compte_id = (SELECT acteur()) OR incident_traite_par_moi(incident_id)",
    Mur.DECLARANT_AU_RANG: (
        f"{_SYSTEME} OR compte_id = (SELECT acteur()) OR incident_a_mon_rang(incident_id)"
    ),
    Mur.RESTITUTION: (
        f"{_SYSTEME} OR (NOT id = ANY((SELECT mes_restitutions_ecartees())::uuid[]) AND ({_INCIDENT}))"
    ),
    Mur.TRANSMIS: (
        f"{_SYSTEME} OR incident_traite_par_moi(incident_id) "
        "OR enfant_id = ANY((SELECT mes_enfants_transmis())::uuid[])"
    ),
    Mur.CONSIGNE: (
        f"{_SYSTEME} OR (enfant_id {_ENFANT} AND NOT incident_id = ANY((SELECT mes_incidents_ecartes())::uuid[])) "
        "OR incident_traite_par_moi(incident_id)"
    ),
    Mur.FUGUE: f"{_SYSTEME} OR enfant_id {_ENFANT} OR id = ANY((SELECT mes_fugues_suivies())::uuid[])",
    Mur.PAR_FUGUE: f"{_SYSTEME} OR enfant_id {_ENFANT} OR fugue_id = ANY((SELECT mes_fugues_suivies())::uuid[])",
    Mur.ALERTE: f"{_SYSTEME} OR incident_traite_par_moi(incident_id) OR message_traite_par_moi(message_id)",
    Mur.ALERTE_ET_FUGUE: (
        f"{_SYSTEME} OR incident_traite_par_moi(incident_id) OR message_traite_par_moi(message_id) "
        "OR fugue_id = ANY((SELECT mes_fugues_lues())::uuid[])"
    ),
    Mur.PAR_ALERTE: f"{_SYSTEME} OR alerte_traitee_par_moi(alerte_id)",
    Mur.MESSAGE: f"{_SYSTEME} OR message_traite_par_moi(id)",
    Mur.PAR_MESSAGE: f"{_SYSTEME} OR message_traite_par_moi(message_id)",
    Mur.PILIER: f"{_SYSTEME} OR village_id = ANY((SELECT mes_villages_de_piliers())::uuid[])",
    Mur.AUTEUR: f"{_SYSTEME} OR (auteur_id = (SELECT acteur()) AND enfant_id {_ENFANT})",
    Mur.DEPOSANT: f"{_SYSTEME} OR auteur_id = (SELECT acteur())",
    Mur.DESTINATAIRE: f"{_SYSTEME} OR destinataire_id = (SELECT acteur())",
}


def activer_rls(table: str, mur: Mur) -> RunSQL:
    """Return the migration operation that raises the wall on ``table`` (and is reversible).

    Raises KeyError for a model that declares no wall.
    """
    name, rule = connection.ops.quote_name(table), REGLES[mur]
    return RunSQL(
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY perimetre ON {name} USING ({rule}) WITH CHECK ({rule});",
        f"DROP POLICY perimetre ON {name}; ALTER TABLE {name} DISABLE ROW LEVEL SECURITY;",
    )


def changer_rls(table: str, avant: Mur, apres: Mur) -> RunSQL:
    """Return the migration operation that puts another wall where one stands (and is reversible)."""
    name = connection.ops.quote_name(table)
    return RunSQL(
        f"ALTER POLICY perimetre ON {name} USING ({REGLES[apres]}) WITH CHECK ({REGLES[apres]});",
        f"ALTER POLICY perimetre ON {name} USING ({REGLES[avant]}) WITH CHECK ({REGLES[avant]});",
    )
