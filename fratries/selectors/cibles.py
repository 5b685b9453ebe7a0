"""Whom a relative may be tied to: the people of the same families."""

from __future__ import annotations

from enfants.models import Enfant
from fratries.models import LienFamilial, MembreFratrie, Proche
from fratries.selectors.mots import nom_de
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier


def cibles_de(user: Utilisateur, proche: Proche) -> dict[str, tuple[Proche | MembreFratrie, str]]:
    """Return, by key of the form, the other relatives of this relative's children and their siblings
    known by the group only, each with a name.
    """
    ties = LienFamilial.objects.visible_to(user, "ecrire_famille").standing()
    children = ties.filter(proche_id=proche.pk, enfant__isnull=False).values("enfant_id")
    relatives = Proche.objects.visible_to(user, "ecrire_famille").filter(
        pk__in=ties.filter(enfant_id__in=children).values("proche_id")
    )
    found: list[tuple[str, Proche | MembreFratrie, str]] = [
        (f"proche-{p.pk}", p, nom_de(p)) for p in relatives.exclude(pk=proche.pk)
    ]
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    near = groups.filter(fratrie_id__in=groups.filter(enfant_id__in=children).values("fratrie_id"))
    reached = Enfant.objects.visible_to(user, "ecrire_famille").values("pk")
    found += [
        (f"membre-{m.pk}", m, f"{m.prenom} (frère ou sœur)") for m in near.exclude(enfant_id__in=reached)
    ]
    found.sort(key=lambda item: (plier(item[2]), item[0]))
    return {key: (person, label) for key, person, label in found}
