"""What this app does when lower layers tell something."""

from __future__ import annotations

from typing import Any

from socle.comptes.models import DemandeReinitialisation
from socle.habilitations.roles import Capacite
from socle.notifications.services import notifier
from villages.selectors import comptes_ayant

AVIS_REINITIALISATION = "villages.reinitialisation"


def on_reinitialisation(*, demande: DemandeReinitialisation, **_kwargs: Any) -> None:
    """Tell the data-protection officer, in the transaction of the reset; not one of the two, nor its owner."""
    parties = {demande.compte_id, demande.demandee_par_id, demande.decidee_par_id}
    notifier(
        code=AVIS_REINITIALISATION,
        destinataires=comptes_ayant(Capacite.LIRE_AUDIT) - parties,
        objet=demande.pk,
    )
