"""What is there already: so that a file brought in twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from enfants.enums import FonctionInterlocuteur
from enfants.models import Allergie, Enfant, Interlocuteur, MesureProtection, Scolarite, Sejour
from fratries.models import LienFamilial, MembreFratrie
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.outils.texte import mots_plies, plier
from villages.models import Affectation, Maison, Professionnel, Village
from villages.selectors.places import Nombres, nombre_le, places_des_maisons

T = TypeVar("T")
LOT = 500


def batches(items: Iterable[T], taille: int = LOT) -> Iterator[list[T]]:
    source = iter(items)
    while lot := list(islice(source, taille)):
        yield lot


@dataclass(eq=False)
class LieuVillage:
    """A village, there or to be opened (``nouveau``); ``refuse`` when it was faulted, once for all its rows."""

    nom: str
    ident: UUID = field(default_factory=nouvel_id)
    nouveau: bool = False
    refuse: bool = False


@dataclass(eq=False)
class LieuMaison:
    """A house, there or to be opened; ``ouvrable`` is false for one that nobody here may open."""

    nom: str
    village: LieuVillage
    places: int
    ident: UUID = field(default_factory=nouvel_id)
    ouvrable: bool = True
    ouverte_le: date | None = None
    fermee_le: date | None = None
    #: dated numbers of places of a house that is there
    nombres: Nombres = ()
    presences: list[tuple[date, date | None]] = field(default_factory=list)

    def places_le(self, jour: date) -> int:
        return nombre_le(self.nombres, jour) if self.nombres else self.places


@dataclass(eq=False)
class EnfantConnu:
    ident: UUID
    village: UUID
    #: arrival, departure, house
    sejours: list[tuple[date, date | None, UUID]] = field(default_factory=list)
    fratries: set[UUID] = field(default_factory=set)
    #: whether a schooling of today is noted
    scolarise: bool = False


@dataclass(eq=False)
class PersonneConnue:
    ident: UUID
    compte: UUID | None
    cree_par: UUID | None
    #: role, village, house, first day, last day
    affectations: list[tuple[str, UUID | None, UUID | None, date, date | None]] = field(default_factory=list)
    #: None when it cannot be read
    courriel: str | None = ""
    #: whether the acting person may write it
    tenue: bool = True


@dataclass(frozen=True)
class InterlocuteurConnu:
    nom: str
    service: str
    referent: bool
    en_fonction: bool


def name_key(prenom: str, nom: str) -> str:
    """The same for « Zoé Le Goff » and « LE GOFF Zoe »."""
    return " ".join(sorted(mots_plies(f"{prenom} {nom}")))


def _octets(empreinte: bytes | memoryview | None) -> bytes:
    return bytes(empreinte or b"")


class Existant:
    """Reads what the acting person reaches; nobody (the installation) reaches everything."""

    def __init__(self, acteur: Utilisateur | None) -> None:
        self.acteur = acteur

    def lieux(self) -> tuple[dict[str, LieuVillage], list[LieuMaison]]:
        villages, maisons = Village.objects.all(), Maison.objects.all()
        if self.acteur is not None:
            lire = Capacite.LIRE_ORGANISATION
            villages, maisons = villages.visible_to(self.acteur, lire), maisons.visible_to(self.acteur, lire)
        found = {v.pk: LieuVillage(v.nom, v.pk) for v in villages}
        known = [m for m in maisons if m.village_id in found]
        places, today = places_des_maisons([m.pk for m in known]), aujourdhui()
        houses = [
            LieuMaison(
                m.nom,
                found[m.village_id],
                places.le(m.pk, today),
                m.pk,
                ouverte_le=m.ouverte_le,
                fermee_le=m.fermee_le,
                nombres=places.de(m.pk),
            )
            for m in known
        ]
        by_id = {house.ident: house for house in houses}
        for maison_id, debut, fin in Sejour.objects.filter(maison_id__in=list(by_id)).values_list(
            "maison_id", "debut", "fin"
        ):
            by_id[maison_id].presences.append((debut, fin))
        return {plier(v.nom): v for v in found.values()}, houses

    def personnes(self) -> dict[str, PersonneConnue]:
        """Return those one reads about, and those nobody assigned yet when one keeps a team."""
        people, kept = Professionnel.objects.select_related("compte"), None
        if self.acteur is not None:
            read = Professionnel.objects.visible_to(self.acteur, Capacite.LIRE_ORGANISATION)
            kept = self._tenues(self.acteur)
            people = people.filter(Q(pk__in=read.values("pk")) | Q(pk__in=kept))
        found: dict[str, PersonneConnue] = {}
        by_id: dict[UUID, PersonneConnue] = {}
        for person in people:
            if isinstance(person.nom, Illisible) or isinstance(person.prenom, Illisible):
                continue
            compte = person.compte
            known = PersonneConnue(person.pk, person.compte_id, compte.cree_par_id if compte else None)
            known.courriel = None if isinstance(person.courriel, Illisible) else person.courriel or ""
            known.tenue = kept is None or person.pk in kept
            by_id[person.pk] = known
            found.setdefault(name_key(person.prenom, person.nom), known)
        for given in Affectation.objects.filter(professionnel_id__in=list(by_id)):
            what = given.role, given.village_id, given.maison_id, given.debut, given.fin
            by_id[given.professionnel_id].affectations.append(what)
        return found

    @staticmethod
    def _tenues(acteur: Utilisateur) -> set[UUID]:
        rows = Professionnel.objects.visible_to(acteur, Capacite.ECRIRE_ORGANISATION)
        return set(rows.values_list("pk", flat=True))

    def enfants(self, empreintes: Iterable[bytes]) -> tuple[dict[bytes, EnfantConnu], dict[bytes, set[UUID]]]:
        """Return the files one reaches by identity digest, and the ids of those kept elsewhere."""
        ici: dict[bytes, EnfantConnu] = {}
        ailleurs: dict[bytes, set[UUID]] = defaultdict(set)
        for lot in batches(empreintes):
            rows = Enfant.objects.filter(empreinte__in=lot)
            if self.acteur is not None:
                with acting_as_system(raison="doublon d’identité"):
                    for empreinte, ident in rows.values_list("empreinte", "pk"):
                        ailleurs[_octets(empreinte)].add(ident)
                rows = rows.visible_to(self.acteur, "lire_identite")
            for empreinte, ident, village in rows.order_by("pk").values_list("empreinte", "pk", "village_id"):
                ici.setdefault(_octets(empreinte), EnfantConnu(ident, village))
                ailleurs[_octets(empreinte)].discard(ident)
        self._stays(ici.values())
        return ici, {empreinte: idents for empreinte, idents in ailleurs.items() if idents}

    @staticmethod
    def _stays(enfants: Iterable[EnfantConnu]) -> None:
        for lot in batches(enfants):
            known = {enfant.ident: enfant for enfant in lot}
            stays = Sejour.objects.filter(enfant_id__in=list(known))
            for ident, debut, fin, maison in stays.values_list("enfant_id", "debut", "fin", "maison_id"):
                known[ident].sejours.append((debut, fin, maison))
            members = MembreFratrie.objects.filter(enfant_id__in=list(known))
            for ident, fratrie in members.values_list("enfant_id", "fratrie_id"):
                known[ident].fratries.add(fratrie)
            schooled = Scolarite.objects.filter(enfant_id__in=list(known)).current()
            for ident in schooled.values_list("enfant_id", flat=True):
                known[ident].scolarise = True

    def mesures(self, enfants: Iterable[UUID]) -> set[tuple[UUID, str, date]]:
        """Return child, kind and first day of the measures there are."""
        found: set[tuple[UUID, str, date]] = set()
        for lot in batches(enfants):
            rows = MesureProtection.objects.filter(enfant_id__in=lot)
            found |= set(rows.values_list("enfant_id", "nature", "debut"))
        return found

    def proches(self, enfants: Iterable[UUID]) -> dict[UUID, list[tuple[str, str, UUID]]]:
        """Return, by child, the name, the kind of tie and the id of the relatives there are."""
        found: dict[UUID, list[tuple[str, str, UUID]]] = defaultdict(list)
        for lot in batches(enfants):
            ties = LienFamilial.objects.standing().filter(enfant_id__in=lot).select_related("proche")
            for tie in ties:
                proche = tie.proche
                if (
                    tie.enfant_id
                    and not isinstance(proche.nom, Illisible)
                    and not isinstance(proche.prenom, Illisible)
                ):
                    found[tie.enfant_id].append((name_key(proche.prenom, proche.nom), tie.nature, proche.pk))
        return found

    def numeros(self, enfants: Iterable[UUID]) -> dict[UUID, str]:
        """Return, by child, the file number there is; one that cannot be read is one."""
        found: dict[UUID, str] = {}
        for lot in batches(enfants):
            for enfant in Enfant.objects.filter(pk__in=lot).order_by():
                if enfant.numero_dossier:
                    found[enfant.pk] = str(enfant.numero_dossier)
        return found

    def interlocuteurs(self, enfants: Iterable[UUID]) -> dict[UUID, list[InterlocuteurConnu]]:
        """Return, by child, the people who decide or follow that can be read, those of the past included."""
        found: dict[UUID, list[InterlocuteurConnu]] = defaultdict(list)
        for lot in batches(enfants):
            for person in Interlocuteur.objects.filter(enfant_id__in=lot).order_by():
                known = InterlocuteurConnu(
                    str(person.nom),
                    str(person.service),
                    referent=person.fonction == FonctionInterlocuteur.REFERENT_ASE,
                    en_fonction=person.en_fonction(),
                )
                found[person.enfant_id].append(known)
        return found

    def allergies(self, enfants: Iterable[UUID]) -> dict[UUID, set[str]]:
        """Return, by child, what they are or were allergic to, folded."""
        found: dict[UUID, set[str]] = defaultdict(set)
        for lot in batches(enfants):
            for allergie in Allergie.objects.filter(enfant_id__in=lot).order_by():
                found[allergie.enfant_id].add(plier(str(allergie.substance)))
        return found
