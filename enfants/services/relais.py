"""Receipts of the relay."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enfants.models import LectureNote
from enfants.selectors.relais import houses_taken_over, unread
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure


@transaction.atomic
def accuser_lecture(*, acteur: Utilisateur, notes: Collection[UUID]) -> int:
    """Write a receipt for each of the notes that was waiting for the reader; return how many.

    Notes outside the reader's houses, taken back, their own or already read are passed over, so
    that the same form sent twice changes nothing the second time. Raises PermissionDenied for
    someone who reads no journal at all.
    """
    ensure(acteur, "lire_journal")
    houses = [house.pk for house in houses_taken_over(acteur)]
    waiting = list(unread(acteur, houses).filter(id__in=notes).order_by("id"))
    if not waiting:
        return 0
    now = timezone.now()
    LectureNote.objects.bulk_create(
        [LectureNote(note=note, enfant_id=note.enfant_id, lecteur=acteur, lue_le=now) for note in waiting],
        ignore_conflicts=True,
    )
    record(
        "enfants.relais_lu",
        objets=[note.pk for note in waiting],
        enfants=[note.enfant_id for note in waiting],
        type_objet="enfants.NoteJournal",
    )
    return len(waiting)
