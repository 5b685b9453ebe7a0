"""Children, stays, siblings, and what is told about them on other sheets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from enfants.ecole import derniere_rentree
from fratries.effectif import vocabulaire
from fratries.effectif.croisement_famille import plan_family
from fratries.effectif.croisement_suivi import plan_follow_up
from fratries.effectif.existant import EnfantConnu, LieuMaison
from fratries.effectif.fiches import FicheEnfant
from fratries.effectif.plan import EnfantPrevu, FratriePrevue, ScolaritePrevue
from socle.chiffrement.empreinte import empreinte_identite
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.outils.texte import plier

if TYPE_CHECKING:
    from fratries.effectif.croisement import Croisement

Periode = tuple[date, date | None]


def plan_children(croisement: Croisement) -> None:
    """Add children, stays and sibling groups to the plan, and tie the other sheets to them."""
    _Enfants(croisement).run()


class _Enfants:
    def __init__(self, croisement: Croisement) -> None:
        self.c = croisement
        self.rapport, self.plan = croisement.rapport, croisement.plan
        self.by_digest: dict[bytes, EnfantPrevu] = {}
        self.by_number: dict[str, EnfantPrevu | None] = {}
        self.digest_of_number: dict[str, bytes | None] = {}
        self.groups: dict[str, list[EnfantPrevu]] = defaultdict(list)
        self.rows: list[tuple[FicheEnfant, EnfantPrevu]] = []
        self._school_told = False
        self._unopened_told = False

    def run(self) -> None:
        fiches = self.c.fiches.enfants
        digests = [_digest(fiche) for fiche in fiches]
        known, self.plan.ailleurs = self.c.existant.enfants({d for d in digests if d is not None})
        for fiche, digest in zip(fiches, digests, strict=True):
            twice = self._number(fiche, digest)
            house = self._house(fiche)
            if digest is None or fiche.naissance is None or fiche.arrivee is None or twice or house is None:
                continue
            # A village that was refused is no reason to stop looking for faults.
            keeps = house.village.refuse or self.c.droits.enfants(house.village.ident)
            if not keeps and digest not in known:
                self._unopened(fiche)
                continue
            child = self._child(fiche, fiche.naissance, digest, house, known.get(digest))
            if child is None:
                continue
            if not house.village.refuse:
                self.rows.append((fiche, child))
            if keeps:
                self._stay(fiche, fiche.arrivee, child, house)
                self._schooling(fiche, fiche.arrivee, child)
        self._siblings()
        plan_follow_up(self.c, self.rows)
        plan_family(self.c, self.by_number, self.groups)

    def _number(self, fiche: FicheEnfant, digest: bytes | None) -> bool:
        """Refuse a file number that two children bear; a child may have several rows, one per stay."""
        number = plier(fiche.dossier)
        if not number:
            return False
        if number not in self.digest_of_number:
            self.digest_of_number[number] = digest
            self.by_number[number] = None
            return False
        if digest is not None and self.digest_of_number[number] == digest:
            return False
        self.c.refuse(
            fiche.place, "dossier", fiche.dossier, "Ce numéro de dossier est déjà celui d’un autre enfant.",
            "Donnez à chaque enfant son numéro.",
        )  # fmt: skip
        return True

    def _house(self, fiche: FicheEnfant) -> LieuMaison | None:
        if not fiche.maison:
            return None
        houses = self.c.lieux.houses(fiche.maison, fiche.village)
        if len(houses) > 1:
            self.c.refuse(
                fiche.place, "maison", fiche.maison, "Plusieurs villages ont une maison de ce nom.",
                "Ajoutez une colonne « Village ».",
            )  # fmt: skip
        elif not houses or not houses[0].ouvrable:
            self.c.refuse(
                fiche.place, "maison", fiche.maison, "Cette maison n’existe pas.",
                "Corrigez son nom, ou ajoutez-la à la feuille Maisons.",
            )  # fmt: skip
        elif not houses[0].village.refuse and not self._is_mine(houses[0].village.ident):
            self.c.refuse(
                fiche.place, "maison", fiche.maison, "Vous ne tenez pas les dossiers de ce village.",
                "Retirez cette ligne : quelqu’un de ce village l’importera.",
            )  # fmt: skip
        else:
            return houses[0]
        return None

    def _is_mine(self, village: UUID) -> bool:
        """Whether something of a child of this village is for the acting person to write."""
        return self.c.droits.enfants(village) or self.c.droits.soins(village)

    def _unopened(self, fiche: FicheEnfant) -> None:
        """Who keeps the care of a village adds to files that are open; said once for the sheet."""
        if self._unopened_told:
            return
        self._unopened_told = True
        self.c.previent(
            fiche.place, "", "", "Un enfant au moins n’a pas encore de dossier : rien de lui n’est repris.",
            "Le secrétariat ou le chef de service importe ce fichier d’abord ; déposez-le de nouveau ensuite.",
        )  # fmt: skip

    def _child(
        self, fiche: FicheEnfant, naissance: date, digest: bytes, house: LieuMaison, known: EnfantConnu | None
    ) -> EnfantPrevu | None:
        number = plier(fiche.dossier)
        child = self.by_digest.get(digest)
        if child is not None:
            if plier(child.dossier) != number:
                self.c.refuse(
                    fiche.place, "", "", f"C’est le même enfant que sous le numéro {child.dossier or 'vide'}.",
                    "Gardez une seule ligne ; pour un second séjour, gardez le même numéro de dossier.",
                )  # fmt: skip
                return None
            return child
        if known is not None and known.village != house.village.ident:
            self.c.refuse(
                fiche.place, "maison", fiche.maison, "Un autre village tient déjà le dossier de cet enfant.",
                "Retirez cette ligne et demandez que le dossier change de village.",
            )  # fmt: skip
            return None
        child = EnfantPrevu(
            fiche.nom,
            fiche.prenom,
            naissance,
            fiche.sexe,
            digest,
            house.village,
            known,
            fiche.lien,
            fiche.dossier,
        )
        if known is not None:
            child.ident = known.ident
        self.by_digest[digest] = child
        if number:
            self.by_number[number] = child
        self.plan.enfants.append(child)
        self.rapport.compte("enfants", nouveau=known is None)
        if fiche.fratrie and self.c.droits.enfants(house.village.ident):
            self.groups[plier(fiche.fratrie)].append(child)
        return child

    def _stay(self, fiche: FicheEnfant, arrivee: date, child: EnfantPrevu, house: LieuMaison) -> None:
        period = arrivee, fiche.depart
        if any(_overlap(period, other) for other in child.periodes):
            self.c.refuse(
                fiche.place, "", "", "Ce séjour en chevauche un autre du même enfant, plus haut dans le fichier.",
                "Indiquez la date de départ du premier séjour, ou corrigez les dates.",
            )  # fmt: skip
            return
        child.periodes.append(period)
        if child.connu is not None and self._known_stay(fiche, child.connu, house, period):
            return
        if house.ouverte_le is not None and arrivee < house.ouverte_le:
            self.c.refuse(
                fiche.place,
                "maison",
                fiche.maison,
                "Cette maison n’est pas encore ouverte à cette date.",
                "Corrigez la maison ou la date.",
            )
            return
        if house.fermee_le is not None and arrivee >= house.fermee_le:
            self.c.refuse(
                fiche.place,
                "maison",
                fiche.maison,
                "Cette maison est fermée à cette date.",
                "Corrigez la maison ou la date.",
            )
            return
        present = sum(1 for other in house.presences if _covers(other, arrivee))
        over = present >= house.places_le(arrivee)
        if over:
            self.c.previent(
                fiche.place, "maison", fiche.maison, "La maison est au-delà de ses places à cette date.",
                "Le séjour sera inscrit avec ce motif ; complétez-le à l’écran.",
            )  # fmt: skip
        house.presences.append(period)
        child.sejours.append((house, arrivee, fiche.depart, over))
        self.rapport.compte("séjours", nouveau=True)

    def _known_stay(self, fiche: FicheEnfant, known: EnfantConnu, house: LieuMaison, period: Periode) -> bool:
        for debut, fin, maison in known.sejours:
            if (debut, maison) == (period[0], house.ident):
                self.rapport.compte("séjours", nouveau=False)
                if fin != period[1]:
                    self.c.previent(
                        fiche.place, "depart", fiche.depart, "Le départ n’est pas celui qui est enregistré.",
                        "Rien n’est changé : corrigez le séjour à l’écran si le tableau dit vrai.",
                    )  # fmt: skip
                return True
            if _overlap(period, (debut, fin)):
                self.c.refuse(
                    fiche.place, "", "", "Cet enfant a déjà un séjour enregistré à ces dates.",
                    "Retirez cette ligne, ou corrigez ses dates.",
                )  # fmt: skip
                return True
        return False

    def _schooling(self, fiche: FicheEnfant, arrivee: date, child: EnfantPrevu) -> None:
        """Keep the school of a child who lives here today, from this school year's rentrée at the earliest."""
        today = aujourdhui()
        here = arrivee <= today and (fiche.depart is None or fiche.depart > today)
        if not (fiche.ecole or fiche.classe) or not here or child.scolarite is not None:
            return
        if not self.c.droits.scolarite(child.village.ident):
            if not self._school_told:
                self._school_told = True
                self.c.previent(
                    fiche.place, "ecole", fiche.ecole,
                    "Vous n’écrivez pas la scolarité dans ce village : école et classe sont vérifiées, pas reprises.",
                    "Le secrétariat ou le chef de service importe ce fichier à son tour.",
                )  # fmt: skip
            return
        known = child.connu is not None and child.connu.scolarise
        self.rapport.compte("scolarités", nouveau=not known)
        if not known:
            level, frame = vocabulaire.level_and_frame(fiche.ecole, fiche.classe)
            debut = max(arrivee, derniere_rentree(today))
            child.scolarite = ScolaritePrevue(fiche.ecole, fiche.classe, frame, level, debut)

    def _siblings(self) -> None:
        """A group that is there already is the one that counts most of these children."""
        for children in self.groups.values():
            count: dict[UUID, int] = defaultdict(int)
            for child in children:
                for fratrie in child.connu.fratries if child.connu else ():
                    count[fratrie] += 1
            ident = max(count, key=lambda f: (count[f], f)) if count else None
            missing = [
                c for c in children if c.connu is None or ident is None or ident not in c.connu.fratries
            ]
            self.rapport.compte("fratries", nouveau=ident is None)
            if missing:
                self.plan.fratries.append(
                    FratriePrevue(children[0].village, missing, ident or nouvel_id(), nouvelle=ident is None)
                )


def _digest(fiche: FicheEnfant) -> bytes | None:
    if fiche.naissance is None or not plier(f"{fiche.prenom}{fiche.nom}"):
        return None
    return empreinte_identite(fiche.prenom, fiche.nom, naissance=fiche.naissance)


def _covers(period: Periode, jour: date) -> bool:
    return period[0] <= jour and (period[1] is None or period[1] > jour)


def _overlap(one: Periode, other: Periode) -> bool:
    """The day of departure is free: a stay may begin on it."""
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])
