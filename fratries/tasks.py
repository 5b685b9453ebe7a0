"""Jobs on rosters."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from fratries.effectif.services import CODE_IMPORTER, CODE_LIRE, effacer_les_expires, traiter_effectif
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.taches.registry import job


@job(CODE_LIRE, essais_max=1, bail=timedelta(minutes=10))
def lire_effectif(*, effectif: UUID, demandeur: UUID) -> None:
    """Read and check a roster with the rights its sender has now; one try: a refusal does not wear off."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        traiter_effectif(acteur=acteur, ident=effectif, importer=False)


@job(CODE_IMPORTER, essais_max=1, bail=timedelta(minutes=10))
def importer_un_effectif(*, effectif: UUID, demandeur: UUID) -> None:
    """Import a roster: everything in the job's own transaction, or nothing."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        traiter_effectif(acteur=acteur, ident=effectif, importer=True)


@shared_task(name="fratries.tasks.effacer_effectifs", ignore_result=True)
def effacer_effectifs() -> int:
    """Erase the rosters whose day has passed."""
    with acting_as_system(raison="effacement des tableaux d’effectif"):
        return effacer_les_expires()
