"""Brothers and sisters known by their group only, and relatives, found by name."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from enfants.models import Enfant
from enfants.selectors.lieu import lieux_caches
from fratries.models import LienFamilial, MembreFratrie, Proche
from fratries.selectors.fratrie import tie_between
from fratries.selectors.mots import de, lien_en_mot, nom_de
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.outils.rapprochement import Rapprochement, Recherche, meilleurs
from socle.ui.recherche import Trouvaille

IDENTITE = "lire_identite"
FAMILLE = "lire_famille"


def chercher_freres_et_soeurs(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Search the siblings whose file one does not reach: elsewhere, unborn, in another village.

    They are named by the group of a child one reaches. A child one is denied by name is left out, even
    if their group is open; where a sibling lives is not told to whom the child's own place is hidden.
    Two queries and the keys.
    """
    mine = set(Enfant.objects.visible_to(user, IDENTITE).order_by().values_list("pk", flat=True))
    denied = perimetre_de(user.pk).exceptions.refus
    members = list(MembreFratrie.objects.visible_to(user, IDENTITE).order_by("id"))
    reached: dict[UUID, list[MembreFratrie]] = {}
    for member in members:
        if member.enfant_id in mine:
            reached.setdefault(member.fratrie_id, []).append(member)
    found = meilleurs(
        (
            (member, [("prénom", member.prenom)])
            for member in members
            if member.enfant_id not in mine
            and member.enfant_id not in denied
            and member.fratrie_id in reached
        ),
        recherche,
        limite,
    )
    of = {m.enfant_id for member, _ in found for m in reached[member.fratrie_id] if m.enfant_id}
    hidden = lieux_caches(user, of)
    return [_sibling(member, accord, reached[member.fratrie_id], hidden) for member, accord in found]


def _sibling(
    member: MembreFratrie, accord: Rapprochement, known: list[MembreFratrie], hidden: set[UUID]
) -> Trouvaille:
    of = known[0]
    year = member.annee_naissance
    secret = any(m.enfant_id in hidden for m in known)
    where = ("" if secret else str(member.lieu_de_vie or "")) or "vit ailleurs"
    return Trouvaille(
        titre=str(member.prenom),
        detail=f"{where} · naissance en {year}" if isinstance(year, int) else where,
        adresse=reverse("fratries:groupe", args=[member.fratrie_id]),
        raison=f"{accord.raison} · {tie_between(of, member)} : fratrie {de(str(of.prenom))}",
        objet=member.pk,
        enfants=tuple(m.enfant_id for m in known if m.enfant_id),
    )


def chercher_proches(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Search the relatives of the children whose family one reads: two queries and the keys.

    An address, protected or not, is never searched nor shown.
    """
    rows = Proche.objects.visible_to(user, FAMILLE).only("id", "prenom", "nom", "sexe").order_by()
    candidats = ((p, [("prénom", p.prenom), ("nom", p.nom)]) for p in rows)
    found = meilleurs(candidats, recherche, limite)
    ties: dict[UUID, list[LienFamilial]] = {}
    if found:
        readable = LienFamilial.objects.visible_to(user, FAMILLE).standing().select_related("enfant")
        named = Enfant.objects.visible_to(user, IDENTITE).order_by().values("pk")
        kept = readable.filter(proche_id__in=[p.pk for p, _ in found], enfant_id__in=named)
        for tie in kept.order_by("id"):
            ties.setdefault(tie.proche_id, []).append(tie)
    return [_relative(proche, accord, ties.get(proche.pk, [])) for proche, accord in found]


def _relative(proche: Proche, accord: Rapprochement, ties: list[LienFamilial]) -> Trouvaille:
    said = [
        f"{lien_en_mot(tie.nature, proche.sexe)} {de(str(tie.enfant.prenom))}"
        for tie in ties
        if tie.enfant is not None
    ]
    return Trouvaille(
        titre=nom_de(proche),
        raison=" · ".join([accord.raison, *said]),
        adresse=reverse("fratries:proche", args=[proche.pk]),
        objet=proche.pk,
        enfants=tuple(tie.enfant_id for tie in ties if tie.enfant_id),
    )
