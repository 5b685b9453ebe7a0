"""Where a child sleeps: the open rooms of the house, and who sleeps there as far as one may know."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from enfants.mentions import noms_distincts
from enfants.models import Enfant, Sejour
from enfants.selectors.dossier import EnfantVu, enumerer
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier
from villages.accueil import accueil
from villages.models import Chambre


def chambres_offertes(user: Utilisateur, sejour: Sejour) -> list[tuple[Chambre, str, set[UUID]]]:
    """Return each open room of the house, in words, and the children named there.

    Beds are counted on every stay; only children whose file one reads are named.
    """
    rows = Chambre.objects.ouvertes().filter(maison_id=sejour.maison_id)
    rooms = sorted(rows, key=lambda c: (plier(c.nom), c.pk))
    taken = accueil().dormeurs([room.pk for room in rooms])
    stays = Sejour.objects.visible_to(user, "lire_identite").not_over().filter(chambre__in=rooms)
    stays = stays.exclude(enfant_id=sejour.enfant_id).order_by("id")
    room_of = dict(stays.values_list("enfant_id", "chambre_id"))
    children = list(Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=room_of))
    names = noms_distincts(children)
    asleep: dict[UUID, list[Enfant]] = defaultdict(list)
    for child in children:
        if child.pk in names:
            asleep[room_of[child.pk]].append(child)
    found = []
    for room in rooms:
        here = sorted(asleep[room.pk], key=lambda e: plier(names[e.pk]))
        others = taken.get(room.pk, 0) - len(here) - (room.pk == sejour.chambre_id)
        said = [f"{names[e.pk]} ({EnfantVu(e, None, []).age})" for e in here]
        if others > 0:
            said.append(f"{others} autre{'s' if others > 1 else ''}" if said else _others(others))
        found.append((room, _words(room, said), {e.pk for e in here}))
    return found


def _others(count: int) -> str:
    return f"{count} enfants" if count > 1 else "un enfant"


def _words(room: Chambre, said: list[str]) -> str:
    beds = f"{room.nom} : {room.lits} lit{'s' if room.lits > 1 else ''}"
    return f"{beds}, avec {enumerer(said)}" if said else f"{beds}, personne"
