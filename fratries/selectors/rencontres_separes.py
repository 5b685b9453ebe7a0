"""Meetings of brothers and sisters who live apart: planned and held since the decision, and time together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from fratries.enums import EtatRencontre
from fratries.models import MembreFratrie, Rencontre, Separation
from socle.comptes.models import Utilisateur


@dataclass(frozen=True)
class Suivi:
    """How the plan of contacts is kept: meetings whose day has come, and those that took place."""

    prevues: int = 0
    tenues: int = 0
    derniere: date | None = None

    @property
    def phrase(self) -> str:
        """« Depuis la décision : 6 rencontres prévues, 4 tenues, la dernière le 12/11/2026. »"""
        if not self.prevues:
            return "Depuis la décision : aucune rencontre entre eux n’est notée."
        planned = f"{self.prevues} rencontre{'s' if self.prevues > 1 else ''} prévue{'s' if self.prevues > 1 else ''}"
        held = f"{self.tenues} tenue{'s' if self.tenues > 1 else ''}"
        last = f", la dernière le {self.derniere:%d/%m/%Y}" if self.derniere else ""
        return f"Depuis la décision : {planned}, {held}{last}."


def suivis_des_separations(
    user: Utilisateur, separations: Iterable[Separation], membres: Iterable[MembreFratrie]
) -> dict[UUID, Suivi]:
    """Return how each separation’s meetings went, told in the files one reads: one query.

    A meeting told in two siblings’ files counts once; one cancelled was planned, one moved is counted
    on its new day.
    """
    liste = list(separations)
    children = {m.pk: m.enfant_id for m in membres}
    groups = {child: pk for pk, child in children.items() if child is not None}
    rows = list(
        Rencontre.objects.visible_to(user, "lire_famille")
        .filter(enfant_id__in=list(groups), jour__lte=timezone.localdate())
        .exclude(etat=EtatRencontre.DEPLACEE)
        .order_by()
        .values_list("enfant_id", "membres", "jour", "heure_debut", "etat")
    )
    found = {}
    for separation in liste:
        sides = set(separation.premier_cote), set(separation.second_cote)
        start = timezone.localdate(separation.decidee_le)
        kept: dict[tuple[date, time | None], bool] = {}
        for child, others, day, hour, state in rows:
            here = sides[0] if groups[child] in sides[0] else sides[1] if groups[child] in sides[1] else None
            if here is None or day < start or (separation.fin is not None and day > separation.fin):
                continue
            if not set(others) & (sides[1] if here is sides[0] else sides[0]):
                continue
            key = day, hour
            kept[key] = kept.get(key, False) or state == EtatRencontre.TENUE
        held = [day for (day, _), done in kept.items() if done]
        found[separation.pk] = Suivi(len(kept), len(held), max(held, default=None))
    return found


@dataclass(frozen=True)
class TempsEnsemble:
    """One month of one village: children who saw a sibling who lives elsewhere, and for how long."""

    enfants: int = 0
    rencontres: int = 0
    heures: int = 0
    nuits: int = 0


def temps_ensemble(
    enfants: dict[UUID, UUID], debut: date, fin: date
) -> dict[tuple[UUID, date], TempsEnsemble]:
    """Return, by village and first day of month, the time children spent with siblings they met.

    ``enfants`` gives the village of each child. Counted for each child, whoever the sibling is; an hour
    nobody wrote is not guessed. Call it in a named system act: only numbers come out. One query.
    """
    rows = (
        Rencontre.objects.filter(
            enfant_id__in=list(enfants),
            etat=EtatRencontre.TENUE,
            membres__len__gte=1,
            jour__gte=debut,
            jour__lte=fin,
        )
        .order_by()
        .values_list("enfant_id", "jour", "heure_debut", "heure_fin", "nuits")
    )
    who: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    sums: dict[tuple[UUID, date], list[float]] = defaultdict(lambda: [0, 0.0, 0])
    for child, day, start, end, nights in rows:
        key = enfants[child], day.replace(day=1)
        who[key].add(child)
        sums[key][0] += 1
        sums[key][1] += _hours(start, end)
        sums[key][2] += nights
    return {
        key: TempsEnsemble(len(who[key]), int(count), round(hours), int(nights))
        for key, (count, hours, nights) in sums.items()
    }


def _hours(start: time | None, end: time | None) -> float:
    if start is None or end is None or end <= start:
        return 0.0
    day = date(2000, 1, 1)
    return (datetime.combine(day, end) - datetime.combine(day, start)).total_seconds() / 3600
