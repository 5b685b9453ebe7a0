"""How this app answers ``socle.habilitations``: where children stand, and who holds exceptions.

Asked in every request: constant SQL, since building these queries took longer than running them.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from socle.habilitations.perimetre import Exceptions, PlaceEnfant
from socle.habilitations.permissions import parse_permission
from socle.outils.dates import aujourdhui

#: Where children stand today, by village, by house and by name: ids, never a list built per row.
_PLACES = """
SELECT e.id, e.village_id, s.maison_id
FROM enfants_enfant e
LEFT JOIN enfants_sejour s ON s.enfant_id = e.id AND s.debut <= %(jour)s AND (s.fin IS NULL OR s.fin > %(jour)s)
WHERE e.village_id = ANY(%(villages)s) OR e.id = ANY(%(enfants)s) OR e.id = ANY(ARRAY(
    SELECT d.enfant_id FROM enfants_sejour d
    WHERE d.maison_id = ANY(%(maisons)s) AND d.debut <= %(jour)s AND (d.fin IS NULL OR d.fin > %(jour)s)))
"""


def places_of(villages: set[UUID], maisons: set[UUID], enfants: set[UUID]) -> Iterable[PlaceEnfant]:
    """Return where the children of these villages, of these houses and of these names stand today."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACES,
            {
                "villages": list(villages), "maisons": list(maisons), "enfants": list(enfants),
                "jour": aujourdhui(),
            },
        )  # fmt: skip
        return [PlaceEnfant(*row) for row in cursor.fetchall()]


def exceptions_of(utilisateur_id: UUID) -> Exceptions:
    """Return the exceptions in force now for one account, and its own file: one query.

    The database answers for the acting person, and for anyone to a named system act.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT enfant_id, effet FROM exceptions_de(%s)", [utilisateur_id])
        rows = cursor.fetchall()
    found = Exceptions()
    for enfant, effet in rows:
        if effet == "refus":
            found.refus.add(enfant)
        elif effet == "bris_de_glace":
            found.bris_de_glace.add(enfant)
        elif effet == "sien":
            found.siens.add(enfant)
        else:
            found.accords.setdefault(enfant, set()).add(parse_permission(effet).on_category())
    return found
