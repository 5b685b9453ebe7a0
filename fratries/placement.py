"""« Où accueillir cette fratrie ? »: houses, stays and groups in, ranked proposals out.

Pure: it knows neither names nor the database. Siblings stay whole whenever any arrangement keeps
them whole, moving other children included; only then are they split, and nobody else is moved for it.
Exact within ``DEPLACEMENTS_MAX`` moves; a search longer than ``EXAMENS_MAX`` stops and says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, product

from fratries.chambres import ChambreOfferte, Dormeur, Repartition, pointe, repartir

#: How many other sibling units may change house: beyond, it is another village that one imagines.
DEPLACEMENTS_MAX = 2
#: Arrangements looked at before the search stops; ten houses and three groups stay far below.
EXAMENS_MAX = 150_000


@dataclass(frozen=True, kw_only=True)
class Occupant(Dormeur):
    """A stay in a house; ``unite`` is shared by the siblings who live there, and moves as one."""

    unite: Hashable


@dataclass(frozen=True, kw_only=True)
class MaisonOfferte:
    """A house: ``recoit`` says whether it may be proposed, ``genre`` among which houses one may move."""

    places: int
    occupants: tuple[Occupant, ...] = ()
    recoit: bool = True
    genre: str = ""
    #: none while nobody has described the rooms
    chambres: tuple[ChambreOfferte, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Demande:
    """Groups of ages to receive from ``du``, until ``au`` (excluded) or for as long as it takes.

    ``ecart_max`` is how many years apart children of one house may be before it is counted.
    ``sexes`` goes with ``groupes``; ``lignees`` tells which groups have siblings in the houses.
    """

    groupes: tuple[tuple[int | None, ...], ...]
    sexes: tuple[tuple[str, ...], ...] = ()
    lignees: tuple[Hashable, ...] = ()
    du: date
    au: date | None = None
    ecart_max: int = 8
    deplacements_max: int = 0


@dataclass(frozen=True)
class Deplacement:
    """A sibling unit that would change house, so many children at the first day."""

    unite: Hashable
    de: int
    vers: int
    enfants: int


@dataclass(frozen=True)
class Proposition:
    """One arrangement: the house of each child of each group, by rank, and what it costs."""

    maisons: tuple[tuple[int, ...], ...]
    deplacements: tuple[Deplacement, ...]
    paires_separees: int
    enfants_deplaces: int
    #: what the rooms of each house that receives somebody allow; None where they are not known
    chambres: tuple[tuple[int, Repartition | None], ...]
    ecarts: int
    restantes: int

    @property
    def sans_chambres(self) -> int:
        """How many houses have no arrangement of their rooms; rooms unknown count for nothing."""
        return sum(r is not None and r.impossible for _, r in self.chambres)

    @property
    def score(self) -> tuple[int, int, int, int, int]:
        """Separations first, then children moved, rooms that do not do, ages far apart, places left over.

        Rooms change hands inside a house: no other child leaves theirs for it. The tightest house
        comes first: it keeps the wide ones for a larger group.
        """
        costs = (self.paires_separees, self.enfants_deplaces, self.sans_chambres)
        return (*costs, self.ecarts, self.restantes)

    @property
    def ordre(self) -> tuple[object, ...]:
        """The score, then the houses in their order: ties never depend on chance."""
        moves = tuple(sorted((d.de, d.vers, str(d.unite)) for d in self.deplacements))
        return (*self.score, self.maisons, moves)


@dataclass(frozen=True)
class Reponse:
    """The proposals, the best first; ``complete`` is false when the search had to stop."""

    propositions: tuple[Proposition, ...]
    complete: bool


def ou_accueillir(demande: Demande, maisons: Sequence[MaisonOfferte], *, limite: int = 6) -> Reponse:
    """Return the best arrangements that exceed no house, groups whole before anything else."""
    if not demande.groupes or not all(demande.groupes):
        raise ValueError("nobody to receive")
    search = _Search(demande, maisons)
    found = sorted(search.whole(limite), key=lambda p: p.ordre)
    if not found:
        found = search.split(limite)
    return Reponse(tuple(found[:limite]), search.examens <= EXAMENS_MAX)


def arrivants(demande: Demande, rang: int) -> list[Dormeur]:
    """Return the children of one group as rooms see them."""
    ages = demande.groupes[rang]
    sexes = demande.sexes[rang] if demande.sexes else ("",) * len(ages)
    lignee = demande.lignees[rang] if demande.lignees else ("groupe", rang)
    return [
        Dormeur(debut=demande.du, fin=demande.au, age=age, sexe=sexe, lignee=lignee)
        for age, sexe in zip(ages, sexes, strict=True)
    ]


class _Search:
    def __init__(self, demande: Demande, maisons: Sequence[MaisonOfferte]) -> None:
        self.demande, self.maisons = demande, maisons
        self.examens = 0
        self._bound = 0
        self._peaks: dict[tuple[int, tuple[Occupant, ...]], int] = {}
        self._rooms: dict[tuple[object, ...], Repartition | None] = {}

    @cached_property
    def _residents(self) -> list[tuple[Occupant, ...]]:
        du, au = self.demande.du, self.demande.au
        return [
            tuple(o for o in m.occupants if (o.fin is None or o.fin > du) and (au is None or o.debut < au))
            for m in self.maisons
        ]

    def _peak(self, house: int, residents: tuple[Occupant, ...]) -> int:
        key = (house, residents)
        if key not in self._peaks:
            self._peaks[key] = pointe(residents, self.demande.du, self.demande.au)
        return self._peaks[key]

    def _is_over(self, house: int, residents: tuple[Occupant, ...], newcomers: int) -> bool:
        return self._peak(house, residents) + newcomers > self.maisons[house].places

    @cached_property
    def _open(self) -> list[int]:
        return [rank for rank, m in enumerate(self.maisons) if m.recoit]

    # --- groups kept whole ------------------------------------------------------------

    def whole(self, limite: int) -> list[Proposition]:
        """Return the best plan of each way to give every group one house, as far as it can rank."""
        best: dict[tuple[tuple[int, ...], ...], Proposition] = {}
        for moves in range(self.demande.deplacements_max + 1):
            if sum(p.enfants_deplaces < moves for p in best.values()) >= limite:
                break
            for maisons, newcomers in self._ways():
                known = best.get(maisons)
                # Moving more children than the last answer shown is never looked at.
                shown = sorted(p.enfants_deplaces for p in best.values())[:limite]
                self._bound = shown[-1] if len(shown) == limite else len(self._everyone)
                if known is not None:
                    self._bound = min(self._bound, known.enfants_deplaces)
                for residents, plan in self._plans(newcomers, self._residents, (), moves):
                    found = self._proposition(maisons, residents, plan)
                    if known is None or found.ordre < known.ordre:
                        known = best[maisons] = found
                        self._bound = min(self._bound, found.enfants_deplaces)
        return list(best.values())

    @cached_property
    def _everyone(self) -> list[Occupant]:
        return [o for residents in self._residents for o in residents]

    def _ways(self) -> Iterator[tuple[tuple[tuple[int, ...], ...], list[int]]]:
        """Yield each way to give every group one house large enough, and who arrives where."""
        sizes = [len(groupe) for groupe in self.demande.groupes]
        for houses in product(self._open, repeat=len(sizes)):
            newcomers = [0] * len(self.maisons)
            for house, size in zip(houses, sizes, strict=True):
                newcomers[house] += size
            if all(n <= m.places for n, m in zip(newcomers, self.maisons, strict=True)):
                yield tuple((h,) * size for h, size in zip(houses, sizes, strict=True)), newcomers

    def _plans(
        self,
        newcomers: list[int],
        residents: list[tuple[Occupant, ...]],
        moves: tuple[Deplacement, ...],
        left: int,
    ) -> Iterator[tuple[list[tuple[Occupant, ...]], tuple[Deplacement, ...]]]:
        """Yield the moves after which no house that receives is over its places.

        Somebody must leave the first house that is over, in any plan that works: no other move is
        tried, and none is useful, since moving fewer children is always better.
        """
        if sum(d.enfants for d in moves) > self._bound:
            return
        self.examens += 1
        if self.examens > EXAMENS_MAX:
            return
        received = {d.vers for d in moves}
        over = next(
            (
                house
                for house in range(len(self.maisons))
                if (newcomers[house] or house in received)
                and self._is_over(house, residents[house], newcomers[house])
            ),
            None,
        )
        if over is None:
            yield residents, moves
            return
        moved = {d.unite for d in moves}
        units = dict.fromkeys(o.unite for o in residents[over] if o.unite not in moved)
        for unite in units if left else ():
            leaving = tuple(o for o in residents[over] if o.unite == unite)
            staying = tuple(o for o in residents[over] if o.unite != unite)
            for vers in self._open:
                if vers == over or self.maisons[vers].genre != self.maisons[over].genre:
                    continue
                after = list(residents)
                after[over], after[vers] = staying, residents[vers] + leaving
                move = Deplacement(unite, over, vers, len(leaving))
                yield from self._plans(newcomers, after, (*moves, move), left - 1)

    # --- the last answer --------------------------------------------------------------

    def split(self, limite: int) -> list[Proposition]:
        """Return the arrangements that separate the fewest pairs; nobody else is moved."""
        children = [(g, age) for g, groupe in enumerate(self.demande.groupes) for age in groupe]
        free = {
            house: room
            for house in self._open
            if (room := self.maisons[house].places - self._peak(house, self._residents[house])) > 0
        }
        kept: list[Proposition] = []
        if sum(free.values()) < len(children):
            return kept

        def place(chosen: tuple[int, ...], separated: int) -> None:
            self.examens += 1
            full = len(kept) >= limite
            if self.examens > EXAMENS_MAX or (full and separated > kept[-1].paires_separees):
                return
            if len(chosen) == len(children):
                kept.append(self._proposition(self._by_group(chosen), self._residents, ()))
                kept.sort(key=lambda p: p.ordre)
                del kept[limite:]
                return
            groupe = children[len(chosen)][0]
            placed = [house for house, (g, _) in zip(chosen, children, strict=False) if g == groupe]
            # Houses of the siblings first: the best answers come early and close the others.
            for house in sorted(free, key=lambda h: (-placed.count(h), h)):
                if chosen.count(house) < free[house]:
                    place((*chosen, house), separated + len(placed) - placed.count(house))

        place((), 0)
        return kept

    def _by_group(self, chosen: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        found, rank = [], 0
        for groupe in self.demande.groupes:
            found.append(tuple(chosen[rank : rank + len(groupe)]))
            rank += len(groupe)
        return tuple(found)

    # --- what an arrangement costs ----------------------------------------------------

    def _proposition(
        self,
        maisons: tuple[tuple[int, ...], ...],
        residents: list[tuple[Occupant, ...]],
        moves: tuple[Deplacement, ...],
    ) -> Proposition:
        separated = sum(a != b for houses in maisons for a, b in combinations(houses, 2))
        received = sorted({house for houses in maisons for house in houses})
        sent = {move.vers for move in moves}
        counts = {house: sum(houses.count(house) for houses in maisons) for house in received}
        return Proposition(
            maisons,
            moves,
            separated,
            sum(move.enfants for move in moves),
            tuple((h, self._rooming(maisons, h, residents[h])) for h in sorted({*received, *sent})),
            sum(self._far_apart(maisons, house, residents[house]) for house in received),
            sum(self.maisons[h].places - self._peak(h, residents[h]) - counts[h] for h in received),
        )

    def _rooming(
        self, maisons: tuple[tuple[int, ...], ...], house: int, residents: tuple[Occupant, ...]
    ) -> Repartition | None:
        asked, offer = self.demande, self.maisons[house]
        arriving = tuple(
            child
            for rank, houses in enumerate(maisons)
            for child, where in zip(arrivants(asked, rank), houses, strict=True)
            if where == house
        )
        key = (house, arriving, residents)
        if key not in self._rooms:
            self._rooms[key] = repartir(arriving, residents, offer.chambres, du=asked.du, au=asked.au)
        return self._rooms[key]

    def _far_apart(
        self, maisons: tuple[tuple[int, ...], ...], house: int, residents: tuple[Occupant, ...]
    ) -> int:
        """Count the pairs of ages further apart than asked, siblings of one group left out."""
        arriving = [
            [age for age, where in zip(ages, houses, strict=True) if where == house]
            for ages, houses in zip(self.demande.groupes, maisons, strict=True)
        ]
        pairs = [(age, o.age) for ages in arriving for age in ages for o in residents]
        for some, others in combinations(arriving, 2):
            pairs += product(some, others)
        limit = self.demande.ecart_max
        return sum(a is not None and b is not None and abs(a - b) > limit for a, b in pairs)
