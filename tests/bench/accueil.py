"""« Où accueillir cette fratrie ? » in a village of ten houses, and of forty.

Against trying everything in the small village: every house for the group × every sibling unit that could
move × every house it could move to; the same best answer is asked of both before anything is timed. In
the large one trying everything takes a minute: it is compared with the small one, and must be complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fratries.chambres import pointe
from fratries.placement import Demande, MaisonOfferte, Occupant, Proposition, ou_accueillir
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import Tailles

DU = date(2026, 11, 2)
_PLACES = 6
_FRATRIE = ((4, 7, 9),)


def _village(maisons: int, *, libres: int) -> list[MaisonOfferte]:
    """Houses of siblings by two and of children alone; none has room for three but by a move."""
    rng, found = Random(maisons), []
    for rang in range(maisons):
        occupants: list[Occupant] = []
        while len(occupants) < _PLACES - libres:
            taille = min(rng.choice((1, 1, 2)), _PLACES - libres - len(occupants))
            unite = f"{rang}-{len(occupants)}"
            occupants += [
                Occupant(unite=unite, age=rng.randint(2, 17), debut=DU - timedelta(days=rng.randint(1, 900)))
                for _ in range(taille)
            ]
        found.append(MaisonOfferte(places=_PLACES, occupants=tuple(occupants)))
    return found


def _tous_les_plans(maisons: list[MaisonOfferte]) -> Iterator[tuple[object, int, int] | None]:
    yield None
    for de, maison in enumerate(maisons):
        for unite in dict.fromkeys(o.unite for o in maison.occupants):
            for vers in range(len(maisons)):
                if vers != de:
                    yield unite, de, vers


def _tout_essayer(demande: Demande, maisons: list[MaisonOfferte]) -> tuple[int, int] | None:
    """Return (children moved, rooms left) of the best arrangement, each one counted whole."""
    tenables = []
    [ages] = demande.groupes
    for recoit in range(len(maisons)):
        for plan in _tous_les_plans(maisons):
            restent = [list(maison.occupants) for maison in maisons]
            deplaces = 0
            if plan is not None:
                unite, de, vers = plan
                partent = [o for o in restent[de] if o.unite == unite]
                restent[de] = [o for o in restent[de] if o.unite != unite]
                restent[vers] += partent
                deplaces = len(partent)
            touchees = {recoit} | ({plan[2]} if plan else set())
            pleins = {rang: pointe(restent[rang], demande.du) for rang in range(len(maisons))}
            arrivent = {recoit: len(ages)}
            if all(pleins[r] + arrivent.get(r, 0) <= maisons[r].places for r in touchees):
                tenables.append((deplaces, maisons[recoit].places - pleins[recoit] - len(ages)))
    return min(tenables, default=None)


def _cout(proposition: Proposition) -> tuple[int, int]:
    return proposition.enfants_deplaces, proposition.restantes


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Time the search where somebody must move; ages are left out of both rankings."""
    demande = Demande(groupes=_FRATRIE, du=DU, ecart_max=99, deplacements_max=1)
    petit, grand = (
        _village(tailles.maisons_accueil, libres=2),
        _village(4 * tailles.maisons_accueil, libres=2),
    )
    meilleur = _tout_essayer(demande, petit)
    assert meilleur is not None
    assert _cout(ou_accueillir(demande, petit).propositions[0]) == meilleur
    figure = Figure(
        "où accueillir",
        f"trois enfants, un déplacement, {len(petit)} maisons puis {len(grand)}",
        (
            Comparaison("tout essayer", "petit village", au_moins=3),
            Comparaison("grand village", "petit village"),
        ),
    )
    figure.temps = chronometrer(
        {
            "petit village": lambda: ou_accueillir(demande, petit),
            "tout essayer": lambda: _tout_essayer(demande, petit),
            "grand village": lambda: ou_accueillir(demande, grand),
        },
        tours=tailles.tours,
    )
    figure.faits["grand village : réponse complète"] = ou_accueillir(demande, grand).complete
    return [figure]
