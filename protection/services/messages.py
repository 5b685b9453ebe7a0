"""« Je ne me sens pas en sécurité »: kept, told to who is on call, answered to the child."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enfants.models import Enfant, Sejour
from protection.echelle import DERNIER, ECRIT, LIT_MESSAGE
from protection.enums import CauseVisee, RoleDansIncident
from protection.models import MessageDeSecurite, PersonneVisee, SuiteMessage
from protection.selectors.destinataires import premier_echelon, titulaires
from protection.selectors.incidents import noms_des_personnes
from protection.services import declaration
from protection.services.alertes import alerter
from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.notifications.signals import message_suivi
from villages.models import Affectation, Professionnel, Relais

OBJET = "protection.MessageDeSecurite"


@transaction.atomic
def recevoir_message(
    *, enfant_id: UUID, ident: UUID, moment: datetime, de_qui: Collection[UUID], mots: str
) -> MessageDeSecurite:
    """Keep what a child said, seal it at once, and wake the chain, in the transaction of who sends it.

    As a named system act: a child's account reaches none of these tables, and the journal says that a
    message came, not from whom. Those it is about are closed out before anybody is told, so is the team of
    the child's house; nobody is named as implicated, nothing is declared. Sent again, it is the same message.
    Raises Enfant.DoesNotExist.
    """
    with acting_as_system(raison="message d’un enfant qui ne se sent pas en sécurité"):
        known = MessageDeSecurite.objects.filter(pk=ident).first()
        if known is not None:
            return known
        village_id = Enfant.objects.values_list("village_id", flat=True).get(pk=enfant_id)
        named, house = _existing(de_qui), _house_of(enfant_id)
        without_effect = _left_alone(village_id, named, house)
        niveau = premier_echelon(village_id, named - without_effect, house)
        row = MessageDeSecurite(
            pk=ident,
            enfant_id=enfant_id,
            village_id=village_id,
            mots=mots,
            dit_le=moment,
            recu_le=timezone.now(),
            niveau=niveau or DERNIER,
        )
        try:
            # A key is made once: who comes second waits here, then finds what the first has kept.
            with transaction.atomic():
                creer_cle(ident, NatureSujet.INCIDENT)
        except IntegrityError:
            return MessageDeSecurite.objects.get(pk=ident)
        row.full_clean(exclude=["enfant", "village"])
        row.save(force_insert=True)
        causes = dict.fromkeys(house, CauseVisee.MAISON) | dict.fromkeys(named, CauseVisee.NOMMEE)
        for pk in sorted(causes):
            PersonneVisee.objects.create(
                message=row, professionnel_id=pk, cause=causes[pk], sans_effet=pk in without_effect
            )
        record("messages.recu", objets=[row.pk], type_objet=OBJET)
        alerter(row)
    return row


@transaction.atomic
def noter_suite(
    *, acteur: Utilisateur, message: MessageDeSecurite, ident: UUID, fait: str, reponse: str
) -> SuiteMessage:
    """Write what is done about a message, and what the child was answered: kept in words.

    Raises PermissionDenied for who does not read it or handles nothing, ValidationError when both are empty.
    """
    ensure(acteur, LIT_MESSAGE, message)
    ensure(acteur, ECRIT)
    if not (fait.strip() or reponse.strip()):
        raise ValidationError("Écrivez ce qui est fait, ou ce qui est répondu à l’enfant.")
    row = SuiteMessage(
        pk=ident,
        message=message,
        par=acteur,
        le=timezone.now(),
        fait=fait,
        reponse=reponse,
        repondu=bool(reponse.strip()),
    )
    row.full_clean(exclude=["message"])
    row.save(force_insert=True)
    record("messages.suite", objets=[message.pk], type_objet=OBJET)
    if row.repondu:
        message_suivi.send(
            sender=MessageDeSecurite, message=message.pk, etape="repondu", moment=row.le, compte=acteur.pk
        )
    return row


@transaction.atomic
def declarer_depuis(*, acteur: Utilisateur, message: MessageDeSecurite, ident: UUID) -> UUID:
    """Begin an incident declaration with what the child said, once however often it is asked; return its id.

    Whom the child speaks about is proposed as implicated, so that the incident leaves their hands too: the
    person who declares reads everything again before it is sent. Raises PermissionDenied.
    """
    ensure(acteur, LIT_MESSAGE, message)
    known = SuiteMessage.objects.filter(message=message, par=acteur, declaration_commencee__isnull=False)
    begun = known.values_list("declaration_commencee", flat=True).first()
    if begun is not None:
        return begun
    declaration.commencer(acteur=acteur, ident=ident, valeurs={})
    declaration.garder(acteur=acteur, ident=ident, page="qui", valeurs=_who(acteur, message))
    declaration.garder(acteur=acteur, ident=ident, page="faits", valeurs={"paroles": [str(message.mots)]})
    SuiteMessage(message=message, par=acteur, le=timezone.now(), declaration_commencee=ident).save()
    record("messages.suite", objets=[message.pk], type_objet=OBJET)
    return ident


# --- inside ---------------------------------------------------------------------------


def _existing(professionnels: Collection[UUID]) -> set[UUID]:
    return set(Professionnel.objects.filter(pk__in=set(professionnels)).values_list("pk", flat=True))


def _house_of(enfant_id: UUID) -> set[UUID]:
    """Return who works, or stands in, at the house where the child sleeps."""
    stays = Sejour.objects.current().filter(enfant_id=enfant_id).order_by().values("maison_id")
    rows = (Affectation.objects.current(), Relais.objects.current())
    return {
        pk
        for some in rows
        for pk in some.filter(maison__in=stays).order_by().values_list("professionnel_id", flat=True)
    }


def _left_alone(village_id: UUID, named: set[UUID], house: set[UUID]) -> set[UUID]:
    """Return those whose naming would leave nobody on the ladder: the highest keeps the message."""
    rungs: dict[UUID, int] = {}
    for t in titulaires(village_id):
        rungs[t.professionnel] = max(t.rang, rungs.get(t.professionnel, 0))
    closed: set[UUID] = set()
    left_alone: set[UUID] = set()
    for pk in sorted(named, key=lambda pk: (rungs.get(pk, 0), pk)):
        if premier_echelon(village_id, closed | {pk}, house) is None:
            left_alone.add(pk)
        else:
            closed.add(pk)
    return left_alone


def _who(acteur: Utilisateur, message: MessageDeSecurite) -> dict[str, list[str]]:
    """Return the page « qui, où, quand » as if it had been typed."""
    said = timezone.localtime(message.dit_le)
    enfant, nom = f"e:{message.enfant_id}", ""
    if not Enfant.objects.visible_to(acteur, "lire_identite").filter(pk=message.enfant_id).exists():
        # The siège reads no child's file: the name is typed for it, as it reads it on the message.
        noms, _ = noms_des_personnes(acteur, [message.enfant_id], ())
        enfant, nom = "autre", noms.get(message.enfant_id, "")
    lines = [(enfant, RoleDansIncident.VICTIME, nom)]
    with acting_as_system(raison="de qui parle le message d’un enfant"):
        about = PersonneVisee.objects.filter(message=message, cause=CauseVisee.NOMMEE)
        named = sorted(about.values_list("professionnel_id", flat=True))
    lines += [(f"p:{pk}", RoleDansIncident.MIS_EN_CAUSE, "") for pk in named]
    page = {
        "village": [str(message.village_id)],
        "constate_le": [said.date().isoformat()],
        "constate_heure": [said.strftime("%H:%M")],
    }
    for rang, (qui, role, nom) in enumerate(lines):
        page |= {f"qui_{rang}": [qui], f"role_{rang}": [role], f"nom_{rang}": [nom]}
    return page
