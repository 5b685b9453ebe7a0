"""Composed reads of sibling groups."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from enfants.models import Enfant
from enfants.selectors.fratrie import FrereOuSoeur
from fratries.enums import LienFratrie
from fratries.models import MembreFratrie
from fratries.selectors.mots import frere_en_mot
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier


def siblings_of(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, list[FrereOuSoeur]]:
    """Return the siblings of each child, in alphabetical order: two queries and the keys.

    A sibling whose file is out of reach is named (the name is the group's), without a link. One
    who stands in two groups of the child (half-siblings) is there once.
    """
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    mine = groups.filter(enfant_id__in=enfants).order_by().values("fratrie_id")
    by_group: dict[UUID, list[MembreFratrie]] = {}
    for member in groups.filter(fratrie_id__in=mine).order_by("id"):
        by_group.setdefault(member.fratrie_id, []).append(member)
    named = {m.enfant_id for members in by_group.values() for m in members if m.enfant_id is not None}
    reached = {e.pk: e for e in Enfant.objects.visible_to(user, "lire_identite").filter(id__in=named)}
    found: dict[UUID, dict[UUID, FrereOuSoeur]] = {}
    for members in by_group.values():
        for child in members:
            if child.enfant_id is None or child.enfant_id not in enfants:
                continue
            known = found.setdefault(child.enfant_id, {})
            for other in members:
                if other.pk != child.pk:
                    known.setdefault(other.enfant_id or other.pk, _seen(child, other, reached))
    return {
        enfant: sorted(known.values(), key=lambda sibling: plier(str(sibling.prenom)))
        for enfant, known in found.items()
    }


def _seen(child: MembreFratrie, member: MembreFratrie, reached: dict[UUID, Enfant]) -> FrereOuSoeur:
    year = member.annee_naissance
    file = reached.get(member.enfant_id) if member.enfant_id is not None else None
    return FrereOuSoeur(
        prenom=member.prenom,
        lien=frere_en_mot(tie_between(child, member), file.sexe if file is not None else None),
        naissance=year if isinstance(year, int) else None,
        lieu_de_vie=str(member.lieu_de_vie or ""),
        enfant=file.pk if file is not None else None,
    )


def tie_between(child: MembreFratrie, other: MembreFratrie) -> str:
    """Say how two members are tied: the group records each one's tie to the group, not to each other."""
    ties = {child.lien, other.lien}
    if LienFratrie.A_NAITRE in ties:
        return str(LienFratrie.A_NAITRE.label)
    if ties == {LienFratrie.GERMAIN}:
        return str(LienFratrie.GERMAIN.label)
    if len(ties) == 1:
        # Two half-siblings of a group may share both parents, or none: nothing here knows.
        return "même fratrie"
    return str((LienFratrie.PAR_ALLIANCE if LienFratrie.PAR_ALLIANCE in ties else LienFratrie.DEMI).label)
