"""The bedrooms of a village for « Où accueillir cette fratrie ? », and what they allow, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from enfants.enums import Sexe
from fratries.chambres import REGLES, Dormeur, Repartition, pointe
from socle.outils.texte import plier
from villages.models import Chambre, Maison

Chambres = Mapping[UUID, Sequence[Chambre]]

#: As the question writes them: « 3 F, 7 G ».
SEXES = {str(Sexe.FILLE): "F", str(Sexe.GARCON): "G"}


def ans_en_clair(age: int | None) -> str:
    """« 7 ans », « moins d’un an »."""
    if age is None:
        return "âge inconnu"
    return f"{age} an{'s' if age > 1 else ''}" if age else "moins d’un an"


def enumerer(mots: Sequence[str]) -> str:
    """« Léa, Noé et Malo »."""
    return mots[0] if len(mots) == 1 else f"{', '.join(mots[:-1])} et {mots[-1]}"


def lire_chambres(maisons: Iterable[Maison]) -> Chambres:
    """Return the open rooms of each house, by name: one query."""
    found: dict[UUID, list[Chambre]] = defaultdict(list)
    for chambre in Chambre.objects.ouvertes().filter(maison__in=list(maisons)):
        found[chambre.maison_id].append(chambre)
    return {maison: sorted(rooms, key=lambda c: (plier(c.nom), c.pk)) for maison, rooms in found.items()}


class Rangement:
    """What the rooms of one house allow; ``noms`` are those the reader may see, ``nommes`` those said."""

    def __init__(
        self,
        chambres: Sequence[Chambre],
        residents: Sequence[Dormeur],
        noms: Mapping[UUID, str],
        *,
        du: date,
        au: date | None,
    ) -> None:
        self.chambres, self.noms, self.du, self.au = chambres, noms, du, au
        self.dedans: dict[UUID, list[Dormeur]] = {c.pk: [] for c in chambres}
        for resident in residents:
            if isinstance(resident.chambre, UUID) and resident.chambre in self.dedans:
                self.dedans[resident.chambre].append(resident)
        self.nommes: set[UUID] = set()

    def phrases(self, trouve: Repartition | None, arrivants: Sequence[str]) -> list[str]:
        """Say what is free, then who could sleep where, or why nobody can."""
        if trouve is None:
            return ["Ses chambres ne sont pas décrites ici : à vous de les regarder."]
        said = [self._libres()]
        if trouve.lits is not None:
            return [*said, *self._qui_dort_ou(trouve.lits, arrivants)]
        if not trouve.complete:
            return [*said, "Trop de répartitions sont possibles : à vous de regarder ses chambres."]
        if not trouve.assez_de_lits:
            return [*said, "Il n’y a pas assez de lits : il faudrait en ajouter."]
        regles = ", ni ".join(regle.phrase for regle in REGLES)
        return [
            *said,
            "Aucune répartition des chambres ne convient : hors fratrie, la règle de l’association ne fait "
            f"pas dormir dans une même chambre {regles}.",
        ]

    def _libres(self) -> str:
        parts = []
        for chambre in self.chambres:
            inside = self.dedans[chambre.pk]
            free = chambre.lits - pointe(inside, self.du, self.au)
            if free <= 0:
                continue
            if inside:
                parts.append(f"{_compte(free, 'place')} dans la chambre {self._de(inside)}")
            else:
                parts.append(f"une chambre {'d’un lit' if free == 1 else f'de {free} lits'} libre")
        return f"Chambres : {enumerer(parts)}." if parts else "Chambres : aucun lit libre."

    def _de(self, inside: Sequence[Dormeur]) -> str:
        names = self._noms(inside)
        if not names:
            return "d’un autre enfant" if len(inside) == 1 else f"de {len(inside)} autres enfants"
        names += [_autres(len(inside) - len(names))] if len(inside) > len(names) else []
        return f"{'d’' if plier(names[0])[:1] in 'aeiouh' else 'de '}{enumerer(names)}"

    def _noms(self, inside: Sequence[Dormeur]) -> list[str]:
        seen = [o.qui for o in inside if isinstance(o.qui, UUID) and o.qui in self.noms]
        self.nommes.update(seen)
        return sorted((self.noms[e] for e in seen), key=plier)

    def _qui_dort_ou(self, lits: Sequence[tuple[Dormeur, object]], arrivants: Sequence[str]) -> list[str]:
        rooms: dict[object, list[str]] = defaultdict(list)
        for nom, (_, room) in zip(arrivants, lits, strict=False):
            rooms[room].append(nom)
        parts = [f"{enumerer(rooms[c.pk])} dans « {c.nom} »" for c in self.chambres if c.pk in rooms]
        said = [f"Par exemple : {' ; '.join(parts)}."] if parts else []
        waiting = [child for child, _ in lits[len(arrivants) :]]
        if waiting:
            names = self._noms(waiting)
            others = len(waiting) - len(names)
            names += [_autres(others) if names else _compte(others, "enfant")] if others else []
            verb = "ont" if len(waiting) > 1 else "a"
            said.append(
                f"{_majuscule(enumerer(names))} n’{verb} pas de chambre notée : "
                f"un lit {'leur' if len(waiting) > 1 else 'lui'} est compté."
            )
        return said


def _compte(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}s" if nombre > 1 else f"un{'e' if mot == 'place' else ''} {mot}"


def _autres(nombre: int) -> str:
    return f"{nombre} autres enfants" if nombre > 1 else "un autre enfant"


def _majuscule(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
