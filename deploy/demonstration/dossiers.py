"""Saves the invented children: files, stays, absences and sibling groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demonstration.familles import FAMILLES, EnfantDemo, FamilleDemo
from enfants.enums import NatureAbsence
from enfants.models import Absence, Enfant, Sejour
from fratries.models import Fratrie, MembreFratrie
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.outils.identifiants import nouvel_id
from villages.models import Maison

JOURS = 90


@dataclass
class Dossier:
    """A saved child, with what the journal needs to know about them."""

    enfant: Enfant
    description: EnfantDemo
    famille: int
    sejours: list[Sejour]
    absences: list[Absence]

    def maison_le(self, jour: date) -> object | None:
        """Return the house where the child lives on a day, away that night or not."""
        return next((s.maison_id for s in self.sejours if _covers(s, jour)), None)

    def absent_le(self, jour: date) -> bool:
        return any(_covers(absence, jour) for absence in self.absences)


def _covers(periode: Sejour | Absence, jour: date) -> bool:
    return periode.debut <= jour and (periode.fin is None or jour < periode.fin)


def naissance(description: EnfantDemo, jour: date) -> date:
    """Return the birth date that makes the child ``age`` years old since ``jours`` days."""
    anniversaire = jour - timedelta(days=description.jours)
    if (anniversaire.month, anniversaire.day) == (2, 29):
        anniversaire -= timedelta(days=1)
    return anniversaire.replace(year=anniversaire.year - description.age)


def creer_dossiers(maisons: dict[str, Maison], jour: date) -> list[Dossier]:
    """Save every child with a key, stays and absences, then the sibling groups."""
    dossiers = []
    enfants = [(rang, e) for rang, famille in enumerate(FAMILLES) for e in famille.enfants]
    ids = [nouvel_id() for _ in enfants]
    creer_cles((ident, NatureSujet.ENFANT) for ident in ids)
    for numero, (ident, (rang, description)) in enumerate(zip(ids, enfants, strict=True), 1001):
        ne_le = naissance(description, jour)
        enfant = Enfant(
            id=ident,
            village=maisons[description.maison].village,
            prenom=description.prenom,
            nom=description.nom,
            date_naissance=ne_le,
            sexe=description.sexe,
            numero_dossier=f"D-{numero}",
            empreinte=empreinte_identite(description.prenom, description.nom, naissance=ne_le),
        )
        enfant.save()
        sejours = _sejours(enfant, description, maisons, jour)
        dossiers.append(Dossier(enfant, description, rang, sejours, _absences(enfant, description, jour)))
    for rang, famille in enumerate(FAMILLES):
        _creer_fratrie(famille, [dossier for dossier in dossiers if dossier.famille == rang])
    return dossiers


def _sejours(enfant: Enfant, description: EnfantDemo, maisons: dict[str, Maison], jour: date) -> list[Sejour]:
    arrivee = jour - timedelta(days=description.arrivee)
    sejours = []
    if description.venait_de is not None:
        ancienne, avant = description.venait_de
        change = jour - timedelta(days=avant)
        sejours.append(Sejour(enfant=enfant, maison=maisons[ancienne], debut=arrivee, fin=change))
        arrivee = change
    sejours.append(Sejour(enfant=enfant, maison=maisons[description.maison], debut=arrivee))
    for sejour in sejours:
        sejour.save()
    return sejours


def _absences(enfant: Enfant, description: EnfantDemo, jour: date) -> list[Absence]:
    absences = [
        Absence(
            enfant=enfant,
            nature=absence.nature,
            debut=jour + timedelta(days=absence.debut),
            fin=jour + timedelta(days=absence.fin),
            precision=absence.precision,
        )
        for absence in description.absences
    ]
    if description.week_ends:
        samedi = jour - timedelta(days=(jour.weekday() - 5) % 7)
        for semaines in range(1, JOURS // 7, 2):
            debut = samedi - timedelta(weeks=semaines)
            absences.append(
                Absence(
                    enfant=enfant,
                    nature=NatureAbsence.HEBERGEMENT,
                    debut=debut,
                    fin=debut + timedelta(days=1),
                    precision="Week-end en famille.",
                )
            )
    for absence in absences:
        absence.save()
    return absences


def _creer_fratrie(famille: FamilleDemo, dossiers: list[Dossier]) -> None:
    """Save the sibling group, siblings who live elsewhere included; an only child has none."""
    if len(dossiers) + len(famille.ailleurs) < 2:
        return
    jour = max(dossier.sejours[-1].debut for dossier in dossiers)
    fratrie = Fratrie(id=nouvel_id(), village=dossiers[0].enfant.village)
    creer_cles([(fratrie.pk, NatureSujet.FRATRIE)])
    fratrie.save()
    for dossier in dossiers:
        MembreFratrie(
            fratrie=fratrie,
            enfant=dossier.enfant,
            lien=dossier.description.lien,
            prenom=dossier.description.prenom,
            annee_naissance=dossier.enfant.date_naissance.year,
        ).save()
    for absent in famille.ailleurs:
        MembreFratrie(
            fratrie=fratrie,
            lien=absent.lien,
            ailleurs=True,
            prenom=absent.prenom,
            annee_naissance=None if absent.age is None else jour.year - absent.age,
            lieu_de_vie=absent.lieu,
        ).save()
