"""Faults that only several rows, or what is there already, can show; and the plan that follows."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from fratries.effectif.croisement_enfants import plan_children
from fratries.effectif.droits import Droits, is_of_association, needs_child, needs_house
from fratries.effectif.existant import (
    Existant,
    LieuMaison,
    LieuVillage,
    PersonneConnue,
    name_key,
)
from fratries.effectif.fiches import FichePersonne, Fiches, Place
from fratries.effectif.formats.base import Valeur
from fratries.effectif.plan import MaisonPrevue, PersonnePrevue, Plan
from socle.outils.texte import plier


class Lieux:
    """Villages and houses by name, those of the file and those that are there."""

    def __init__(self, existant: Existant) -> None:
        self.villages, known = existant.lieux()
        self._houses: dict[str, list[LieuMaison]] = defaultdict(list)
        for house in known:
            self._houses[plier(house.nom)].append(house)

    def add(self, house: LieuMaison) -> None:
        self._houses[plier(house.nom)].append(house)

    def houses(self, nom: str, village: str = "") -> list[LieuMaison]:
        found = self._houses.get(plier(nom), [])
        wanted = plier(village)
        return [house for house in found if not wanted or plier(house.village.nom) == wanted]


class Croisement:
    """Compares the rows of a file with each other and with what is there."""

    def __init__(self, fiches: Fiches, existant: Existant, droits: Droits) -> None:
        self.fiches, self.existant, self.droits = fiches, existant, droits
        self.rapport = fiches.rapport
        self.plan = Plan()
        self.lieux = Lieux(existant)

    def refuse(self, place: Place, code: str, valeur: Valeur, probleme: str, que_faire: str) -> None:
        self.rapport.faute(place.remarque(code, valeur, probleme, que_faire))

    def previent(self, place: Place, code: str, valeur: Valeur, probleme: str, que_faire: str) -> None:
        self.rapport.previent(place.remarque(code, valeur, probleme, que_faire))

    def run(self) -> Plan:
        self._houses()
        self._people()
        plan_children(self)
        self.rapport.range()
        return self.plan

    # --- houses -----------------------------------------------------------------------

    def _houses(self) -> None:
        seen: set[tuple[str, str]] = set()
        for fiche in self.fiches.maisons:
            key = plier(fiche.village), plier(fiche.nom)
            if key in seen:
                self.refuse(
                    fiche.place,
                    "maison",
                    fiche.nom,
                    "Cette maison est écrite deux fois.",
                    "Gardez une ligne.",
                )
                continue
            seen.add(key)
            village = self._village(fiche.village, fiche.place)
            if any(house.village is village for house in self.lieux.houses(fiche.nom)):
                self.rapport.compte("maisons", nouveau=False)
                continue
            house = LieuMaison(fiche.nom, village, fiche.places)
            self.lieux.add(house)
            if fiche.fautive or village.refuse:
                continue
            house.ouvrable = self.droits.maisons(village.ident)
            if not house.ouvrable:
                self.previent(
                    fiche.place,
                    "maison",
                    fiche.nom,
                    "Vous n’ouvrez pas de maison dans ce village.",
                    "Demandez au chef de service ou au directeur d’importer ce fichier d’abord.",
                )
                continue
            self.rapport.compte("maisons", nouveau=True)
            self.plan.maisons.append(MaisonPrevue(house, fiche.dispositif))

    def _village(self, nom: str, place: Place) -> LieuVillage:
        known = self.lieux.villages.get(plier(nom))
        if known is not None:
            return known
        village = LieuVillage(nom, nouveau=True, refuse=not self.droits.ouvre_un_village())
        self.lieux.villages[plier(nom)] = village
        if village.refuse:
            # Once for the village: its houses and children are not faulted one by one.
            self.refuse(
                place, "village", nom, "Ce village n’existe pas, ou n’est pas le vôtre.",
                "Corrigez son nom sur toutes ses lignes, ou demandez au siège de l’ouvrir.",
            )  # fmt: skip
        else:
            self.plan.villages.append(village)
            self.rapport.compte("villages", nouveau=True)
        return village

    # --- professionals ----------------------------------------------------------------

    def _people(self) -> None:
        known = self.existant.personnes()
        planned: dict[str, PersonnePrevue] = {}
        courriels: dict[str, str] = {}
        for fiche in self.fiches.personnes:
            where = self._where(fiche)
            if where is None or where[0].refuse or not fiche.role:
                continue
            village, house = where
            key = name_key(fiche.prenom, fiche.nom)
            courriel = courriels.setdefault(key, fiche.courriel.casefold())
            if fiche.courriel and courriel and fiche.courriel.casefold() != courriel:
                self.refuse(
                    fiche.place, "courriel", fiche.courriel,
                    "Le même nom a une autre adresse plus haut.",
                    "Corrigez l’adresse. Si ce sont deux personnes, inscrivez la seconde à l’écran.",
                )  # fmt: skip
                continue
            person = planned.get(key)
            if person is None:
                person = PersonnePrevue(fiche.nom, fiche.prenom, known.get(key))
                if person.connue is None and not self.droits.maisons(village.ident):
                    self._not_mine(fiche, "Vous n’inscrivez pas de professionnel dans ce village.")
                    continue
                planned[key] = person
                self.plan.personnes.append(person)
                self.rapport.compte("professionnels", nouveau=person.connue is None)
            self._email(fiche, person)
            self._assignment(fiche, person, village, house)

    def _email(self, fiche: FichePersonne, person: PersonnePrevue) -> None:
        """Keep the address of who has none; another one that is there is told, never changed."""
        known = person.connue
        there = known.courriel if known else ""
        if not fiche.courriel or person.courriel or there is None:
            return
        if there and there.casefold() != fiche.courriel.casefold():
            self.previent(
                fiche.place, "courriel", fiche.courriel, "Une autre adresse est enregistrée pour cette personne.",
                "Rien n’est changé : corrigez-la à l’écran si le tableau dit vrai.",
            )  # fmt: skip
        elif there:
            self.rapport.compte("courriels", nouveau=False)
        elif known is None or known.tenue:
            person.courriel = fiche.courriel
            self.rapport.compte("courriels", nouveau=True)

    def _where(self, fiche: FichePersonne) -> tuple[LieuVillage, LieuMaison | None] | None:
        village = self.lieux.villages.get(plier(fiche.lieu))
        houses = self.lieux.houses(fiche.lieu)
        if village is None and len(houses) == 1:
            return houses[0].village, houses[0]
        if village is not None and not (houses and fiche.role and needs_house(fiche.role)):
            return village, None
        if len(houses) > 1:
            self.refuse(
                fiche.place, "lieu", fiche.lieu, "Plusieurs villages ont une maison de ce nom.",
                "Inscrivez cette personne à l’écran, ou renommez une des maisons.",
            )  # fmt: skip
        elif houses:
            return houses[0].village, houses[0]
        else:
            self.refuse(
                fiche.place, "lieu", fiche.lieu, "Cette maison ou ce village n’existe pas.",
                "Corrigez le nom, ou ajoutez la maison à la feuille Maisons.",
            )  # fmt: skip
        return None

    def _assignment(
        self, fiche: FichePersonne, person: PersonnePrevue, village: LieuVillage, house: LieuMaison | None
    ) -> None:
        if needs_child(fiche.role):
            self.previent(
                fiche.place, "fonction", "", "Ce rôle s’exerce auprès d’enfants nommés, que le tableau ne dit pas.",
                "La personne est inscrite ; affectez-la à l’écran, enfant par enfant.",
            )  # fmt: skip
            return
        if needs_house(fiche.role) and house is None:
            self.refuse(
                fiche.place,
                "lieu",
                fiche.lieu,
                "Ce rôle s’exerce dans une maison.",
                "Écrivez le nom de sa maison.",
            )
            return
        place = house if needs_house(fiche.role) else None
        where = None if is_of_association(fiche.role) else village
        if _already(person.connue, fiche, where.ident if where else None, place.ident if place else None):
            self.rapport.compte("affectations", nouveau=False)
            return
        planned = (fiche.role, where, place, fiche.debut, fiche.fin)
        if any(_same(planned, other) for other in person.affectations):
            self.refuse(
                fiche.place, "", "", "Cette affectation est écrite deux fois.", "Gardez une seule ligne."
            )
            return
        if self._is_oneself(person.connue) or not self.droits.affecte(fiche.role, village.ident):
            self._not_mine(fiche, "Cette affectation ne se donne pas par vous.")
            return
        self.rapport.compte("affectations", nouveau=True)
        person.affectations.append(planned)

    def _is_oneself(self, known: PersonneConnue | None) -> bool:
        """Nobody assigns themselves, nor an account they created: the database refuses it as well."""
        acteur = self.existant.acteur
        if acteur is None or known is None or known.compte is None:
            return False
        return acteur.pk in (known.compte, known.cree_par)

    def _not_mine(self, fiche: FichePersonne, probleme: str) -> None:
        self.previent(
            fiche.place, "fonction", "", probleme,
            "Le directeur, ou le siège pour les directions, importe ce fichier à son tour ou le fait à l’écran.",
        )  # fmt: skip


def _already(
    known: PersonneConnue | None, fiche: FichePersonne, village: UUID | None, maison: UUID | None
) -> bool:
    """The same role at the same place on overlapping days is one assignment."""
    if known is None:
        return False
    return any(
        (role, lieu, chez) == (fiche.role, village, maison)
        and (fin is None or fin >= fiche.debut)
        and (fiche.fin is None or debut <= fiche.fin)
        for role, lieu, chez, debut, fin in known.affectations
    )


def _same(one: tuple, other: tuple) -> bool:
    return (
        one[:3] == other[:3]
        and (other[4] is None or other[4] >= one[3])
        and (one[4] is None or other[3] <= one[4])
    )
