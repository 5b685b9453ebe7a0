"""Break-glass: one file, opened by exact identity, for a bounded time, read only.

Which categories stay shut is in ``socle.habilitations.perimetre.HORS_BRIS_DE_GLACE``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from enfants.models import AccesExceptionnel, Enfant, RefusEnfant
from enfants.selectors.acces import enfants_administres
from socle.audit.models import EntreeAudit
from socle.audit.services import record
from socle.chiffrement.empreinte import empreinte_identite
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import Capacite
from socle.notifications.services import notifier
from villages.selectors import comptes_ayant

OUVERT = "acces.exceptionnel_ouvert"
SANS_SUITE = "acces.exceptionnel_sans_suite"
TROP = "acces.exceptionnel_trop_d_essais"
AVIS_DIRECTION = "enfants.acces_exceptionnel"
AVIS_DELEGUE = "enfants.acces_exceptionnel_delegue"

FENETRE = timedelta(hours=1)


@dataclass(frozen=True)
class Reponse:
    """What the attempt gave: a file, a time to try again at, or nothing."""

    enfant_id: UUID | None = None
    expire_le: datetime | None = None
    reessayer_le: datetime | None = None


@transaction.atomic
def ouvrir_acces_exceptionnel(
    *, acteur: Utilisateur, prenom: str, nom: str, naissance: date, motif: str
) -> Reponse:
    """Open the one file that bears this exact identity, and tell who must know.

    An unknown identity and a child denied to the person get the same empty answer from the same
    queries; the journal alone knows which. Nothing is raised once an attempt counts: a rollback would
    forget it. Raises PermissionDenied without the capacity, ValidationError without reason or name.
    """
    ensure(acteur, Capacite.ACCES_EXCEPTIONNEL)
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi vous ouvrez ce dossier."})
    try:
        empreinte = empreinte_identite(prenom, nom, naissance=naissance)
    except ValueError as error:
        raise ValidationError({"prenom": "Écrivez le prénom et le nom."}) from error
    # One attempt at a time: two that race would both see the last free place.
    Utilisateur.objects.select_for_update(no_key=True).get(pk=acteur.pk)
    reessayer = _retry_time(acteur)
    if reessayer is not None:
        record(TROP)
        return Reponse(reessayer_le=reessayer)
    with acting_as_system(raison="accès exceptionnel : recherche par empreinte"):
        refused = RefusEnfant.objects.current().filter(enfant_id=OuterRef("pk"), utilisateur_id=acteur.pk)
        match = (
            Enfant.objects.filter(empreinte=empreinte)
            .order_by("-id")
            .values_list("pk", Exists(refused))
            .first()
        )
    if match is None or match[1]:
        record(SANS_SUITE, enfants=[match[0]] if match else [])
        return Reponse()
    return _open(acteur, match[0], motif)


@transaction.atomic
def fermer_acces_exceptionnel(*, acteur: Utilisateur, acces: AccesExceptionnel) -> AccesExceptionnel:
    """Close an exceptional access before its time: the direction of the child's village.

    Raises PermissionDenied outside one's villages, ValidationError when it is already closed.
    """
    ensure(acteur, Capacite.ACCORDER_EXCEPTION)
    if not enfants_administres(acteur, Capacite.ACCORDER_EXCEPTION).filter(pk=acces.enfant_id).exists():
        raise PermissionDenied
    now = timezone.now()
    if acces.expire_le <= now:
        raise ValidationError("Cet accès est déjà fermé.")
    acces.expire_le = now
    acces.save()
    forget_perimetres()
    record(
        "acces.exceptionnel_ferme",
        objets=[acces.pk],
        enfants=[acces.enfant_id],
        type_objet="enfants.AccesExceptionnel",
    )
    return acces


def _retry_time(acteur: Utilisateur) -> datetime | None:
    """Return when a place frees, if the attempts of the last hour are used up."""
    attempts = (
        EntreeAudit.objects.filter(
            acteur_id=acteur.pk,
            action__in=(OUVERT, SANS_SUITE),
            horodatage__gt=timezone.now() - FENETRE,
        )
        .order_by("-horodatage")
        .values_list("horodatage", flat=True)[: settings.ACCES_EXCEPTIONNEL_ESSAIS]
    )
    recent = list(attempts)
    if len(recent) < settings.ACCES_EXCEPTIONNEL_ESSAIS:
        return None
    # When the oldest of those that count leaves the hour, at the next full minute.
    return (recent[-1] + FENETRE).replace(second=0, microsecond=0) + timedelta(minutes=1)


def _tell(acteur: Utilisateur, acces: AccesExceptionnel) -> None:
    """Tell the direction of the child's village and the officer, once per access; not whoever opened it."""
    with acting_as_system(raison="accès exceptionnel : à qui le dire"):
        village_id = Enfant.objects.values_list("village_id", flat=True).get(pk=acces.enfant_id)
        direction = comptes_ayant(Capacite.ACCORDER_EXCEPTION, village_id) - {acteur.pk}
        officers = comptes_ayant(Capacite.LIRE_AUDIT) - {acteur.pk}
    notifier(code=AVIS_DIRECTION, destinataires=direction, objet=acces.pk)
    notifier(code=AVIS_DELEGUE, destinataires=officers, objet=acces.pk)


def _opening_time() -> datetime:
    """Return a time that both clocks have passed: the wall in the database reads its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [(database,)] = cursor.fetchall()
    return min(database, timezone.now())


def _open(acteur: Utilisateur, enfant_id: UUID, motif: str) -> Reponse:
    now = _opening_time()
    # The row is outside the person's reach until it is there: written as a named system act.
    with acting_as_system(raison="accès exceptionnel : ouverture"):
        acces = AccesExceptionnel.objects.filter(
            enfant_id=enfant_id, utilisateur_id=acteur.pk, ouvert_le__lte=now, expire_le__gt=now
        ).first()
        if acces is None:
            acces = AccesExceptionnel(
                enfant_id=enfant_id,
                utilisateur_id=acteur.pk,
                ouvert_le=now,
                expire_le=now + timedelta(hours=settings.ACCES_EXCEPTIONNEL_HEURES),
                motif=motif,
            )
            acces.full_clean()
            acces.save()
    forget_perimetres()
    record(OUVERT, objets=[acces.pk], enfants=[enfant_id], type_objet="enfants.AccesExceptionnel")
    _tell(acteur, acces)
    return Reponse(enfant_id=enfant_id, expire_le=acces.expire_le)
