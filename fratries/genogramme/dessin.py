"""The drawing: symbols, names and lines in the units of an SVG that a template writes.

Symbols of the field: square man, circle woman, diamond when not said, triangle before birth; double
border for the child of the file, a cross for the dead; under the names, a bracket joins a couple
(full for marriage, dashed otherwise, one stroke for a separation, two for a divorce); children hang
from its middle, dotted for adoption and foster care, twins from one point; a dashed frame holds
those who live under the child's roof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import shorten, wrap

from fratries.genogramme.arbre import Arbre, Couple, Filiation, Forme, Personne
from fratries.genogramme.plan import PAS, placer, ranger

RAYON = 22
#: Height of the three lines of text under a symbol: a name on one or two, then the tie.
LEGENDE = 54
ETAGE = 14
MARGE = 60
LETTRES = 13

TRAITS = {"mariage": "plein", "divorce": "plein", "separation": "tirets", "": "points"}
BARRES = {"separation": 1, "divorce": 2}


@dataclass(frozen=True)
class Symbole:
    """One person as drawn; ``titre`` says in words what the shape says."""

    personne: Personne
    x: int
    y: int

    @property
    def forme(self) -> str:
        return self.personne.forme

    @property
    def lignes(self) -> list[tuple[str, str, int]]:
        """The class, the words and the ordinate of each line of text; the list gives names in full."""
        words = wrap(self.personne.nom, LETTRES) or [""]
        names = words[:2] if len(words) < 3 else [words[0], f"{words[1][: LETTRES - 1]}…"]
        texts = [("g-nom", name) for name in names]
        if self.personne.mot:
            texts.append(("g-mot", shorten(self.personne.mot, LETTRES + 4, placeholder="…")))
        first = self.y + RAYON + 16
        return [(kind, text, first + rank * 16) for rank, (kind, text) in enumerate(texts)]

    @property
    def haut(self) -> int:
        return self.y - RAYON

    @property
    def gauche(self) -> int:
        return self.x - RAYON

    def points(self, rayon: int) -> str:
        left, right, top, bottom = self.x - rayon, self.x + rayon, self.y - rayon, self.y + rayon
        if self.personne.forme is Forme.A_NAITRE:
            return f"{self.x},{top} {right},{bottom} {left},{bottom}"
        return f"{self.x},{top} {right},{self.y} {self.x},{bottom} {left},{self.y}"

    @property
    def contour(self) -> str:
        return self.points(RAYON)

    @property
    def contour_interieur(self) -> str:
        return self.points(RAYON - 7)


@dataclass(frozen=True)
class Trait:
    """A broken line, and how it is drawn."""

    chemin: str
    genre: str


@dataclass(frozen=True)
class Cadre:
    """The household: a dashed frame round those who live together."""

    x: int
    y: int
    largeur: int
    hauteur: int


@dataclass
class Dessin:
    """Everything the template draws, and the size of the sheet."""

    largeur: int = 0
    hauteur: int = 0
    symboles: list[Symbole] = field(default_factory=list)
    traits: list[Trait] = field(default_factory=list)
    cadres: list[Cadre] = field(default_factory=list)

    @property
    def marques(self) -> set[str]:
        """What the legend has to explain: only what is drawn."""
        people = [symbole.personne for symbole in self.symboles]
        found = {str(person.forme) for person in people} | {trait.genre for trait in self.traits}
        found |= {"decede"} if any(person.decede for person in people) else set()
        found |= {"jumeau"} if any(person.jumeau for person in people) else set()
        return found | ({"foyer"} if self.cadres else set())


def dessiner(arbre: Arbre) -> Dessin:
    """Lay out and draw a family."""
    rows = ranger(arbre)
    x = {cle: abscissa + MARGE for cle, abscissa in placer(arbre, rows).items()}
    dessin = Dessin(largeur=max(x.values(), default=0) + MARGE)
    levels = {cle: level for level, row in enumerate(rows) for cle in row}
    top = 12
    y: dict[str, int] = {}
    hanging: list[tuple[Couple, int, int]] = []
    for level, row in enumerate(rows):
        lanes = _sibling_lanes(hanging, x)
        top += 14 + (max(lanes) + 1) * ETAGE if lanes else 8 * bool(level)
        for cle in row:
            y[cle] = top + RAYON
            dessin.symboles.append(Symbole(arbre.personnes[cle], x[cle], y[cle]))
        for (couple, middle, ordinate), lane in zip(hanging, lanes, strict=True):
            line, starts = top - 14 - lane * ETAGE, _starts(arbre, couple, x)
            dessin.traits.append(_stem(couple, middle, ordinate, line, starts))
            dessin.traits += _branches(couple, starts, line, x, y)
        dessin.cadres += _household(arbre, row, x, top)
        couples = [c for c in arbre.couples if max(levels[p] for p in c.parents) == level]
        hanging, top = _brackets(dessin, couples, x, top + 2 * RAYON + LEGENDE)
    dessin.hauteur = top + 12
    return dessin


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Give each interval the first level where it touches no other; the narrowest stay on top."""
    lanes: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for n in sorted(range(len(spans)), key=lambda k: (spans[k][1] - spans[k][0], spans[k], k)):
        left, right = spans[n]
        lane = next(
            (
                rank
                for rank, taken in enumerate(lanes)
                if all(right + 6 < other_left or other_right + 6 < left for other_left, other_right in taken)
            ),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((left, right))
        found[n] = lane
    return found


def _ticks(couples: Sequence[Couple], x: dict[str, int]) -> dict[tuple[str, int], int]:
    """Where each union leaves each person: side by side, in the order of the partners."""
    found: dict[tuple[str, int], int] = {}
    people = sorted({p for couple in couples for p in couple.parents})
    for cle in people:
        mine = [n for n, couple in enumerate(couples) if cle in couple.parents]
        mine.sort(key=lambda n: (sum(x[p] for p in couples[n].parents) / len(couples[n].parents), n))
        for rank, n in enumerate(mine):
            found[cle, n] = x[cle] + round((rank - (len(mine) - 1) / 2) * 16)
    return found


def _brackets(
    dessin: Dessin, couples: Sequence[Couple], x: dict[str, int], top: int
) -> tuple[list[tuple[Couple, int, int]], int]:
    """Draw the unions under the names; return where children hang, and the next free ordinate."""
    ticks = _ticks(couples, x)
    ends = [sorted(ticks[p, n] for p in couple.parents) for n, couple in enumerate(couples)]
    lanes = _lanes([(places[0], places[-1]) for places in ends])
    hanging = []
    for couple, places, lane in zip(couples, ends, lanes, strict=True):
        ordinate = top + 10 + lane * ETAGE
        middle = (places[0] + places[-1]) // 2
        if len(places) > 1:
            genre = TRAITS.get(couple.nature, "tirets")
            dessin.traits.append(Trait(f"M{places[0]} {top}V{ordinate}H{places[-1]}V{top}", f"union-{genre}"))
            first = middle - 14 if couple.enfants else middle
            for rank in range(BARRES.get(couple.nature, 0)):
                at = first + rank * 6
                dessin.traits.append(
                    Trait(f"M{at - 4} {ordinate + 7}L{at + 4} {ordinate - 7}", f"barre-{couple.nature}")
                )
        else:
            ordinate = top
        if couple.enfants:
            hanging.append((couple, middle, ordinate))
    return hanging, top + 10 + (max(lanes, default=-1) + 1) * ETAGE


def _sibling_lanes(hanging: list[tuple[Couple, int, int]], x: dict[str, int]) -> list[int]:
    spans = []
    for couple, middle, _ in hanging:
        places = [x[enfant] for enfant, _ in couple.enfants]
        spans.append((min(middle, *places), max(middle, *places)))
    return _lanes(spans)


def _starts(arbre: Arbre, couple: Couple, x: dict[str, int]) -> dict[str, int]:
    """Where each child leaves the line of brothers and sisters: twins from one point."""
    together: dict[str, list[int]] = {}
    for enfant, _ in couple.enfants:
        if arbre.personnes[enfant].jumeau:
            together.setdefault(arbre.personnes[enfant].jumeau, []).append(x[enfant])
    found = {}
    for enfant, _ in couple.enfants:
        born_with = together.get(arbre.personnes[enfant].jumeau, [x[enfant]])
        found[enfant] = sum(born_with) // len(born_with)
    return found


def _stem(couple: Couple, middle: int, ordinate: int, line: int, starts: dict[str, int]) -> Trait:
    places = [middle, *starts.values()]
    kinds = {filiation for _, filiation in couple.enfants}
    return Trait(
        f"M{middle} {ordinate}V{line}M{min(places)} {line}H{max(places)}",
        _genre(kinds.pop()) if len(kinds) == 1 else "fratrie",
    )


def _branches(
    couple: Couple, starts: dict[str, int], line: int, x: dict[str, int], y: dict[str, int]
) -> list[Trait]:
    return [
        Trait(
            f"M{starts[enfant]} {line}L{x[enfant]} {y[enfant] - RAYON}",
            _genre(filiation),
        )
        for enfant, filiation in couple.enfants
        if enfant in y
    ]


def _genre(filiation: Filiation) -> str:
    return "fratrie" if filiation is Filiation.NAISSANCE else str(filiation)


def _household(arbre: Arbre, row: Sequence[str], x: dict[str, int], top: int) -> list[Cadre]:
    """Frame each run of neighbours who live under one roof."""
    frames: list[Cadre] = []
    run: list[str] = []
    for cle in [*row, ""]:
        if cle and arbre.personnes[cle].foyer:
            run.append(cle)
            continue
        if run:
            left, right = x[run[0]] - PAS // 2 + 4, x[run[-1]] + PAS // 2 - 4
            frames.append(Cadre(left, top - 6, right - left, 2 * RAYON + LEGENDE + 4))
            run = []
    return frames
