"""Jobs on notices."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from socle.habilitations.contexte import acting_as_system
from socle.notifications.envoi import ESSAIS, remettre
from socle.notifications.envoi_sms import ESSAIS as ESSAIS_SMS
from socle.notifications.envoi_sms import remettre_sms
from socle.notifications.services import CODE, effacer_les_anciens
from socle.notifications.sms import CODE_SMS
from socle.taches.registry import job


# A few more than the attempts at sending: workers that die count too.
@job(CODE, essais_max=ESSAIS + 10, bail=timedelta(minutes=10))
def envoyer_courriel(*, avis: UUID) -> None:
    """Give the mail of one notice to the server, once."""
    remettre(avis)


@job(CODE_SMS, essais_max=ESSAIS_SMS + 10, bail=timedelta(minutes=2))
def envoyer_un_sms(*, sms: UUID) -> None:
    """Give one text message to the gateway, once."""
    remettre_sms(sms)


@shared_task(name="socle.notifications.tasks.effacer_avis", ignore_result=True)
def effacer_avis() -> int:
    """Erase the notices whose year has passed."""
    with acting_as_system(raison="effacement des avis"):
        return effacer_les_anciens()
