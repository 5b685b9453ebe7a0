"""The agenda of a house, of a village or of one child: a day or a week of what is planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from enfants.mentions import noms_distincts
from enfants.models import Enfant, Sejour
from enfants.selectors.lieu import lieux_caches
from enfants.selectors.maison import maisons_visibles
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from socle.ui.agenda import Demande, Evenement
from villages.models import Maison, Village


@dataclass(frozen=True)
class Lieu:
    """A house, or a village with all its houses, among those one may look at."""

    cle: UUID
    nom: str
    maisons: frozenset[UUID]


@dataclass
class Jour:
    """One day of the page."""

    date: date
    evenements: list[Evenement] = field(default_factory=list)

    @property
    def est_aujourdhui(self) -> bool:
        return self.date == aujourdhui()


@dataclass(frozen=True)
class Semaine:
    """What is planned, day by day, and what lasts several days above."""

    jours: list[Jour]
    durees: list[Evenement]

    @property
    def vide(self) -> bool:
        return not self.durees and not any(jour.evenements for jour in self.jours)


def lieux_de(user: Utilisateur) -> list[Lieu]:
    """Return the villages of which one reaches several houses, then the houses, in alphabetical order."""
    houses = list(maisons_visibles(user, "lire_identite").select_related("village"))
    villages: dict[Village, list[Maison]] = {}
    for house in houses:
        villages.setdefault(house.village, []).append(house)
    whole = [
        Lieu(village.pk, village.nom, frozenset(house.pk for house in of_it))
        for village, of_it in villages.items()
        if len(of_it) > 1
    ]
    single = [Lieu(house.pk, house.nom, frozenset([house.pk])) for house in houses]
    return [*_alphabetical(whole), *_alphabetical(single)]


def _alphabetical(lieux: Iterable[Lieu]) -> list[Lieu]:
    return sorted(lieux, key=lambda lieu: (plier(lieu.nom), lieu.cle))


def demande_des_maisons(user: Utilisateur, maisons: Iterable[UUID], debut: date, fin: date) -> Demande:
    """Return what to ask the sources about these houses: the children who live there on one of those days.

    Whose place one may not be shown is left out, as from every list of a house.
    """
    stays = (
        Sejour.objects.visible_to(user, "lire_identite")
        .filter(Q(fin__isnull=True) | Q(fin__gt=debut), maison_id__in=maisons, debut__lte=fin)
        .order_by()
        .values_list("enfant_id", flat=True)
    )
    children = list(Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=stays))
    hidden = lieux_caches(user, [child.pk for child in children])
    return _demande(user, [child for child in children if child.pk not in hidden], maisons, debut, fin)


def demande_d_un_enfant(user: Utilisateur, enfant: Enfant, debut: date, fin: date) -> Demande:
    """Return what to ask the sources about one child and the house they live in, unless it is hidden."""
    houses: list[UUID] = []
    if not lieux_caches(user, [enfant.pk]):
        stays = Sejour.objects.filter(
            Q(fin__isnull=True) | Q(fin__gt=debut), enfant_id=enfant.pk, debut__lte=fin
        )
        houses = list(stays.order_by().values_list("maison_id", flat=True))
    return _demande(user, [enfant], houses, debut, fin)


def _demande(
    user: Utilisateur, enfants: Sequence[Enfant], maisons: Iterable[UUID], debut: date, fin: date
) -> Demande:
    names = noms_distincts(enfants)
    return Demande(
        user=user,
        debut=debut,
        fin=fin,
        enfants={child.pk: child for child in enfants},
        noms={child.pk: names.get(child.pk, PHRASE_ILLISIBLE) for child in enfants},
        maisons=frozenset(maisons),
    )


def ranger(evenements: Iterable[Evenement], debut: date, fin: date) -> Semaine:
    """Lay events out by day; those that last several days stand above, once."""
    days = {
        debut + timedelta(days=rank): Jour(debut + timedelta(days=rank))
        for rank in range((fin - debut).days + 1)
    }
    lasting = []
    for event in evenements:
        if event.jusqu_au is not None and event.jusqu_au > event.jour:
            lasting.append(event)
        elif event.jour in days:
            days[event.jour].evenements.append(event)
    return Semaine(list(days.values()), lasting)
