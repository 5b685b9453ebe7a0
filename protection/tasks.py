"""Jobs on incidents and runaways, and what beat wakes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from protection.enums import DocumentIncident
from protection.selectors.documents import CODE, Demande
from protection.selectors.fugue_fiche import CODE as CODE_FICHE
from protection.services.alertes import avancer
from protection.services.brouillons import effacer_les_oublies
from protection.services.documents import produire_document
from protection.services.fugue_fiche import produire_fiche
from protection.services.relances import relancer
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.taches.registry import Primitive, job


@job(CODE, essais_max=1, bail=timedelta(minutes=2))
def imprimer_incident(
    *, incident: UUID, document: str, noms: bool, signe: bool, numero: UUID, demandeur: UUID
) -> dict[str, Primitive]:
    """Make the PDF with the rights its asker has now; one try, for a refusal does not wear off."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        demande = Demande(document=DocumentIncident(document), noms=noms, signe=signe, numero=numero)
        made = produire_document(acteur=acteur, incident_id=incident, demande=demande)
    return {"document": made.pk}


@job(CODE_FICHE, essais_max=1, bail=timedelta(minutes=2))
def imprimer_fiche_de_fugue(*, fugue: UUID, demandeur: UUID) -> dict[str, Primitive]:
    """Make the sheet with the rights its asker has now; one try, for a refusal does not wear off."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        made = produire_fiche(acteur=acteur, fugue_id=fugue)
    return {"document": made.pk}


@shared_task(name="protection.tasks.avancer_les_alertes", ignore_result=True)
def avancer_les_alertes() -> int:
    """Tell the next person of the alerts nobody has opened in time, once each."""
    return avancer(timezone.now())


@shared_task(name="protection.tasks.relancer_les_delais", ignore_result=True)
def relancer_les_delais() -> int:
    """Say what is late of the incidents, once each."""
    return relancer(timezone.now())


@shared_task(name="protection.tasks.effacer_les_brouillons", ignore_result=True)
def effacer_les_brouillons() -> int:
    """Warn the authors of what was begun and left unsent, and erase what was left all the same."""
    return effacer_les_oublies(timezone.now())
