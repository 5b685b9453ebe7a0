"""A child's « je ne me sens pas en sécurité », for who may read it, and the clock of the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from protection.echelle import LIT, LIT_MESSAGE
from protection.enums import CauseVisee
from protection.models import AlerteAstreinte, MessageDeSecurite, PersonneVisee, SuiteMessage
from protection.regles import REPONSE_MESSAGE
from protection.selectors.incidents import noms_des_personnes
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.regles import Fait
from villages.selectors.portees import noms_des_comptes


@dataclass(frozen=True)
class MessageVu:
    """One message on its page: the child's name, whom it is about, what was done."""

    message: MessageDeSecurite
    enfant: str
    de_qui: list[str]
    suites: list[tuple[SuiteMessage, str]]

    @property
    def repondu(self) -> bool:
        return any(suite.repondu for suite, _ in self.suites)


def message_vu(user: Utilisateur, message: MessageDeSecurite) -> MessageVu:
    """Read the whole message for somebody who may; names are read for these ids alone."""
    about = PersonneVisee.objects.filter(message=message, cause=CauseVisee.NOMMEE).order_by("id")
    ids = list(about.values_list("professionnel_id", flat=True))
    enfants, pros = noms_des_personnes(user, [message.enfant_id], ids)
    suites = list(SuiteMessage.objects.filter(message=message))
    noms = noms_des_comptes({suite.par_id for suite in suites})
    return MessageVu(
        message=message,
        enfant=enfants.get(message.enfant_id, "Un enfant"),
        de_qui=sorted(pros.values()),
        suites=[(suite, noms.get(suite.par_id, "")) for suite in suites],
    )


def faits_des_messages(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read when each message this person reads came, and when the child was answered."""
    if not user.has_perm(LIT):
        return
    rows = MessageDeSecurite.objects.visible_to(user, LIT_MESSAGE)
    if enfants is not None:
        rows = rows.filter(enfant__in=enfants)
    messages = list(rows.order_by("id"))
    if not messages:
        return
    alerts = dict(AlerteAstreinte.objects.filter(message__in=messages).values_list("message_id", "pk"))
    answered: dict[UUID, SuiteMessage] = {}
    for suite in SuiteMessage.objects.filter(message__in=messages, repondu=True):
        answered.setdefault(suite.message_id, suite)
    for message in messages:
        reply = answered.get(message.pk)
        yield Fait(
            regle=REPONSE_MESSAGE,
            objet=message.pk,
            sujet=f"Message {message.reference}",
            adresse=reverse("protection:alerte", args=[alerts[message.pk]]),
            depart=message.recu_le,
            fait_le=jour_de(reply.le) if reply else None,
        )
