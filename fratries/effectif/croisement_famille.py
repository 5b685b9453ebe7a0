"""Measures and relatives: tied to the children of the file by their number, compared with what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from enfants.enums import NatureMesure
from enfants.services.mesures import AGE_LIMITE, MAJORITE
from fratries.effectif.existant import name_key
from fratries.effectif.fiches import FicheMesure, FicheProche
from fratries.effectif.plan import EnfantPrevu, ProchePrevu
from fratries.enums import NatureLien
from socle.echeances.calendrier import decale_mois
from socle.outils.identifiants import nouvel_id
from socle.outils.texte import plier

if TYPE_CHECKING:
    from fratries.effectif.croisement import Croisement

ParNumero = Mapping[str, EnfantPrevu | None]


def plan_family(
    croisement: Croisement, by_number: ParNumero, groups: Mapping[str, Iterable[EnfantPrevu]]
) -> None:
    """Add measures and relatives to the plan, as far as the acting person may write them."""
    family = _Famille(croisement, by_number, groups)
    family.measures()
    family.relatives()


class _Famille:
    def __init__(
        self, croisement: Croisement, by_number: ParNumero, groups: Mapping[str, Iterable[EnfantPrevu]]
    ) -> None:
        self.c, self.by_number = croisement, by_number
        self.group_of = {child: group for group, children in groups.items() for child in children}
        children = [child for child in by_number.values() if child is not None]
        self.known = {child.connu.ident for child in children if child.connu}
        self._told: set[str] = set()

    def _child(self, fiche: FicheMesure | FicheProche) -> EnfantPrevu | None:
        number = plier(fiche.dossier)
        if fiche.dossier and number not in self.by_number:
            self.c.refuse(
                fiche.place, "dossier", fiche.dossier, "Aucun enfant de ce fichier n’a ce numéro de dossier.",
                "Corrigez le numéro, ou ajoutez l’enfant à la feuille Enfants.",
            )  # fmt: skip
        return self.by_number.get(number)

    def _not_mine(self, fiche: FicheMesure | FicheProche, quoi: str, qui: str) -> None:
        """Said once for a whole sheet."""
        if quoi in self._told:
            return
        self._told.add(quoi)
        self.c.previent(
            fiche.place, "", "", f"Vous n’écrivez pas {quoi} dans ce village : la feuille est vérifiée, pas reprise.",
            f"{qui} importe ce fichier à son tour.",
        )  # fmt: skip

    # --- measures ---------------------------------------------------------------------

    def measures(self) -> None:
        known = self.c.existant.mesures(self.known)
        seen: set[tuple[EnfantPrevu, str, date]] = set()
        for fiche in self.c.fiches.mesures:
            child = self._child(fiche)
            if child is None or not fiche.nature or self._impossible(fiche, child):
                continue
            key = child, fiche.nature, fiche.debut
            if key in seen:
                self.c.refuse(
                    fiche.place, "", "", "Cette mesure est écrite deux fois.", "Gardez une seule ligne."
                )
                continue
            seen.add(key)
            if child.connu and (child.connu.ident, fiche.nature, fiche.debut) in known:
                self.c.rapport.compte("mesures", nouveau=False)
                continue
            if not self.c.droits.mesures(child.village.ident):
                self._not_mine(fiche, "les mesures", "Le chef de service ou le directeur")
                continue
            if fiche.secret:
                self.c.previent(
                    fiche.place, "secret", "oui", "Le lieu sera gardé secret, sans dire encore à qui ni par quel juge.",
                    "Complétez la mesure à l’écran (Code civil, art. 375-7).",
                )  # fmt: skip
            self.c.rapport.compte("mesures", nouveau=True)
            self.c.plan.mesures.append((child, fiche))

    def _impossible(self, fiche: FicheMesure, child: EnfantPrevu) -> bool:
        if fiche.debut < child.naissance:
            self.c.refuse(
                fiche.place,
                "debut",
                fiche.debut,
                "La mesure commence avant la naissance.",
                "Corrigez la date.",
            )
            return True
        if fiche.nature != NatureMesure.JEUNE_MAJEUR:
            return False
        if fiche.debut < decale_mois(child.naissance, 12 * MAJORITE):
            self.c.refuse(
                fiche.place, "debut", fiche.debut, "Un accueil jeune majeur commence à 18 ans.",
                "Corrigez la date, ou le type de mesure.",
            )  # fmt: skip
            return True
        if fiche.fin is not None and fiche.fin > decale_mois(child.naissance, 12 * AGE_LIMITE):
            self.c.refuse(
                fiche.place, "fin", fiche.fin,
                "Un accueil jeune majeur va jusqu’à 21 ans au plus tard (CASF, art. L222-5).", "Corrigez la date.",
            )  # fmt: skip
            return True
        return False

    # --- relatives --------------------------------------------------------------------

    def relatives(self) -> None:
        """One person for siblings who name the same one; a name alone ties nobody across families."""
        known = self.c.existant.proches(self.known)
        planned: dict[tuple[object, str, str], ProchePrevu] = {}
        there = self._by_family(known)
        for fiche in self.c.fiches.proches:
            child = self._child(fiche)
            if child is None or not fiche.lien:
                continue
            name = name_key(fiche.prenom, fiche.nom)
            if child.connu and any(
                n == name and t == fiche.lien for n, t, _ in known.get(child.connu.ident, [])
            ):
                self.c.rapport.compte("proches", nouveau=False)
                continue
            if not self.c.droits.famille(child.village.ident):
                self._not_mine(fiche, "la famille", "Le chef de service")
                continue
            key = self._family(child), name, fiche.lien
            relative = planned.get(key)
            if relative is None:
                same = there.get(key)
                relative = ProchePrevu(
                    child.village,
                    fiche.nom,
                    fiche.prenom,
                    fiche.sexe,
                    same or nouvel_id(),
                    nouveau=same is None,
                )
                planned[key] = relative
                self.c.plan.proches.append(relative)
            if any(other is child for other, _ in relative.liens):
                self.c.refuse(
                    fiche.place, "", "", "Ce proche est écrit deux fois.", "Gardez une seule ligne."
                )
                continue
            self._telephone(fiche, relative)
            if fiche.autorite and fiche.lien != NatureLien.PARENT:
                self.c.previent(
                    fiche.place, "autorite", "", "L’autorité d’une autre personne qu’un parent n’est pas reprise.",
                    "Inscrivez à quel titre, à l’écran.",
                )  # fmt: skip
            relative.liens.append((child, fiche))
            self.c.rapport.compte("proches", nouveau=True)

    def _family(self, child: EnfantPrevu) -> object:
        return self.group_of.get(child, child)

    def _by_family(
        self, known: Mapping[UUID, list[tuple[str, str, UUID]]]
    ) -> dict[tuple[object, str, str], UUID]:
        found: dict[tuple[object, str, str], UUID] = defaultdict()
        for child in self.by_number.values():
            if child is None or child.connu is None:
                continue
            for name, nature, ident in known.get(child.connu.ident, []):
                found.setdefault((self._family(child), name, nature), ident)
        return found

    def _telephone(self, fiche: FicheProche, relative: ProchePrevu) -> None:
        if not fiche.telephone or fiche.telephone in relative.telephones:
            return
        if relative.telephones:
            self.c.previent(
                fiche.place, "telephone", fiche.telephone, "Un frère ou une sœur donne à ce proche un autre numéro.",
                "Les deux sont gardés ; s’il s’agit de deux personnes, corrigez à l’écran.",
            )  # fmt: skip
        relative.telephones.append(fiche.telephone)
