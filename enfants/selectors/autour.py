"""Who stands near a child and may act on a part of the file: to whom something is said of it."""

from __future__ import annotations

from uuid import UUID

from enfants.models import Enfant, Sejour
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from villages.selectors import titres_sur


def comptes_autour(enfant_id: UUID, permission: str) -> set[UUID]:
    """Return the accounts that hold ``permission`` on a child today, from the nearest.

    Those of the house where the child sleeps tonight and those assigned to the child; when none of them
    holds it, those of the village, so that nothing is said to nobody. A person denied the file is not
    told. A named system act: the one who acts may reach none of these people.
    """
    parsed = parse_permission(permission)
    with acting_as_system(raison="à qui dire ce qui concerne un enfant"):
        village_id = Enfant.objects.values_list("village_id", flat=True).get(pk=enfant_id)
        maison_id = (
            Sejour.objects.current().filter(enfant_id=enfant_id).values_list("maison_id", flat=True).first()
        )
        titres = titres_sur(enfant_id, village_id, maison_id)
        near = {t.compte for t in titres if t.portee.maison or t.portee.enfant}
        around = {t.compte for t in titres}
        return _holding(parsed, near, enfant_id) or _holding(parsed, around - near, enfant_id)


def _holding(permission: Permission, comptes: set[UUID], enfant_id: UUID) -> set[UUID]:
    return {compte for compte in comptes if enfant_id in perimetre_de(compte).enfants(permission)}
