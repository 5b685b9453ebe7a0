"""Jobs on a child's file."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from celery import shared_task

from enfants.selectors.fil import PeriodeFil
from enfants.selectors.impressions import CODE
from enfants.selectors.papiers import CODE as PAPIER
from enfants.selectors.papiers import Papier
from enfants.selectors.registre import CODE as REGISTRE
from enfants.services.admission import vider_les_preparations
from enfants.services.impression import produire_impression
from enfants.services.papiers import produire_papier
from enfants.services.registre_papier import produire_registre
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.taches.registry import Primitive, job


@job(CODE, essais_max=1, bail=timedelta(minutes=2))
def imprimer(
    *, enfant: UUID, demandeur: UUID, du: str, au: str, themes: str, importantes: bool
) -> dict[str, Primitive]:
    """Make the PDF with the rights its asker has now; one try, for a refusal does not wear off."""
    filtre = PeriodeFil(
        themes=tuple(themes.split(".")) if themes else (),
        du=date.fromisoformat(du),
        au=date.fromisoformat(au),
        importantes=importantes,
    )
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        document = produire_impression(acteur=acteur, enfant_id=enfant, filtre=filtre)
    return {"document": document.pk}


@job(PAPIER, essais_max=1, bail=timedelta(minutes=2))
def papier(*, papier: str, sujet: UUID, demandeur: UUID, semaine: str) -> dict[str, Primitive]:
    """Make a paper of care with the rights its asker has now; one try, for a refusal does not wear off."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        document = produire_papier(
            acteur=acteur, papier=Papier(papier), sujet=sujet, semaine=date.fromisoformat(semaine)
        )
    return {"document": document.pk}


@job(REGISTRE, essais_max=1, bail=timedelta(minutes=2))
def imprimer_registre(*, village: UUID, annee: int, demandeur: UUID) -> dict[str, Primitive]:
    """Make the register of a year with the rights its asker has now; one try, as for any paper."""
    acteur = Utilisateur.objects.get(pk=demandeur)
    with acting_as(acteur):
        document = produire_registre(acteur=acteur, village_id=village, annee=annee)
    return {"document": document.pk}


@shared_task(name="enfants.tasks.vider_preparations", ignore_result=True)
def vider_preparations() -> int:
    """Empty the admissions prepared and never received."""
    return vider_les_preparations()
