"""What a child's page shows of the incidents that name them, and of what was transmitted."""

from __future__ import annotations

from enfants.models import Enfant
from protection.echelle import LIT
from protection.models import EcritTransmis, Incident
from protection.selectors.incidents import LigneIncident, lignes_de
from socle.comptes.models import Utilisateur

LIT_TRANSMIS = "lire_incident_transmis"


def incidents_de_l_enfant(user: Utilisateur, enfant: Enfant) -> list[LigneIncident]:
    """Return the incidents naming a child that this person handles or was entrusted with, the last one first."""
    rows = Incident.objects.visible_to(user, LIT).filter(personnes__enfant=enfant).distinct()
    return lignes_de(list(rows.select_related("village", "maison")))


def transmis_de(user: Utilisateur, enfant: Enfant) -> list[EcritTransmis]:
    """Return what was told to the ASE about one child, as this person may read it."""
    return list(EcritTransmis.objects.visible_to(user, LIT_TRANSMIS).filter(enfant=enfant))
