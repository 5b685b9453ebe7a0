"""Departures as their pages show them: where, why, what leaves with the child, how long the file is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enfants.models import Depart, Enfant
from enfants.selectors.admission import LigneRemise, lignes_du_depart, remises_de
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.outils.dates import aujourdhui

#: Two years after the last contact, a file leaves the active base (rule « dossier_enfant », S).
BASE_ACTIVE = 24


@dataclass(frozen=True)
class DepartVu:
    """One departure with its handover list."""

    depart: Depart
    lignes: list[LigneRemise]

    @property
    def fin(self) -> date | None:
        return self.depart.sejour.fin

    @property
    def a_venir(self) -> bool:
        return self.fin is not None and self.fin > aujourdhui()

    @property
    def restent(self) -> int:
        return sum(not ligne.complete for ligne in self.lignes)

    @property
    def base_active_jusqu_au(self) -> date | None:
        return decale_mois(self.fin, BASE_ACTIVE) if self.fin else None

    @property
    def resume(self) -> list[tuple[str, object]]:
        """Where and why, as definitions."""
        depart = self.depart
        where = depart.get_destination_display()
        label = where[:1].upper() + where[1:]
        return [
            ("Destination", f"{label} : {depart.precision}" if depart.precision else label),
            ("Pourquoi", depart.motif),
        ]


def departs_vus(user: Utilisateur, enfant: Enfant) -> list[Depart]:
    """Return the departures of a child that stand, the latest first: one query."""
    rows = Depart.objects.visible_to(user, "lire_identite").standing().filter(enfant=enfant)
    return list(rows.select_related("sejour").order_by("-sejour__fin", "-id"))


def depart_vu(user: Utilisateur, depart: Depart) -> DepartVu:
    """Return a departure with what was handed over: two queries and the keys."""
    return DepartVu(depart, lignes_du_depart(remises_de(user, [depart.sejour_id])))
