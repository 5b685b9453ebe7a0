"""A notice by text message too, for whoever must be woken."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from socle.habilitations.contexte import acting_as_system
from socle.notifications import numeros, registre
from socle.notifications.models import Avis, Sms
from socle.taches.services import enqueue

#: Code of the job that hands one message over.
CODE_SMS = "notifications.sms"


def passerelle_reglee() -> bool:
    """Whether this installation sends text messages at all: pages say so."""
    return bool(settings.SMS_URL)


@transaction.atomic
def envoyer_sms(*, code: str, destinataire: UUID, cle: str, source: str, objet: UUID) -> UUID | None:
    """Send the notice this account has just been told by text message too; return the message's id.

    Once per notice, in the caller's transaction: rolled back, nothing leaves. ``source`` and ``objet`` say
    where the number is read when it leaves. None without a gateway, or when the notice was not told.
    Raises UnregisteredNoticeError, UnknownSourceError, ValueError for a kind without a text message.
    """
    if not registre.get(code).sms:
        raise ValueError(f"the notice {code} has no text message")
    numeros.ouvreur(source)
    if not passerelle_reglee():
        return None
    with acting_as_system(raison="avis : SMS à son destinataire"):
        avis = Avis.objects.filter(code=code, destinataire=destinataire, cle=cle, retire_le=None).first()
        if avis is None:
            return None
        row = Sms(avis=avis, destinataire_id=destinataire, source=source, objet=objet)
        Sms.objects.bulk_create([row], ignore_conflicts=True)
        kept = Sms.objects.get(avis=avis)
        enqueue(CODE_SMS, cle=str(kept.pk), sms=kept.pk)
    return kept.pk


def etats_des_sms(sms: set[UUID]) -> dict[UUID, str]:
    """Return where these messages stand, for the page of who asked for them; nothing of whom they reach."""
    with acting_as_system(raison="avis : où en sont des SMS"):
        return dict(Sms.objects.filter(pk__in=sms).order_by().values_list("pk", "etat"))
