"""Jobs on exports."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from socle.comptes.models import Utilisateur
from socle.exports.selectors import CODE
from socle.exports.services import effacer_les_anciens, produire_export
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.taches.registry import Primitive, job


@job(CODE, essais_max=1, bail=timedelta(minutes=5))
def produire(*, export: UUID, demandeur: UUID) -> dict[str, Primitive]:
    """Make an export with the rights its asker has now; one try, for a refusal does not wear off."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        document = produire_export(acteur=acteur, ident=export)
    return {"document": document.pk}


@shared_task(name="socle.exports.tasks.effacer_exports", ignore_result=True)
def effacer_exports() -> int:
    """Erase the requests for exports whose year has passed."""
    with acting_as_system(raison="effacement des demandes d’export"):
        return effacer_les_anciens()
