"""The facts deadlines are counted from: separations of siblings, who was told, and their reviews."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from fratries.enums import AutoriteSeparation
from fratries.models import MembreFratrie, RevueSeparation, Separation
from fratries.regles import ASE, JUGE, LIT, REVUE
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.regles import Fait
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission


def le_juge_attend(separation: Separation) -> bool:
    """Whether the duty to tell a judge binds: not for a decision of the judge's own."""
    return separation.confies_par_le_juge and separation.autorite != AutoriteSeparation.JUGE


def faits_de(
    separation: Separation, derniere_revue: date | None, *, sujet: str = "", enfant: UUID | None = None
) -> list[Fait]:
    """Return the facts of one separation: the ASE, the judge when one entrusted a child, the review.

    One that was annulled never took place: nothing is counted from it.
    """
    if separation.annulee_le is not None:
        return []
    commun = {
        "objet": separation.pk,
        "sujet": sujet,
        "enfant": enfant,
        "adresse": reverse("fratries:separations", args=[separation.fratrie_id]),
        "depart": separation.decidee_le,
    }
    told = separation.ase_prevenue_le
    found = [Fait(regle=ASE, fait_le=jour_de(told) if told else None, **commun)]  # type: ignore[arg-type]
    if le_juge_attend(separation):
        found.append(Fait(regle=JUGE, fait_le=separation.juge_informe_le, **commun))  # type: ignore[arg-type]
    if separation.fin is None:
        commun["depart"] = timezone.localdate(separation.decidee_le)
        found.append(Fait(regle=REVUE, dernier=derniere_revue, **commun))  # type: ignore[arg-type]
    return found


def faits_des_separations(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts of the separations this person may see: three queries and the keys.

    Each is told once, under the name of a child they read, or of each of ``enfants``.
    """
    rows = Separation.objects.visible_to(user, LIT).current()
    if enfants is not None:
        rows = rows.filter(fratrie__membres__enfant__in=enfants).distinct()
    separations = list(rows.order_by("id"))
    if not separations:
        return
    reviews = dict(
        RevueSeparation.objects.visible_to(user, LIT)
        .filter(separation__in=separations)
        .order_by()
        .values("separation_id")
        .annotate(derniere=Max("tenue_le"))
        .values_list("separation_id", "derniere")
    )
    sides = {pk for s in separations for pk in (*s.premier_cote, *s.second_cote)}
    named = MembreFratrie.objects.visible_to(user, "lire_identite").filter(pk__in=sides)
    members = {m.pk: m for m in named.select_related("fratrie")}
    reached = perimetre_de(user.pk).enfants(parse_permission("lire_identite"))
    for separation in separations:
        of_it = [members[pk] for pk in (*separation.premier_cote, *separation.second_cote) if pk in members]
        ours = [m for m in of_it if m.enfant_id in reached and (enfants is None or m.enfant_id in enfants)]
        # The name is the group's own: whoever reads its separation reads who is in it.
        for member in ours[: None if enfants is not None else 1]:
            last = reviews.get(separation.pk)
            yield from faits_de(separation, last, sujet=str(member.prenom), enfant=member.enfant_id)
