"""Brothers and sisters of a child: those one may also write for, and those who live elsewhere."""

from __future__ import annotations

from uuid import UUID

from enfants.models import Enfant
from fratries.models import MembreFratrie
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier


def freres_et_soeurs(user: Utilisateur, enfant: Enfant, permission: str) -> dict[UUID, Enfant]:
    """Return the siblings whose file the person holds this permission on, in alphabetical order."""
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    near = groups.filter(fratrie_id__in=groups.filter(enfant_id=enfant.pk).values("fratrie_id"))
    rows = Enfant.objects.visible_to(user, permission).filter(pk__in=near.values("enfant_id"))
    found = sorted(rows.exclude(pk=enfant.pk), key=lambda e: (plier(str(e.prenom)), e.pk))
    return {e.pk: e for e in found}


def membres_de(user: Utilisateur, enfant: Enfant) -> dict[UUID, MembreFratrie]:
    """Return the siblings as the child's groups name them, each once, in alphabetical order."""
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    near = groups.filter(fratrie_id__in=groups.filter(enfant_id=enfant.pk).values("fratrie_id"))
    found: dict[UUID, MembreFratrie] = {}
    for member in near.order_by("id"):
        if member.enfant_id != enfant.pk:
            found.setdefault(member.enfant_id or member.pk, member)
    ordered = sorted(found.values(), key=lambda m: (plier(str(m.prenom)), m.pk))
    return {m.pk: m for m in ordered}
