"""Steps of an admission this app knows: siblings, and the family to call."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from enfants.etapes import Etape
from enfants.models import Admission
from fratries.models import LienFamilial, MembreFratrie
from socle.comptes.models import Utilisateur


def fratries_des(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    """The siblings: in a group, or said to be unknown. Joint placement is checked there (ADM-14)."""
    ids = [a.enfant_id for a in admissions]
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(enfant__in=ids)
    groups = dict(rows.order_by().values_list("enfant_id", "fratrie_id"))
    return {a.pk: _fratrie(user, a, groups.get(a.enfant_id)) for a in admissions}


def _fratrie(user: Utilisateur, admission: Admission, groupe: UUID | None) -> Etape:
    writes = user.has_perm("ecrire_identite", admission)
    links = [("Constituer la fratrie", reverse("fratries:constituer"))] if writes else []
    phrase = (
        "Aucun frère ni sœur connu."
        if admission.sans_fratrie
        else "Qui sont ses frères et sœurs, ici et ailleurs ?"
    )
    if groupe is not None:
        links = [("Voir la fratrie", reverse("fratries:groupe", args=[groupe]))]
        phrase = "Vérifiez qu’ils vivent ensemble, ou qu’une décision motivée dit pourquoi ils sont séparés."
    done = groupe is not None or admission.sans_fratrie
    return Etape(
        titre="Frères et sœurs",
        icone="heart-handshake",
        faite=done,
        etat="Fait" if done else "À faire",
        phrase=phrase,
        liens=links,
        qui="" if writes else "secrétariat, chef de service ou direction",
        case=groupe is None,
    )


def familles_des(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    """The family: at least one relative. That there is one is told; who, to who reads the family."""
    rows = LienFamilial.objects.standing().filter(enfant__in=[a.enfant_id for a in admissions])
    known = set(rows.order_by().values_list("enfant_id", flat=True))
    return {a.pk: _famille(user, a, connue=a.enfant_id in known) for a in admissions}


def _famille(user: Utilisateur, admission: Admission, *, connue: bool) -> Etape:
    child = admission.enfant_id
    writes, reads = (user.has_perm(f"{act}_famille", admission.enfant) for act in ("ecrire", "lire"))
    links = [("Ajouter un proche", reverse("fratries:nouveau_proche", args=[child]))] if writes else []
    if connue or not writes:
        links = [("Voir la famille", reverse("fratries:famille", args=[child]))] if reads else []
    return Etape(
        titre="Famille",
        icone="users-round",
        faite=connue,
        etat="Fait" if connue else "À faire",
        phrase=""
        if connue
        else "Ses proches, leurs numéros, ce que chacun peut faire, et qui a l’autorité parentale.",
        liens=links,
        qui="" if writes or connue else "chef de service",
    )


#: The steps of this app, at their place among all.
ETAPES = {30: fratries_des, 50: familles_des}
