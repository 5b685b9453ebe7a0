"""The bedrooms of a house: beds, how many are taken, and what the sum says of its places."""

from __future__ import annotations

from dataclasses import dataclass

from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from villages.accueil import accueil
from villages.models import Chambre, Maison
from villages.selectors.places import places_des_maisons


@dataclass(frozen=True)
class ChambreVue:
    """One room; how many sleep there, never who."""

    chambre: Chambre
    occupes: int

    @property
    def libres(self) -> int:
        return max(self.chambre.lits - self.occupes, 0)


@dataclass(frozen=True)
class ChambresVues:
    """The rooms of one house, those in use by name and the closed ones apart."""

    maison: Maison
    places: int
    ouvertes: list[ChambreVue]
    fermees: list[Chambre]

    @property
    def lits(self) -> int:
        return sum(vue.chambre.lits for vue in self.ouvertes)

    @property
    def ecart(self) -> str:
        """What to look at when beds and places do not say the same; empty when they do."""
        return ecart_en_clair(self.lits, self.places) if self.ouvertes else ""


def ecart_en_clair(lits: int, places: int) -> str:
    """« Un lit de moins que de places »: said, never refused; a house may be under way."""
    if lits == places:
        return ""
    nombre = abs(lits - places)
    compte = f"{nombre} lits" if nombre > 1 else "Un lit"
    if lits < places:
        return f"{compte} de moins que de places : il reste peut-être une chambre à ajouter, ou un lit à compter."
    return f"{compte} de plus que de places : un lit d’appoint, peut-être, ou une place à déclarer."


def chambres_vues(maison: Maison) -> ChambresVues:
    """Read the rooms of a house: three queries."""
    rows = sorted(Chambre.objects.filter(maison=maison), key=lambda c: (plier(c.nom), c.pk))
    occupes = accueil().dormeurs([c.pk for c in rows if c.fermee_le is None])
    return ChambresVues(
        maison,
        places_des_maisons([maison.pk]).le(maison.pk, aujourdhui()),
        [ChambreVue(c, occupes.get(c.pk, 0)) for c in rows if c.fermee_le is None],
        [c for c in rows if c.fermee_le is not None],
    )
