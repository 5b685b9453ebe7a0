"""Serious incidents for the siège: what and where, never who (role matrix, « graves, sans noms »)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from protection.enums import EtatIncident, Regime, nature_de
from protection.models import Ecart, Incident, Qualification
from protection.selectors.incidents import lignes_de
from socle.comptes.models import Utilisateur
from socle.echeances.enums import Etat
from socle.habilitations.contexte import acting_as_system

LIT_GRAVES = "lire_incident_sans_noms"
GRAVES = (Regime.EIG, Regime.INFORMATION_PREOCCUPANTE, Regime.SIGNALEMENT)


@dataclass(frozen=True)
class IncidentGrave:
    """One serious incident: the village, the month, what kind, how far, and how many delays have passed."""

    village: str
    mois: date
    natures: tuple[str, ...]
    etat: str
    clos: bool
    en_retard: int

    @property
    def retards(self) -> str:
        return f"{self.en_retard} délai{'s' if self.en_retard > 1 else ''}"


def incidents_graves(user: Utilisateur) -> list[IncidentGrave]:
    """Return the serious incidents of the association, the last one first, less those one is set aside from.

    A named system act that hands out no id, no day, no house and no word. The caller has checked the right.
    """
    with acting_as_system(raison="incidents graves, sans noms"):
        rows = Qualification.objects.filter(regime__in=GRAVES, retiree_le__isnull=True).order_by(
            "regime", "categorie"
        )
        aside = Ecart.objects.in_force().filter(professionnel__compte=user.pk)
        kinds: dict[UUID, list[str]] = {}
        for pk, regime, categorie in rows.exclude(incident__in=aside.values("incident_id")).values_list(
            "incident_id", "regime", "categorie"
        ):
            kinds.setdefault(pk, []).append(nature_de(regime, categorie))
        incidents = Incident.objects.filter(pk__in=kinds).select_related("village", "maison")
        return [
            IncidentGrave(
                village=ligne.incident.village.nom,
                mois=timezone.localdate(ligne.incident.connu_le).replace(day=1),
                natures=tuple(kinds[ligne.incident.pk]),
                etat=EtatIncident(ligne.incident.etat).label,
                clos=ligne.incident.etat in {EtatIncident.CLOS, EtatIncident.REVU},
                en_retard=sum(e.etat is Etat.EN_RETARD for e in ligne.echeances),
            )
            for ligne in lignes_de(list(incidents.order_by("-connu_le", "-id")))
        ]
