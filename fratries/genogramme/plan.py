"""Where each person stands: rows by generation, an order that keeps families together, columns.

Deterministic: the same family gives the same drawing, whatever the order it was read in. The order
of a row starts from ages and is improved by single moves while the cost falls: partners side by
side, children of a couple together and under it, few crossings. Columns then follow by least
squares with a minimal distance, which no rounding breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fratries.genogramme.arbre import Arbre, Couple, Forme

#: Between the centres of two neighbours.
PAS = 112
PASSES = 8
TOURS = 24


def ranger(arbre: Arbre) -> list[list[str]]:
    """Return the rows, the oldest generation first, each in its order.

    Who is joined to nobody stands at the end of the row, out of the lines of the others.
    """
    generations = arbre.generations()
    joined: dict[int, list[str]] = {generation: [] for generation in sorted(set(generations.values()))}
    alone: dict[int, list[str]] = {generation: [] for generation in joined}
    for cle in sorted(arbre.personnes, key=lambda c: _age_key(arbre, c)):
        side = joined if arbre.couples_de(cle) or arbre.parents_de(cle) else alone
        side[generations[cle]].append(cle)
    eldest_first = list(joined.values())
    starts = [eldest_first, [list(reversed(row)) for row in eldest_first]]
    best = min((_settle(arbre, rows) for rows in starts), key=lambda rows: _cost(arbre, rows))
    return [[*row, *alone[generation]] for generation, row in zip(joined, best, strict=True)]


def _settle(arbre: Arbre, start: Sequence[Sequence[str]]) -> list[list[str]]:
    """Gather families, then move people one by one while the drawing gets clearer."""
    rows = [list(row) for row in start]
    for _ in range(4):
        for row in [*rows, *reversed(rows)]:
            _gather(arbre, rows, row)
    best = _cost(arbre, rows)
    for _ in range(PASSES):
        before = best
        for row in rows:
            best = _improve(arbre, rows, row, best)
        best = _turn(arbre, rows, best)
        if best >= before:
            break
    return rows


def _turn(arbre: Arbre, rows: list[list[str]], best: float) -> float:
    """Try each stretch of a row the other way round, the other rows gathered after it.

    A chain of couples is not undone person by person.
    """
    for row in rows:
        for start in range(len(row) - 2):
            for end in range(start + 3, len(row) + 1):
                before = [list(each) for each in rows]
                row[start:end] = row[start:end][::-1]
                for other in rows:
                    if other is not row:
                        _gather(arbre, rows, other)
                cost = _cost(arbre, rows)
                if cost < best - 1e-9:
                    best = cost
                    continue
                for each, order in zip(rows, before, strict=True):
                    each[:] = order
    return best


def _age_key(arbre: Arbre, cle: str) -> tuple[bool, int, str]:
    person = arbre.personnes[cle]
    return (person.forme is Forme.A_NAITRE, person.annee or 9999, cle)


def _places(rows: Sequence[Sequence[str]]) -> dict[str, float]:
    return {cle: rank - (len(row) - 1) / 2 for row in rows for rank, cle in enumerate(row)}


def _gather(arbre: Arbre, rows: list[list[str]], row: list[str]) -> None:
    """Bring each person of a row under their parents, over their children, beside their partners."""
    places = _places(rows)
    rank = {cle: n for n, cle in enumerate(row)}

    def pull(cle: str) -> float:
        near = [places[p] for couple in arbre.parents_de(cle) for p in couple.parents]
        for couple in arbre.couples_de(cle):
            near += [places[p] for p in couple.parents if p != cle]
            near += [places[enfant] for enfant, _ in couple.enfants]
        return sum(near) / len(near) if near else places[cle]

    row.sort(key=lambda cle: (pull(cle), rank[cle]))


def _improve(arbre: Arbre, rows: list[list[str]], row: list[str], best: float) -> float:
    """Try each person of a row at each place, alone then with the other rows gathered after them."""
    for cle in list(row):
        before = [list(each) for each in rows]
        kept = before
        for target in range(len(row)):
            for gathered in (False, True):
                row.remove(cle)
                row.insert(target, cle)
                if gathered:
                    for other in rows:
                        if other is not row:
                            _gather(arbre, rows, other)
                cost = _cost(arbre, rows)
                if cost < best - 1e-9:
                    best, kept = cost, [list(each) for each in rows]
                for each, order in zip(rows, before, strict=True):
                    each[:] = order
        for each, order in zip(rows, kept, strict=True):
            each[:] = order
    return best


def _cost(arbre: Arbre, rows: Sequence[Sequence[str]]) -> float:
    """What a reader suffers from an order; smaller is clearer."""
    places = _places(rows)
    total = 0.0
    joined: list[tuple[float, float, float, float]] = []
    for couple in arbre.couples:
        where = sorted(places[p] for p in couple.parents)
        middle = sum(where) / len(where)
        total += 4 * (where[-1] - where[0] - (len(where) - 1))
        children = sorted(places[enfant] for enfant, _ in couple.enfants)
        if children:
            total += 3 * (children[-1] - children[0] - (len(children) - 1))
            total += abs(middle - sum(children) / len(children))
            joined.append((where[0], where[-1], children[0], children[-1]))
        total += _conventions(arbre, couple, places)
    total += _households(arbre, rows)
    for n, (left, right, first, last) in enumerate(joined):
        for other_left, other_right, other_first, other_last in joined[n + 1 :]:
            if (left + right - other_left - other_right) * (first + last - other_first - other_last) < 0:
                total += 5
    return total


def _households(arbre: Arbre, rows: Sequence[Sequence[str]]) -> float:
    """Those who live under one roof stand together when it costs little."""
    total = 0.0
    for row in rows:
        roof = [rank for rank, cle in enumerate(row) if arbre.personnes[cle].foyer]
        total += 0.5 * (roof[-1] - roof[0] + 1 - len(roof)) if roof else 0.0
    return total


def _conventions(arbre: Arbre, couple: Couple, places: dict[str, float]) -> float:
    """Man on the left, eldest on the left: preferred, never at the price of clarity."""
    total = 0.0
    if len(couple.parents) == 2:
        first, second = sorted(couple.parents, key=lambda p: places[p])
        shapes = (arbre.personnes[first].forme, arbre.personnes[second].forme)
        total += 0.2 * (shapes == (Forme.FEMME, Forme.HOMME))
    siblings = sorted((enfant for enfant, _ in couple.enfants), key=lambda cle: _age_key(arbre, cle))
    total += 0.3 * sum(places[a] > places[b] for a, b in pairwise(siblings))
    return total


def placer(arbre: Arbre, rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the abscissa of each person, in the order of the rows and never closer than ``PAS``."""
    x = {cle: rank * float(PAS) for row in rows for rank, cle in enumerate(row)}
    for turn in range(TOURS):
        for row in rows if turn % 2 else list(reversed(rows)):
            wished = [_wish(arbre, x, cle) for cle in row]
            for cle, value in zip(row, _apart(wished), strict=True):
                x[cle] = value
    left = min(x.values(), default=0.0)
    placed: dict[str, int] = {}
    for row in rows:
        # Less their rank, abscissas only grow: rounded, they still do.
        for rank, cle in enumerate(row):
            placed[cle] = round((x[cle] - left - rank * PAS) / 4) * 4 + rank * PAS
    return placed


def _wish(arbre: Arbre, x: dict[str, float], cle: str) -> float:
    """Where this person would best stand: their couple over its children, under its parents."""
    shifts = []
    for couple in [*arbre.parents_de(cle), *arbre.couples_de(cle)]:
        if not couple.enfants:
            continue
        middle = sum(x[p] for p in couple.parents) / len(couple.parents)
        children = sum(x[enfant] for enfant, _ in couple.enfants) / len(couple.enfants)
        shifts.append(middle - children if cle not in couple.parents else children - middle)
    return x[cle] + (sum(shifts) / len(shifts) if shifts else 0.0)


def _apart(wished: Sequence[float]) -> list[float]:
    """Return the nearest abscissas, by least squares, that keep the order and the distance."""
    blocks: list[tuple[float, int]] = []
    for rank, value in enumerate(wished):
        mean, size = value - rank * PAS, 1
        while blocks and blocks[-1][0] > mean:
            former, length = blocks.pop()
            mean = (mean * size + former * length) / (size + length)
            size += length
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    return [value + rank * PAS for rank, value in enumerate(flat)]
