"""How many brothers and sisters live together, village by village, month by month: numbers only.

A child counts when at least one sibling lives in the same village that day, and is « réuni » when
all those siblings live in the same house. Siblings placed elsewhere do not count here: no village
sees another's files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from enfants.models import Sejour
from fratries.models import MembreFratrie
from fratries.selectors.ensembles import ensembles
from fratries.selectors.rencontres_separes import TempsEnsemble, temps_ensemble
from fratries.selectors.separation import MOIS
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from socle.ui.charts import Point
from villages.models import Village

#: Below it head office is told nothing: so few children could be recognised.
EFFECTIF_MIN = 5
NOMBRE_DE_MOIS = 12


@dataclass(frozen=True)
class Mois:
    """One month of one village; ``masque`` when a number could point at somebody."""

    jour: date
    concernes: int
    reunis: int
    masque: bool = False
    nuits: int = 0
    nuits_masque: bool = False
    temps: TempsEnsemble = field(default_factory=TempsEnsemble)
    temps_masque: bool = False

    @property
    def libelle(self) -> str:
        return f"{MOIS[self.jour.month - 1]} {self.jour.year}"

    @property
    def part(self) -> str:
        """« 75 % », or why there is no share."""
        if self.masque:
            return "moins de 5"
        return "–" if self.taux is None else f"{self.taux} %"

    @property
    def taux(self) -> int | None:
        """Share of the children concerned who live together, in hundredths; none without such a child."""
        return round(100 * self.reunis / self.concernes) if self.concernes else None


@dataclass(frozen=True)
class VillageReuni:
    village: Village
    mois: list[Mois]

    @property
    def parts(self) -> list[Point]:
        """Shares by month, the oldest first."""
        return [
            Point(m.libelle.capitalize(), None if m.masque else m.taux, m.part) for m in reversed(self.mois)
        ]

    @property
    def nuits(self) -> list[Point]:
        """Nights under the same roof by month, the oldest first."""
        return [
            Point(m.libelle.capitalize(), None, "moins de 5")
            if m.nuits_masque
            else Point(m.libelle.capitalize(), m.nuits)
            for m in reversed(self.mois)
        ]


def jours_de_mesure(jour: date, nombre: int = NOMBRE_DE_MOIS) -> list[date]:
    """Return today, then the last day of each of the months before."""
    found = [jour]
    while len(found) < nombre:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found


def compter(homes: Mapping[UUID, UUID], familles: Mapping[UUID, UUID]) -> tuple[int, int]:
    """Return how many children have a sibling in the village, and how many live with all of those.

    ``homes`` is the house of each child of one village, ``familles`` the family of each.
    """
    houses: dict[UUID, list[UUID]] = defaultdict(list)
    for child, house in homes.items():
        if child in familles:
            houses[familles[child]].append(house)
    several = [where for where in houses.values() if len(where) > 1]
    return sum(map(len, several)), sum(len(where) for where in several if len(set(where)) == 1)


def trop_peu(concernes: int, reunis: int) -> bool:
    """Whether a count, or what is left of it, would be of fewer than five children."""
    return any(0 < n < EFFECTIF_MIN for n in (concernes, reunis, concernes - reunis))


def nuits_ensemble(
    rows: Iterable[tuple[UUID, UUID, UUID, date, date | None]],
    familles: Mapping[UUID, UUID],
    premier: date,
    dernier: date,
) -> tuple[int, int]:
    """Return the nights children slept under the same roof as a sibling, from stays alone, and of how many.

    Each child’s night counts; the night of the last day counts if the stay goes on.
    """
    together: dict[tuple[UUID, UUID, date], list[UUID]] = defaultdict(list)
    for enfant, maison, _, debut, fin in rows:
        if enfant not in familles:
            continue
        night = max(debut, premier)
        while night <= dernier and (fin is None or night < fin):
            together[familles[enfant], maison, night].append(enfant)
            night += timedelta(days=1)
    shared = [who for who in together.values() if len(who) > 1]
    return sum(map(len, shared)), len({enfant for who in shared for enfant in who})


def villages_reunis(user: Utilisateur, villages: Iterable[Village]) -> list[VillageReuni]:
    """Return the months of each village, the latest first: three queries, whatever their number.

    Counted beyond the reader's own reach, since head office reads no file; only numbers come out,
    and small ones are hidden from whoever reads the whole association.
    """
    liste = list(villages)
    days = jours_de_mesure(aujourdhui())
    with acting_as_system(raison="part des frères et sœurs réunis"):
        stays = Sejour.objects.filter(
            Q(fin__isnull=True) | Q(fin__gt=days[-1]), maison__village__in=liste, debut__lte=days[0]
        )
        rows = list(
            stays.order_by().values_list("enfant_id", "maison_id", "maison__village_id", "debut", "fin")
        )
        ties = MembreFratrie.objects.filter(enfant_id__in={row[0] for row in rows}).order_by("id")
        familles = ensembles(ties.values_list("fratrie_id", "enfant_id"))
        where_now = {enfant: where for enfant, _, where, _, _ in sorted(rows, key=lambda row: row[3])}
        time_spent = temps_ensemble(where_now, days[-1].replace(day=1), days[0])
    masked = perimetre_de(user.pk).villages(Capacite.ECRIRE_ORGANISATION) is None
    found = []
    for village in liste:
        months = []
        for day in days:
            homes = {
                enfant: maison
                for enfant, maison, where, debut, fin in rows
                if where == village.pk and debut <= day and (fin is None or fin > day)
            }
            counts = compter(homes, familles)
            temps = time_spent.get((village.pk, day.replace(day=1)), TempsEnsemble())
            nights, sleepers = nuits_ensemble(
                [row for row in rows if row[2] == village.pk], familles, day.replace(day=1), day
            )
            months.append(
                Mois(
                    day,
                    *counts,
                    masque=masked and trop_peu(*counts),
                    nuits=nights,
                    nuits_masque=masked and 0 < sleepers < EFFECTIF_MIN,
                    temps=temps,
                    temps_masque=masked and 0 < temps.enfants < EFFECTIF_MIN,
                )
            )
        found.append(VillageReuni(village, months))
    return found
