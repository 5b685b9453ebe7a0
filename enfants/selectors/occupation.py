"""Places and presence of a village over time: numbers, and the nights a house held more than its places.

A night counts for the house of the stay, away or not: a place is kept for a child on holiday. Counted
beyond the reader's own reach, since head office reads no file; only numbers come out, and small ones are
hidden from whoever reads the whole association. Why a house was too full names children: it is opened
through the reader's own rights only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from enfants.models import Sejour
from enfants.selectors.admission import nom_du_compte
from enfants.selectors.auteurs import people_of
from enfants.selectors.presences import mois_suivant
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from socle.ui.charts import Point
from villages.models import Maison, Village
from villages.selectors.places import Places, places_des_maisons

#: Below it head office is told nothing: so few children could be recognised.
EFFECTIF_MIN = 5
NOMBRE_DE_MOIS = 12


class Stay(NamedTuple):
    """One stay in a house, as the numbers need it."""

    debut: date
    fin: date | None
    ident: UUID
    enfant: UUID


@dataclass(frozen=True)
class MoisOccupe:
    """One month of one village, up to last night; ``masque`` when a number could point at somebody.

    ``places`` are those of its last night, or of the last night of a house that closed.
    """

    mois: date
    places: int
    nuits: int
    capacite: int
    masque: bool = False

    @property
    def libelle(self) -> str:
        return date_format(self.mois, "F Y")

    @property
    def taux(self) -> int | None:
        """Share of the nights offered that were held, in hundredths; none without a place."""
        return round(100 * self.nuits / self.capacite) if self.capacite else None

    @property
    def en_clair(self) -> str:
        if self.masque:
            return "moins de 5"
        return "–" if self.taux is None else f"{self.taux} %"


@dataclass(frozen=True)
class Depassement:
    """Consecutive nights on which a house held more children than its places, and why."""

    maison: Maison
    debut: date
    fin: date | None
    en_plus: int
    #: the night it was the fullest
    places: int
    motifs: list[tuple[str, str]]

    @property
    def en_clair(self) -> str:
        begun = f"depuis le {date_format(self.debut, 'j F Y')}"
        if self.fin is None:
            return begun
        return f"du {date_format(self.debut, 'j F Y')} au {date_format(self.fin, 'j F Y')}"


@dataclass(frozen=True)
class VillageOccupe:
    village: Village
    mois: list[MoisOccupe]
    depassements: list[Depassement]

    @property
    def barres(self) -> list[Point]:
        """Rates by month, the oldest first."""
        return [
            Point(m.libelle.capitalize(), None if m.masque else m.taux, m.en_clair)
            for m in reversed(self.mois)
        ]


def occupation_des_villages(user: Utilisateur, villages: Iterable[Village]) -> list[VillageOccupe]:
    """Return the months of each village, the latest first, and its nights over capacity.

    Each night counts the places the house had that night. Three queries for the numbers, three for the
    reasons, whatever the number of villages.
    """
    liste, today = list(villages), aujourdhui()
    months = [mois_suivant(today.replace(day=1), de=-rank) for rank in range(NOMBRE_DE_MOIS)]
    since = months[-1]
    with acting_as_system(raison="occupation des villages"):
        houses = list(Maison.objects.filter(village__in=liste).order_by("nom", "pk"))
        stays = Sejour.objects.filter(
            Q(fin__isnull=True) | Q(fin__gt=since), maison__in=houses, debut__lt=today
        )
        rows = list(stays.order_by("debut", "id").values_list("maison_id", "debut", "fin", "id", "enfant_id"))
    places = places_des_maisons([house.pk for house in houses])
    by_house: dict[UUID, list[Stay]] = {house.pk: [] for house in houses}
    for maison, debut, fin, ident, enfant in rows:
        by_house[maison].append(Stay(debut, fin, ident, enfant))
    masked = perimetre_de(user.pk).villages(Capacite.ECRIRE_ORGANISATION) is None
    over = (
        []
        if masked
        else [found for house in houses for found in _over(house, by_house[house.pk], places, since, today)]
    )
    reasons = _reasons(user, {ident for found in over for ident in found.stays})
    return [
        VillageOccupe(
            village,
            [
                _month(
                    m,
                    [h for h in houses if h.village_id == village.pk],
                    by_house,
                    places,
                    today,
                    masked=masked,
                )
                for m in months
            ],
            [
                Depassement(
                    f.maison,
                    f.debut,
                    f.fin,
                    f.en_plus,
                    f.places,
                    [reasons[i] for i in f.stays if i in reasons],
                )
                for f in over
                if f.maison.village_id == village.pk
            ],
        )
        for village in liste
    ]


def _nights(debut: date, fin: date | None, du: date, au: date) -> int:
    return max(0, (min(fin or au, au) - max(debut, du)).days)


def _month(
    mois: date,
    houses: list[Maison],
    by_house: dict[UUID, list[Stay]],
    places: Places,
    today: date,
    *,
    masked: bool,
) -> MoisOccupe:
    end = min(mois_suivant(mois), today)
    held, present = 0, set()
    for house in houses:
        for stay in by_house[house.pk]:
            nights = _nights(stay.debut, stay.fin, mois, end)
            held += nights
            if nights:
                present.add(stay.enfant)
    offered = last = 0
    for house in houses:
        opened = max(mois, house.ouverte_le or mois)
        closed = min(end, house.fermee_le or end)
        offered += places.offertes(house.pk, opened, closed)
        # On the first of a month no night is over yet: the places are those of tonight.
        tonight = mois == end == opened and (house.fermee_le is None or house.fermee_le > end)
        if opened < closed or tonight:
            last += places.le(house.pk, max(opened, closed - timedelta(days=1)))
    return MoisOccupe(mois, last, held, offered, masked and 0 < len(present) < EFFECTIF_MIN)


@dataclass(frozen=True)
class _Over:
    maison: Maison
    debut: date
    fin: date | None
    en_plus: int
    places: int
    stays: list[UUID]


def _over(maison: Maison, stays: list[Stay], places: Places, since: date, today: date) -> list[_Over]:
    """Return the runs of nights on which a house was too full, the last one open if it still is."""
    begins = {stay.debut for stay in stays if stay.debut > since}
    ends = {stay.fin for stay in stays if stay.fin is not None and stay.fin <= today}
    days = sorted({since, *begins, *ends, *places.changements(maison.pk, since, today)})
    found: list[_Over] = []
    run: tuple[date, int, int, list[UUID]] | None = None
    for day in days:
        there = [s.ident for s in stays if s.debut <= day and (s.fin is None or s.fin > day)]
        offered = places.le(maison.pk, day)
        extra = len(there) - offered
        if extra > 0:
            # Those who came once the places were taken are the ones the reasons are about.
            late = there[offered:]
            if run is None:
                run = (day, extra, offered, late)
            else:
                fullest = max(run[1:3], (extra, offered), key=lambda pair: pair[0])
                run = (run[0], *fullest, list(dict.fromkeys([*run[3], *late])))
        elif run is not None:
            found.append(_Over(maison, run[0], day, *run[1:]))
            run = None
    if run is not None:
        found.append(_Over(maison, run[0], None, *run[1:]))
    return found[::-1]


def _reasons(user: Utilisateur, stays: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the reason given for each stay and who gave it, as far as this person reads its child."""
    if not stays:
        return {}
    rows = list(Sejour.objects.visible_to(user, "lire_identite").filter(pk__in=stays))
    first = Sejour.versions.filter(id__in=[s.pk for s in rows], history_type="+")
    authors = {ident: author for ident, author in first.values_list("id", "history_user_id") if author}
    names = people_of(authors.values())
    return {
        s.pk: (
            str(s.motif_depassement or "Aucun motif n’a été noté."),
            nom_du_compte(names.get(authors[s.pk])) if s.pk in authors else "reprise d’un tableau",
        )
        for s in rows
    }
