"""Days of presence of a month, per child and per house, from stays minus absences.

A day of presence is a night slept in the house: the day of arrival counts, the day of departure does
not, a night noted as an absence (visit, hospital, camp, boarding school, runaway) does not. The month
in course is counted up to last night. Departments each have their own rule about nights away that are
paid all the same: this is the count of facts, from which the association draws its own [M].
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from enfants.models import Absence, Sejour
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from villages.models import Maison


@dataclass(frozen=True)
class LignePresence:
    """One child in one house over the month."""

    enfant_id: UUID
    nom: str
    nuits: int
    absences: int

    @property
    def presence(self) -> int:
        return self.nuits - self.absences


@dataclass(frozen=True)
class MaisonPresence:
    """One house over the month, with its total."""

    maison: Maison
    lignes: list[LignePresence]

    @property
    def nuits(self) -> int:
        return sum(ligne.nuits for ligne in self.lignes)

    @property
    def absences(self) -> int:
        return sum(ligne.absences for ligne in self.lignes)

    @property
    def presence(self) -> int:
        return sum(ligne.presence for ligne in self.lignes)


def mois_suivant(mois: date, *, de: int = 1) -> date:
    """Return the first day of the month ``de`` months later (or earlier)."""
    rank = mois.year * 12 + mois.month - 1 + de
    return date(rank // 12, rank % 12 + 1, 1)


def presences_du_mois(user: Utilisateur, mois: date) -> list[MaisonPresence]:
    """Return the houses of the files one keeps, children in order of names, in four queries and the keys.

    Of absences only the dates are read, never why: whoever keeps the files without reading the journal
    (the secretariat) counts nights and learns nothing else. The child's wall still stands.
    """
    end = min(mois_suivant(mois), aujourdhui())
    stays = list(
        Sejour.objects.visible_to(user, "ecrire_identite")
        .filter(Q(fin__isnull=True) | Q(fin__gt=mois), debut__lt=end)
        .select_related("enfant", "maison__village")
        .order_by("debut", "id")
    )
    away = _nights_away({stay.enfant_id for stay in stays}, mois, end)
    nights: dict[tuple[UUID, UUID], set[date]] = defaultdict(set)
    houses: dict[UUID, Maison] = {}
    names: dict[UUID, str] = {}
    for stay in stays:
        houses[stay.maison_id] = stay.maison
        names[stay.enfant_id] = _name(stay)
        nights[stay.maison_id, stay.enfant_id] |= set(_days(stay.debut, stay.fin, mois, end))
    lines: dict[UUID, list[LignePresence]] = defaultdict(list)
    for (house, child), slept in nights.items():
        lines[house].append(LignePresence(child, names[child], len(slept), len(slept & away[child])))
    return [
        MaisonPresence(house, sorted(lines[pk], key=lambda line: (plier(line.nom), line.enfant_id)))
        for pk, house in sorted(
            houses.items(), key=lambda item: (plier(item[1].village.nom), plier(item[1].nom))
        )
    ]


def _name(stay: Sejour) -> str:
    last, first = stay.enfant.nom, stay.enfant.prenom
    return str(first) if isinstance(last, Illisible) else f"{last} {first}"


def _days(debut: date, fin: date | None, mois: date, end: date) -> list[date]:
    first, last = max(debut, mois), min(fin or end, end)
    return [first + timedelta(days=rank) for rank in range((last - first).days)]


def _nights_away(enfants: set[UUID], mois: date, end: date) -> dict[UUID, set[date]]:
    rows = Absence.objects.filter(
        Q(fin__isnull=True) | Q(fin__gt=mois), enfant_id__in=enfants, debut__lt=end
    ).order_by()
    away: dict[UUID, set[date]] = defaultdict(set)
    for child, debut, fin in rows.values_list("enfant_id", "debut", "fin"):
        away[child] |= set(_days(debut, fin, mois, end))
    return away
