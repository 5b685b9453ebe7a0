"""« Où accueillir cette fratrie ? »: the houses of a village as the search needs them, and its answers in words.

Places are counted on every stay, whoever may read it: a denial on one child must not make a bed
look free. Names and ages are opened only through the reader's own rights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from enfants.models import Sejour
from fratries.chambres import ChambreOfferte, pointe
from fratries.models import MembreFratrie
from fratries.placement import (
    Demande,
    Deplacement,
    MaisonOfferte,
    Occupant,
    Proposition,
    ou_accueillir,
)
from fratries.selectors.attendus import EnfantAttendu, FratrieAttendue, members_of, names_of
from fratries.selectors.chambres import Chambres, Rangement, ans_en_clair, enumerer, lire_chambres
from fratries.selectors.ensembles import ensembles
from fratries.selectors.separation import jour_en_clair
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.texte import plier
from villages.models import Maison
from villages.selectors.places import places_des_maisons


@dataclass(frozen=True)
class Carte:
    """One answer: the house or houses, how good it is, and why."""

    titre: str
    genre: str
    etat: str
    raisons: list[str]


@dataclass(frozen=True)
class Resultat:
    """Every answer to the question, whose names were opened, and what must be said above them."""

    cartes: list[Carte]
    enfants: set[UUID]
    places_libres: int
    attendus: int
    complete: bool


# --- houses -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Village:
    """Houses in alphabetical order, and every stay that touches the period."""

    maisons: list[Maison]
    offertes: list[MaisonOfferte]
    unites: dict[Hashable, list[UUID]]
    vus: dict[UUID, EnfantAttendu]
    chambres: Chambres
    #: one family for each child who lives there or is to be placed
    familles: dict[UUID, UUID]


def _read(
    user: Utilisateur, village: UUID, *, du: date, au: date | None, dispositifs: set[str], placed: set[UUID]
) -> _Village:
    maisons = list(Maison.objects.filter(village_id=village).order_by("nom", "pk"))
    maisons = [m for m in maisons if m.fermee_le is None or m.fermee_le > du]
    with acting_as_system(raison="places libres d’un village"):
        stays = Sejour.objects.filter(Q(fin__isnull=True) | Q(fin__gt=du), maison__in=maisons)
        if au is not None:
            stays = stays.filter(debut__lt=au)
        rows = list(stays.order_by("id").values_list("enfant_id", "maison_id", "debut", "fin", "chambre_id"))
        rows = [row for row in rows if row[0] not in placed]
        living = {row[0] for row in rows}
        members = MembreFratrie.objects.filter(enfant_id__in=living | placed)
        ties = list(members.order_by("id").values_list("fratrie_id", "enfant_id"))
        groups = ensembles((group, child) for group, child in ties if child in living)
    chambres, familles = lire_chambres(maisons), ensembles(ties)
    vus = names_of(user, {row[0] for row in rows}, du)
    unites: dict[Hashable, list[UUID]] = defaultdict(list)
    occupants: dict[UUID, list[Occupant]] = defaultdict(list)
    for enfant, maison, debut, fin, chambre in rows:
        unite = f"{maison}/{groups.get(enfant, enfant)}"
        unites[unite].append(enfant)
        vu = vus.get(enfant, EnfantAttendu(None))
        occupants[maison].append(
            Occupant(
                unite=unite,
                debut=debut,
                fin=fin,
                age=vu.age,
                sexe=vu.sexe,
                lignee=familles.get(enfant),
                chambre=chambre,
                qui=enfant,
            )
        )
    places = places_des_maisons([m.pk for m in maisons])
    offertes = [
        MaisonOfferte(
            places=places.minimum(m.pk, du, au),
            occupants=tuple(occupants[m.pk]),
            recoit=m.dispositif in dispositifs
            and (m.ouverte_le is None or m.ouverte_le <= du)
            and (m.fermee_le is None or (au is not None and m.fermee_le >= au)),
            genre=m.dispositif,
            chambres=tuple(ChambreOfferte(c.pk, c.lits) for c in chambres.get(m.pk, [])),
        )
        for m in maisons
    ]
    return _Village(maisons, offertes, dict(unites), vus, chambres, familles)


# --- answers ----------------------------------------------------------------------------


def proposer(
    user: Utilisateur,
    village: UUID,
    attendues: Sequence[FratrieAttendue],
    *,
    du: date,
    au: date | None = None,
    dispositifs: Iterable[str] = (),
    ecart: int = 8,
    deplacements: int = 0,
) -> Resultat | None:
    """Return the answers for these groups; None when no child of the chosen groups is to be housed.

    Children of the groups who already live in the village are counted as leaving their house.
    """
    groupes = [members_of(user, une, village, du) for une in attendues]
    groupes = [groupe for groupe in groupes if groupe]
    if not groupes:
        return None
    placed = {e.enfant for groupe in groupes for e in groupe if e.enfant is not None}
    lieu = _read(user, village, du=du, au=au, dispositifs=set(dispositifs), placed=placed)
    demande = Demande(
        groupes=tuple(tuple(e.age for e in groupe) for groupe in groupes),
        sexes=tuple(tuple(e.sexe for e in groupe) for groupe in groupes),
        lignees=tuple(_family(lieu, rang, groupe) for rang, groupe in enumerate(groupes)),
        du=du,
        au=au,
        ecart_max=ecart,
        deplacements_max=deplacements,
    )
    answer = ou_accueillir(demande, lieu.offertes)
    words = _Phrases(lieu, demande, groupes, _homes(user, placed, du), answer.propositions)
    free = sum(max(m.places - pointe(m.occupants, du, au), 0) for m in lieu.offertes if m.recoit)
    return Resultat(
        [words.carte(p) for p in answer.propositions],
        placed | set(words.nommes),
        free,
        sum(map(len, groupes)),
        answer.complete,
    )


def _family(lieu: _Village, rang: int, groupe: tuple[EnfantAttendu, ...]) -> Hashable:
    """Half-siblings of the group may live in a house: they are siblings there too."""
    known = (lieu.familles[e.enfant] for e in groupe if e.enfant in lieu.familles)
    return next(known, ("groupe", rang))


def _homes(user: Utilisateur, enfants: set[UUID], du: date) -> dict[UUID, str]:
    rows = Sejour.objects.visible_to(user, "lire_identite").current(du).filter(enfant_id__in=enfants)
    return dict(rows.order_by().values_list("enfant_id", "maison__nom"))


class _Phrases:
    """Why each answer stands, in French."""

    def __init__(
        self,
        lieu: _Village,
        demande: Demande,
        groupes: list[tuple[EnfantAttendu, ...]],
        homes: dict[UUID, str],
        propositions: tuple[Proposition, ...],
    ) -> None:
        self.lieu, self.demande, self.groupes, self.homes = lieu, demande, groupes, homes
        whole = [p for p in propositions if not p.paires_separees]
        self.move_needed = bool(whole) and all(p.deplacements for p in whole)
        self.nommes: set[UUID] = set()

    def carte(self, p: Proposition) -> Carte:
        houses = list(dict.fromkeys(h for hs in p.maisons for h in hs))
        raisons = [self._who(p)] if len(houses) > 1 or len(self.groupes) > 1 else []
        for house in houses:
            raisons += self._house(p, house)
        raisons += self._today(p)
        raisons += [self._move(d) for d in p.deplacements]
        raisons += self._moved_without_room(p, houses)
        if p.deplacements and self.move_needed:
            raisons.append("Sans cela, aucune maison n’a assez de places : il faudrait les séparer.")
        if p.ecarts:
            plural = "s" if p.ecarts > 1 else ""
            raisons.append(
                f"{p.ecarts} écart{plural} d’âge de plus de {self.demande.ecart_max} ans dans la maison."
            )
        raisons += self._apart(p)
        return Carte(enumerer([self._nom(h) for h in houses]), *_etat(p), raisons)

    def _nom(self, house: int) -> str:
        return self.lieu.maisons[house].nom

    def _who(self, p: Proposition) -> str:
        parts = []
        for groupe, houses in zip(self.groupes, p.maisons, strict=True):
            for house in dict.fromkeys(houses):
                inside = [e.libelle for e, h in zip(groupe, houses, strict=True) if h == house]
                parts.append(f"{self._nom(house)} : {enumerer(inside)}")
        return " ; ".join(parts) + "."

    def _house(self, p: Proposition, house: int) -> list[str]:
        leaving = {d.unite for d in p.deplacements if d.de == house}
        coming = [d.unite for d in p.deplacements if d.vers == house]
        offer = self.lieu.offertes[house]
        moved = [o for m in self.lieu.offertes for o in m.occupants if o.unite in coming]
        there = [*(o for o in offer.occupants if o.unite not in leaving), *moved]
        free = offer.places - pointe(there, self.demande.du, self.demande.au)
        arriving = sum(hs.count(house) for hs in p.maisons)
        plural = "s" if free > 1 else ""
        name = f"{self._nom(house)} : " if len({h for hs in p.maisons for h in hs}) > 1 else ""
        places = (
            f"{name}{free} place{plural} libre{plural} à partir du {jour_en_clair(self.demande.du)}"
            f"{', une fois ces changements faits' if leaving else ''}, "
            f"pour {arriving} enfant{'s' if arriving > 1 else ''}."
        )
        ages = sorted(o.age for o in there if o.age is not None and o.debut <= self.demande.du)
        unknown = sum(o.age is None and o.debut <= self.demande.du for o in there)
        rooms = self._rooms(p, house, there)
        if not ages and not unknown:
            return [places, "Personne n’y vit à cette date.", *rooms]
        told = [str(age) for age in ages[:-1]] + [ans_en_clair(age) for age in ages[-1:]]
        told += [f"{unknown} sans âge connu"] if unknown else []
        return [places, f"Y vivent déjà, par âge : {enumerer(told)}.", *rooms]

    def _rooms(self, p: Proposition, house: int, there: Sequence[Occupant]) -> list[str]:
        """What the rooms allow, once the moves are made; the children it names are told to the journal."""
        pairs = [zip(groupe, hs, strict=True) for groupe, hs in zip(self.groupes, p.maisons, strict=True)]
        arriving = [e.libelle for pair in pairs for e, h in pair if h == house]
        rooms = self.lieu.chambres.get(self.lieu.maisons[house].pk, [])
        named = {e: f"{v.nom} ({ans_en_clair(v.age)})" for e, v in self.lieu.vus.items() if v.nom}
        words = Rangement(rooms, there, named, du=self.demande.du, au=self.demande.au)
        said = words.phrases(dict(p.chambres)[house], arriving)
        self.nommes |= words.nommes
        return said

    def _today(self, p: Proposition) -> list[str]:
        """Who lives apart today and would be together."""
        found = []
        for groupe, houses in zip(self.groupes, p.maisons, strict=True):
            known = [(e.libelle, self.homes[e.enfant]) for e in groupe if e.enfant in self.homes]
            if len(set(houses)) == 1 and len({home for _, home in known}) > 1:
                where = enumerer([f"{nom} vit dans la maison {home}" for nom, home in known])
                found.append(f"Aujourd’hui {where} : ils seraient réunis.")
        return found

    def _move(self, d: Deplacement) -> str:
        children = self.lieu.unites[d.unite]
        seen = [self.lieu.vus[e] for e in children if e in self.lieu.vus and self.lieu.vus[e].nom]
        self.nommes |= {e.enfant for e in seen if e.enfant is not None}
        hidden = len(children) - len(seen)
        who = sorted((e.nom for e in seen), key=plier)
        if hidden:
            who.append(f"{hidden} {'autre ' if seen else ''}enfant{'s' if hidden > 1 else ''}")
        verb = "iraient" if len(children) > 1 else "irait"
        return f"{enumerer(who)} {verb} de la maison {self._nom(d.de)} à la maison {self._nom(d.vers)}."

    def _moved_without_room(self, p: Proposition, told: Sequence[int]) -> list[str]:
        """The houses that only receive those who move."""
        short = [h for h, r in p.chambres if h not in told and r is not None and r.impossible]
        return [f"{self._nom(h)} : aucune répartition de ses chambres ne convient." for h in short]

    def _apart(self, p: Proposition) -> list[str]:
        found = []
        for groupe, houses in zip(self.groupes, p.maisons, strict=True):
            sides = [
                enumerer([e.libelle for e, h in zip(groupe, houses, strict=True) if h == house])
                for house in dict.fromkeys(houses)
            ]
            if len(sides) > 1:
                found.append(f"Séparés : {' | '.join(sides)}. Une séparation se décide et se motive.")
        return found


def _etat(p: Proposition) -> tuple[str, str]:
    if p.paires_separees:
        return "danger", "Séparés"
    if p.deplacements:
        moved = p.enfants_deplaces
        return "attention", f"Ensemble, si {moved} enfant{'s changent' if moved > 1 else ' change'} de maison"
    return "fait", "Ensemble"
