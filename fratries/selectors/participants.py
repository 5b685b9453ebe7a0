"""Who has a row of their own when brothers and sisters meet: each child, with the others as their group names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from enfants.models import Enfant
from fratries.models import MembreFratrie
from socle.comptes.models import Utilisateur


def participants(
    user: Utilisateur,
    enfant: Enfant,
    freres: Mapping[UUID, Enfant],
    *,
    avec: Iterable[MembreFratrie],
    aussi: Iterable[UUID],
) -> list[tuple[Enfant, list[UUID]]]:
    """Return each child one may write for, with the siblings they met: the child first.

    ``avec`` are the siblings met, ``aussi`` the children who came along; whoever was met and whose
    file one writes has the meeting in it too, seen from their side.
    """
    met = list(avec)
    also = [freres[pk] for pk in aussi]
    by_child = {m.enfant_id: m for m in met if m.enfant_id is not None}
    mirrored = [freres[pk] for pk in by_child if pk in freres and pk not in {e.pk for e in also}]
    if not met:
        return [(child, []) for child in [enfant, *also]]
    groups = {m.fratrie_id for m in met}
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(
        fratrie_id__in=groups, enfant_id__in=[e.pk for e in [enfant, *also]]
    )
    came = {m.enfant_id: m.pk for m in rows.order_by("-id")}
    found = [(child, [m.pk for m in met if m.enfant_id != child.pk]) for child in [enfant, *also]]
    for child in mirrored:
        found.append((child, list(came.values())))
    return found
