"""Destruction of a subject's key, by two people and after a delay.

Everything sealed under it (rows, versions, files, drafts) becomes unreadable at everyone's next
transaction. The wrapped key is erased and its row stays. Stated limits: the previous version of
that row is on the disk until PostgreSQL vacuums the table, and in the backups of the key schema
until they expire, which is why a restore replays the destructions made since.

The right to ask and to validate is checked by the caller, as is the audit: both stand above.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from socle.chiffrement.enums import EtatDestruction, NatureSujet
from socle.chiffrement.errors import ChiffrementError
from socle.chiffrement.keys import ID_ASSOCIATION, cle_association, current_scope, key_scope
from socle.chiffrement.models import CleSujet, DemandeDestruction
from socle.chiffrement.signals import sujet_detruit

#: Between validation and destruction: the time to notice a mistake and cancel.
DELAI = timedelta(days=30)
DELAI_MINIMAL = timedelta(days=7)


class DestructionError(ChiffrementError):
    """A destruction that the rules refuse."""


@transaction.atomic
def demander_destruction(
    *,
    acteur_id: UUID,
    sujet_id: UUID,
    nature: NatureSujet,
    motif: str,
    visa_archives: str,
    conservation_verifiee: bool,
) -> DemandeDestruction:
    """Ask for the destruction of a subject's key; nothing is destroyed yet.

    ``visa_archives`` is the reference of the departmental archives' authorisation, without which a
    public archive is not eliminated (Code du patrimoine, L. 212-2).
    Raises DestructionError without reason, visa or verified retention, for a subject without
    living key, for the association itself, and when a request is already open.
    """
    if not motif.strip() or not visa_archives.strip():
        raise DestructionError("a destruction needs its reason and the archives' visa")
    if not conservation_verifiee:
        raise DestructionError("a destruction needs the legal retention to be verified")
    if sujet_id == ID_ASSOCIATION:
        raise DestructionError("the association's key holds the record of destructions")
    if not CleSujet.objects.filter(pk=sujet_id, nature=nature, detruite_le__isnull=True).exists():
        raise DestructionError("this subject has no living key of that nature")
    ouvertes = DemandeDestruction.objects.filter(
        cible_id=sujet_id, etat__in=[EtatDestruction.DEMANDEE, EtatDestruction.VALIDEE]
    )
    if ouvertes.exists():
        raise DestructionError("a request is already open for this subject")
    cle_association()
    return DemandeDestruction.objects.create(
        cible_id=sujet_id,
        nature=nature,
        motif=motif,
        visa_archives=visa_archives,
        conservation_verifiee=True,
        demandeur_id=acteur_id,
        demandee_le=timezone.now(),
    )


@transaction.atomic
def valider_destruction(*, acteur_id: UUID, demande_id: UUID, delai: timedelta = DELAI) -> DemandeDestruction:
    """Validate another person's request and start the delay.

    Raises DestructionError when the acting person asked for it, the request is not waiting, or the
    delay is under the minimum.
    """
    demande = _locked(demande_id)
    if demande.demandeur_id == acteur_id:
        raise DestructionError("the person who asks does not validate")
    if demande.etat != EtatDestruction.DEMANDEE:
        raise DestructionError("this request is not waiting for validation")
    if delai < DELAI_MINIMAL:
        raise DestructionError(f"the delay is at least {DELAI_MINIMAL.days} days")
    demande.etat = EtatDestruction.VALIDEE
    demande.valideur_id = acteur_id
    demande.validee_le = timezone.now()
    demande.executable_le = demande.validee_le + delai
    demande.save()
    return demande


@transaction.atomic
def annuler_destruction(*, acteur_id: UUID, demande_id: UUID) -> DemandeDestruction:
    """Cancel a request before it is carried out; one person is enough.

    Raises DestructionError when it is already closed.
    """
    demande = _locked(demande_id)
    if demande.etat not in {EtatDestruction.DEMANDEE, EtatDestruction.VALIDEE}:
        raise DestructionError("this request is closed")
    demande.etat = EtatDestruction.ANNULEE
    demande.annulee_par_id = acteur_id
    demande.close_le = timezone.now()
    demande.save()
    return demande


def executer_destructions() -> list[UUID]:
    """Destroy the keys whose delay has passed and return their subjects.

    Each in a transaction of its own: a failure leaves that one to the next run and stops nothing.
    Raises ExceptionGroup at the end when some failed.
    """
    detruits: list[UUID] = []
    echecs: list[Exception] = []
    echues = DemandeDestruction.objects.filter(
        etat=EtatDestruction.VALIDEE, executable_le__lte=timezone.now()
    ).order_by("executable_le")
    for demande_id in list(echues.values_list("pk", flat=True)):
        try:
            with transaction.atomic(), key_scope():
                demande = _locked(demande_id)
                if demande.etat != EtatDestruction.VALIDEE:
                    continue
                _erase_key(demande.cible_id, timezone.now())
                sujet_detruit.send(
                    sender=CleSujet, sujet_id=demande.cible_id, nature=NatureSujet(demande.nature)
                )
                demande.etat = EtatDestruction.EXECUTEE
                demande.close_le = timezone.now()
                demande.save()
                detruits.append(demande.cible_id)
        except Exception as error:
            echecs.append(error)
    if echecs:
        raise ExceptionGroup("some destructions failed and remain due", echecs)
    return detruits


def destructions_faites() -> Iterator[str]:
    """Yield one line of JSON per destroyed key: what a later restore has to replay."""
    detruites = CleSujet.objects.filter(detruite_le__isnull=False).order_by("detruite_le", "pk")
    for cle in detruites.iterator():
        quand = cle.detruite_le.isoformat() if cle.detruite_le else ""
        yield json.dumps({"sujet": str(cle.pk), "nature": cle.nature, "detruite_le": quand})


def rejouer_destructions(lignes: Iterable[str]) -> int:
    """Destroy again, after a restore, the keys a list says destroyed; return how many were alive.

    All or nothing. A subject the restored database does not know gets its tombstone all the same, and
    receivers are told of each: data and keys are dumped apart, one may be older than the other.
    Raises DestructionError, naming the line, when the list is malformed.
    """
    destructions = [_parse_line(rang, ligne) for rang, ligne in enumerate(lignes, 1) if ligne.strip()]
    vivantes = 0
    with transaction.atomic(), key_scope():
        for sujet_id, nature, quand in destructions:
            vivantes += _erase_key(sujet_id, quand)
            CleSujet.objects.get_or_create(
                pk=sujet_id, defaults={"nature": nature, "kek": "", "detruite_le": quand}
            )
            sujet_detruit.send(sender=CleSujet, sujet_id=sujet_id, nature=nature)
    return vivantes


def _parse_line(rang: int, ligne: str) -> tuple[UUID, NatureSujet, datetime]:
    try:
        valeurs = json.loads(ligne)
        sujet_id, nature = UUID(valeurs["sujet"]), NatureSujet(valeurs["nature"])
        quand = datetime.fromisoformat(valeurs["detruite_le"])
    except (ValueError, KeyError, TypeError) as error:
        raise DestructionError(f"line {rang} is not a destruction") from error
    if timezone.is_naive(quand) or sujet_id == ID_ASSOCIATION:
        raise DestructionError(f"line {rang} is not a destruction")
    return sujet_id, nature, quand


def _locked(demande_id: UUID) -> DemandeDestruction:
    return DemandeDestruction.objects.select_for_update(no_key=True).get(pk=demande_id)


def _erase_key(sujet_id: UUID, quand: datetime) -> int:
    alive = CleSujet.objects.filter(pk=sujet_id, detruite_le__isnull=True)
    erased = alive.update(cle_enveloppee=None, detruite_le=quand)
    current_scope().forget(sujet_id)
    return erased
