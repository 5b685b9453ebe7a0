"""Waking the on-call chain: the first at once, the next ones when nobody opens; each told once.

Beat moves the chain on; each alert in a transaction of its own, behind a lock, with the jobs of its
messages: a worker killed there has told nobody, or told them and written so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import CanalAppel, EtatIncident
from protection.models import (
    AlerteAstreinte,
    AppelAstreinte,
    Fugue,
    Incident,
    LectureAlerte,
    MessageDeSecurite,
)
from protection.querysets import DE_SERVICE
from protection.selectors.chaine import (
    Appelable,
    chaine_de,
    de_la_chaine,
    echeance_de_lecture,
    lue,
    mis_de_cote,
    suivants,
)
from protection.services.codes import AVIS_ALERTE, SOURCE_APPEL
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.notifications.services import notifier, retirer
from socle.notifications.signals import message_suivi
from socle.notifications.sms import envoyer_sms
from villages.models import Professionnel

OBJET = "protection.AlerteAstreinte"
#: The column of an alert that names what raised it.
CAUSES = {Incident: "incident", MessageDeSecurite: "message", Fugue: "fugue"}


@transaction.atomic
def alerter(
    origine: Incident | MessageDeSecurite | Fugue, *, par: Utilisateur | None = None
) -> AlerteAstreinte:
    """Raise the alert of what just arrived and tell the first of the chain, in the caller's transaction.

    Inside the named system act that writes what arrived: neither the journal nor a row says who did. Raised
    twice, it is raised once. ``par`` is who says it, when that is no secret: if the first of the chain says
    it, they know, and nobody is told.
    """
    cause = {CAUSES[type(origine)]: origine}
    known = AlerteAstreinte.objects.filter(**cause).first()
    if known is not None:
        return known
    now = timezone.now()
    alerte = AlerteAstreinte(village_id=origine.village_id, le=now, **cause)
    alerte.save(force_insert=True)
    record("alertes.levee", objets=[alerte.pk], type_objet=OBJET)
    if par is not None and par.pk in {one.compte for one in suivants(chaine_de(alerte), set())}:
        LectureAlerte.objects.create(alerte=alerte, par=par, le=now)
    else:
        _tell_next(alerte, [], now)
    return alerte


def avancer(moment: datetime) -> int:
    """Tell the next person of every alert nobody has opened in time; return how many people were told.

    Once each, whoever runs it and however often. An alert that stays closed is told to whoever comes on
    call afterwards: nobody has read it.
    """
    with acting_as_system(raison="astreinte : alertes que personne n’a ouvertes"):
        # Read by somebody who has been set aside since, or denied the child, it is not read.
        again = Q(incident__etat=EtatIncident.RECU, incident__ecarts__leve_le__isnull=True)
        rows = AlerteAstreinte.objects.filter(
            Q(lectures__isnull=True) | (again & Q(incident__ecarts__isnull=False)) | Q(fugue__isnull=False),
            le__lte=moment,
            fugue__rentree_le__isnull=True,
        )
        waiting = list(rows.order_by("le", "id").distinct().values_list("pk", "le"))
    return sum(_move_on(pk, moment) for pk, _ in waiting)


@transaction.atomic
def noter_lecture(*, acteur: Utilisateur, alerte: AlerteAstreinte) -> None:
    """Note that somebody who may read an alert has opened it: the first time counts, and stops the chain.

    Raises PermissionDenied for anybody else; for a runaway, also for who reads it and is not of the chain.
    """
    ensure(acteur, LIT if alerte.fugue_id is None else DE_SERVICE, alerte)
    if alerte.fugue_id is not None and not de_la_chaine(acteur, alerte):
        raise PermissionDenied
    row = LectureAlerte(alerte=alerte, par=acteur, le=timezone.now())
    first = not LectureAlerte.objects.filter(alerte=alerte, par=acteur, prise_en_charge=False).exists()
    LectureAlerte.objects.bulk_create([row], ignore_conflicts=True)
    if first and alerte.message_id is not None:
        message_suivi.send(
            sender=MessageDeSecurite, message=alerte.message_id, etape="lu", moment=row.le, compte=acteur.pk
        )


@transaction.atomic
def ouvrir_par_la_fugue(*, acteur: Utilisateur, fugue: Fugue) -> None:
    """Note that somebody of the chain reads the runaway itself: they have read what they are woken for.

    The house, which reads it too, opens nothing.
    """
    alerte = AlerteAstreinte.objects.visible_to(acteur, DE_SERVICE).filter(fugue=fugue).first()
    if alerte is not None and de_la_chaine(acteur, alerte):
        noter_lecture(acteur=acteur, alerte=alerte)


@transaction.atomic
def prendre_en_charge(*, acteur: Utilisateur, alerte: AlerteAstreinte) -> None:
    """Say « je m’en occupe »; said twice, it is said once. Raises PermissionDenied for who may not read it."""
    noter_lecture(acteur=acteur, alerte=alerte)
    row = LectureAlerte(alerte=alerte, par=acteur, le=timezone.now(), prise_en_charge=True)
    LectureAlerte.objects.bulk_create([row], ignore_conflicts=True)
    record("alertes.prise", objets=[alerte.pk], type_objet=OBJET)


def oublier(incident: Incident, professionnel: Professionnel) -> None:
    """Take back what somebody who has just been set aside was told; a message that waits does not leave.

    Inside the named system act that sets them aside. The chain goes on with the others.
    """
    alerte = AlerteAstreinte.objects.filter(incident=incident).first()
    if alerte is not None and professionnel.compte_id is not None:
        retirer(code=AVIS_ALERTE, objet=alerte.pk, destinataires=[professionnel.compte_id])


def eteindre(fugue: Fugue) -> set[UUID]:
    """Stop the chain of a runaway whose child is back, and return the accounts it had told.

    Inside a named system act. Nobody more is told, and a message that waits does not leave; whoever moves
    the chain on at this moment is waited for, and what they have just told is taken back too.
    """
    alerte = AlerteAstreinte.objects.filter(fugue=fugue).first()
    if alerte is None:
        return set()
    _alone(alerte.pk)
    retirer(code=AVIS_ALERTE, objet=alerte.pk)
    return set(AppelAstreinte.objects.filter(alerte=alerte).values_list("compte_id", flat=True))


def numero_de_l_appel(appel_id: UUID) -> str:
    """Open the number of a call, as it stands when its message leaves; nothing for who is set aside since."""
    appel = AppelAstreinte.objects.select_related("astreinte", "alerte__fugue").filter(pk=appel_id).first()
    if appel is None or appel.astreinte is None:
        return ""
    if appel.astreinte.professionnel_id in mis_de_cote([appel.alerte])[appel.alerte_id]:
        return ""
    return str(appel.astreinte.telephone)


# --- inside ---------------------------------------------------------------------------


def _move_on(alerte_id: UUID, moment: datetime) -> int:
    with acting_as_system(raison="astreinte : personne suivante de la chaîne"):
        _alone(alerte_id)
        alerte = AlerteAstreinte.objects.select_related(*CAUSES.values()).get(pk=alerte_id)
        if alerte.eteinte:
            return 0
        aside = Professionnel.objects.filter(pk__in=mis_de_cote([alerte])[alerte.pk])
        closed_out = set(aside.values_list("compte_id", flat=True))
        if lue(LectureAlerte.objects.filter(alerte=alerte), closed_out):
            return 0
        calls = list(AppelAstreinte.objects.filter(alerte=alerte))
        if echeance_de_lecture(calls, alerte.le) > moment:
            return 0
        return _tell_next(alerte, calls, moment)


def _alone(alerte_id: UUID) -> None:
    """Wait until nobody else moves this alert on, then keep others waiting until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"alerte:{alerte_id}"])


def _tell_next(alerte: AlerteAstreinte, calls: list[AppelAstreinte], moment: datetime) -> int:
    told = {appel.compte_id for appel in calls}
    step = 1 + max((appel.etape for appel in calls), default=0)
    people = suivants(chaine_de(alerte), told)
    for one in people:
        _tell(alerte, one, step, moment)
    return len(people)


def _tell(alerte: AlerteAstreinte, one: Appelable, step: int, moment: datetime) -> None:
    notifier(code=AVIS_ALERTE, destinataires=[one.compte], objet=alerte.pk)
    call = AppelAstreinte(
        alerte=alerte, etape=step, astreinte_id=one.astreinte, compte_id=one.compte, le=moment
    )
    if one.astreinte is not None:
        call.sms = envoyer_sms(
            code=AVIS_ALERTE,
            destinataire=one.compte,
            cle=str(alerte.pk),
            source=SOURCE_APPEL,
            objet=call.pk,
        )
    call.canal = _channel(call)
    call.save(force_insert=True)
    record("alertes.appel", objets=[alerte.pk, call.pk], type_objet=OBJET)
    if alerte.message_id is not None:
        message_suivi.send(
            sender=MessageDeSecurite,
            message=alerte.message_id,
            etape="prevenu",
            moment=moment,
            compte=one.compte,
        )


def _channel(call: AppelAstreinte) -> CanalAppel:
    if call.sms is not None:
        return CanalAppel.SMS
    return CanalAppel.COURRIEL if settings.COURRIEL and call.compte.email else CanalAppel.ECRAN
