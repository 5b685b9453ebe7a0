"""Who an incident is entrusted to besides those who handle it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from protection.models import AffectationIncident, Incident
from socle.habilitations.roles import Role
from villages.models import Affectation, Professionnel
from villages.selectors.ecrans import nom_de, par_nom


def psychologues_du_village(village_id: UUID) -> list[Professionnel]:
    """Return the psychologists at work in a village today, by name; whoever asks handles an incident there."""
    at_work = Affectation.objects.current().filter(role=Role.PSYCHOLOGUE, village=village_id)
    rows = Professionnel.objects.filter(pk__in=at_work.values("professionnel_id"), compte__is_active=True)
    return par_nom(rows.order_by("id"))


@dataclass(frozen=True)
class SuiviVu:
    """One line of the page: who, since when, and whether it still opens the incident to them."""

    affectation: AffectationIncident
    nom: str

    @property
    def en_cours(self) -> bool:
        return (
            self.affectation.levee_le is None and self.affectation.incident.niveau <= self.affectation.niveau
        )


def suivis_de(incident: Incident) -> list[SuiviVu]:
    """Return who the incident is or was entrusted to; the caller has fetched it through the right."""
    rows = AffectationIncident.objects.filter(incident=incident).select_related("incident", "professionnel")
    return [SuiviVu(row, nom_de(row.professionnel)) for row in rows]
