"""The medical file of one child, as one person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from enfants.models import Enfant, NoteMedicale, Vaccination
from enfants.selectors.traitements import prenoms_des_auteurs
from enfants.vaccins import Cohorte, DoseDuCalendrier, Valence, calendrier, cohorte_de
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui


@dataclass(frozen=True)
class NoteMedicaleVue:
    note: NoteMedicale
    auteur: str


@dataclass(frozen=True)
class Injection:
    """A vaccination in words."""

    vaccination: Vaccination

    @property
    def valences(self) -> str:
        codes = self.vaccination.valences
        if isinstance(codes, Illisible):
            return str(codes)
        return ", ".join(Valence(code).label for code in codes)

    @property
    def jour(self) -> str:
        day = self.vaccination.jour
        return str(day) if isinstance(day, Illisible) else date_format(day, "j F Y")

    @property
    def produit(self) -> str:
        parts = [str(self.vaccination.produit)] if self.vaccination.produit else []
        if self.vaccination.lot:
            parts.append(f"lot {self.vaccination.lot}")
        return ", ".join(parts)


@dataclass(frozen=True)
class DossierMedical:
    """Everything the page « Dossier médical » shows."""

    notes: list[NoteMedicaleVue]
    injections: list[Injection]
    calendrier: list[DoseDuCalendrier]
    cohorte: Cohorte | None

    @property
    def a_verifier(self) -> list[DoseDuCalendrier]:
        return [dose for dose in self.calendrier if dose.etat == "À vérifier"]

    @property
    def a_venir(self) -> list[DoseDuCalendrier]:
        return [dose for dose in self.calendrier if dose.etat == "À venir"]

    @property
    def notees(self) -> list[DoseDuCalendrier]:
        return [dose for dose in self.calendrier if dose.etat == "Notée"]

    @property
    def objets(self) -> list[UUID]:
        return [*(v.note.pk for v in self.notes), *(i.vaccination.pk for i in self.injections)]


def notes_de(user: Utilisateur, enfant: Enfant, *, communicable: bool = False) -> list[NoteMedicale]:
    """Return the notes, the latest first; ``communicable`` leaves the minor's secrets out."""
    rows = NoteMedicale.objects.visible_to(user, "lire_medical").filter(enfant=enfant)
    if communicable:
        rows = rows.communicable()
    return list(rows.order_by("-jour", "-id"))


def injections_de(user: Utilisateur, enfant: Enfant, *, communicable: bool = False) -> list[Vaccination]:
    """Return the injections, the latest first; days are sealed, so the order is made here."""
    rows = Vaccination.objects.visible_to(user, "lire_medical").filter(enfant=enfant)
    if communicable:
        rows = rows.communicable()
    return sorted(rows.order_by("id"), key=_day_of, reverse=True)


def _day_of(vaccination: Vaccination) -> date:
    return vaccination.jour if isinstance(vaccination.jour, date) else date.min


def dossier_medical(user: Utilisateur, enfant: Enfant) -> DossierMedical:
    """Read the medical file, in a number of queries that does not grow."""
    notes, rows = notes_de(user, enfant), injections_de(user, enfant)
    noms = prenoms_des_auteurs(notes)
    born = enfant.date_naissance
    read = [
        (v.jour, v.valences)
        for v in rows
        if isinstance(v.jour, date) and not isinstance(v.valences, Illisible)
    ]
    known = isinstance(born, date)
    return DossierMedical(
        [NoteMedicaleVue(note, noms[note.auteur_id]) for note in notes],
        [Injection(row) for row in rows],
        calendrier(born, read, aujourdhui()) if known else [],
        cohorte_de(born) if known else None,
    )
