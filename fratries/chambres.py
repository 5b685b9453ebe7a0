"""Who may share a bedroom: rooms, sleepers and newcomers in, one arrangement out, or none.

Pure: it knows neither names nor the database. Exact: an arrangement is found whenever there is one,
unless the search passes ``ESSAIS_MAX`` and says so. Those whose room is known stay in it; newcomers and
those whose room nobody has said are given a bed. What is unknown of a child separates nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

#: Above this age a girl and a boy do not share a room. The association's rule: no text fixes it.
AGE_MIXITE = 10
#: Nor do children more years apart than this. The association's rule: no text fixes it.
ECART_CHAMBRE = 6
#: Beds tried before the search stops; a house of ten rooms stays far below.
ESSAIS_MAX = 20_000


@dataclass(frozen=True, kw_only=True)
class Dormeur:
    """A child in a house; ``lignee`` is shared by siblings, ``chambre`` is known or not.

    ``qui`` is handed back as it came: whoever may name the child finds them by it.
    """

    debut: date
    fin: date | None = None
    age: int | None = None
    sexe: str = ""
    lignee: Hashable | None = None
    chambre: Hashable | None = None
    qui: Hashable | None = None


@dataclass(frozen=True)
class ChambreOfferte:
    """An open room and its beds."""

    ident: Hashable
    lits: int


@dataclass(frozen=True)
class Regle:
    """A reason not to share, between children who are not siblings, as the page says it."""

    phrase: str
    separe: Callable[[Dormeur, Dormeur], bool]


def _mixite(a: Dormeur, b: Dormeur) -> bool:
    told = bool(a.sexe and b.sexe) and a.sexe != b.sexe
    return told and max(a.age or 0, b.age or 0) > AGE_MIXITE


def _ecart(a: Dormeur, b: Dormeur) -> bool:
    return a.age is not None and b.age is not None and abs(a.age - b.age) > ECART_CHAMBRE


REGLES = (
    Regle(f"une fille et un garçon quand l’un des deux a plus de {AGE_MIXITE} ans", _mixite),
    Regle(f"deux enfants de plus de {ECART_CHAMBRE} ans d’écart", _ecart),
)


def partagent(a: Dormeur, b: Dormeur) -> bool:
    """Whether these two may share a room: siblings always, others unless a rule says no."""
    siblings = a.lignee is not None and a.lignee == b.lignee
    return siblings or not any(regle.separe(a, b) for regle in REGLES)


@dataclass(frozen=True)
class Repartition:
    """What the rooms of a house allow.

    ``lits`` gives a room to each newcomer, then to each child whose room was not known, in order;
    None when there is no arrangement, or when the search stopped (``complete`` is then false).
    """

    lits: tuple[tuple[Dormeur, Hashable], ...] | None
    assez_de_lits: bool
    complete: bool = True

    @property
    def impossible(self) -> bool:
        return self.complete and self.lits is None


def pointe(dormeurs: Sequence[Dormeur], du: date, au: date | None = None) -> int:
    """Return how many sleep there on the fullest night of the period."""
    there = [o for o in dormeurs if (o.fin is None or o.fin > du) and (au is None or o.debut < au)]
    nights = {du, *(o.debut for o in there if o.debut > du)}
    return max(sum(o.debut <= n and (o.fin is None or o.fin > n) for o in there) for n in nights)


def repartir(
    arrivants: Sequence[Dormeur],
    residents: Sequence[Dormeur],
    chambres: Sequence[ChambreOfferte],
    *,
    du: date,
    au: date | None = None,
) -> Repartition | None:
    """Find a bed for each newcomer in an open room of the house; None when its rooms are not known."""
    return _Repartiteur(arrivants, residents, chambres, du, au).answer() if chambres else None


class _Repartiteur:
    def __init__(
        self,
        arrivants: Sequence[Dormeur],
        residents: Sequence[Dormeur],
        chambres: Sequence[ChambreOfferte],
        du: date,
        au: date | None,
    ) -> None:
        self.chambres, self.du, self.au = chambres, du, au
        self.content = [[r for r in residents if r.chambre == c.ident] for c in chambres]
        known = {c.ident for c in chambres}
        self.waiting = [*arrivants, *(r for r in residents if r.chambre not in known)]
        self.essais = 0

    def answer(self) -> Repartition:
        beds = sum(max(self._free(rank), 0) for rank in range(len(self.chambres)))
        enough = pointe(self.waiting, self.du, self.au) <= beds
        ranks = self._place(())
        if ranks is None:
            return Repartition(None, enough, self.essais <= ESSAIS_MAX)
        rooms = (self.chambres[rank].ident for rank in ranks)
        return Repartition(tuple(zip(self.waiting, rooms, strict=True)), enough)

    def _free(self, rank: int) -> int:
        return self.chambres[rank].lits - pointe(self.content[rank], self.du, self.au)

    def _place(self, chosen: tuple[int, ...]) -> tuple[int, ...] | None:
        if len(chosen) == len(self.waiting):
            return chosen
        child = self.waiting[len(chosen)]
        empty: set[int] = set()
        for rank in self._order(child):
            self.essais += 1
            if self.essais > ESSAIS_MAX:
                return None
            lits, inside = self.chambres[rank].lits, self.content[rank]
            # Two empty rooms with as many beds are the same room.
            if not inside and lits in empty:
                continue
            if not inside:
                empty.add(lits)
            if not all(partagent(child, other) or not _meet(child, other) for other in inside):
                continue
            inside.append(child)
            found = self._place((*chosen, rank)) if self._free(rank) >= 0 else None
            inside.pop()
            if found is not None:
                return found
        return None

    def _order(self, child: Dormeur) -> list[int]:
        """Rooms of brothers and sisters first, then empty ones: the arrangement told is the kindest."""

        def key(rank: int) -> tuple[int, bool, int]:
            inside = self.content[rank]
            siblings = sum(o.lignee is not None and o.lignee == child.lignee for o in inside)
            return (-siblings, bool(inside), rank)

        return sorted(range(len(self.chambres)), key=key)


def _meet(a: Dormeur, b: Dormeur) -> bool:
    return (a.fin is None or a.fin > b.debut) and (b.fin is None or b.fin > a.debut)
