"""The draft of a correction: one per author and note, its reason included, dropped once it is saved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants import mentions
from enfants.models import BrouillonCorrection, NoteJournal, VersionNote
from enfants.selectors.journal import noms_de_la_maison
from enfants.services.brouillons import contenu_de
from enfants.services.journal import NoteNonSigneeError, peut_corriger
from enfants.services.saisie import FERME, SANS_RETOUR, Entree, lock_writer
from socle.chiffrement.errors import KeyUnavailableError
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure

DEJA_FERME = "Un brouillon qui ne s’ouvre pas est déjà gardé pour cette note."


@transaction.atomic
def garder_correction(
    *, acteur: Utilisateur, note: NoteJournal, envoi: UUID, version_lue: int, motif: str, entree: Entree
) -> datetime:
    """Keep the correction being typed; emptied of its words and its reason, it is dropped.

    As for the journal, nothing is refused for its length, nothing is audited, and an autosave that
    arrives after its form was saved (``envoi``) changes nothing. A version written meanwhile by
    somebody else is no obstacle: the page will show both. Returns the time shown to the author.

    Raises PermissionDenied (see :func:`peut_corriger`), NoteNonSigneeError, ValidationError when a
    draft is there that does not open: only its author drops it.
    """
    _ensure_may_correct(acteur, note)
    if not note.est_signee:
        raise NoteNonSigneeError
    lock_writer(acteur)
    moment = timezone.now()
    if VersionNote.objects.filter(pk=envoi, note=note, auteur=acteur).exists():
        return moment
    present = BrouillonCorrection.objects.filter(auteur=acteur, note=note).first()
    if present is not None and isinstance(present.contenu, Illisible):
        raise ValidationError(DEJA_FERME, code="illisible")
    if entree.est_vide and not motif.strip():
        BrouillonCorrection.objects.filter(auteur=acteur, note=note).delete()
        return moment
    brouillon = BrouillonCorrection(
        # As for the journal: the sealed content is bound to the id, which therefore never changes.
        id=uuid5(acteur.pk, f"correction:{note.pk}"),
        auteur=acteur,
        enfant_id=note.enfant_id,
        note=note,
        version_lue=min(version_lue, note.version),
        modifie_le=moment,
        contenu=contenu_de(entree, _noms(acteur, note)) | {"motif": motif.replace("\x00", "")},
    )
    try:
        BrouillonCorrection.objects.bulk_create(
            [brouillon],
            update_conflicts=True,
            unique_fields=["auteur", "note"],
            update_fields=["version_lue", "modifie_le", "contenu"],
        )
    except KeyUnavailableError as erreur:
        raise ValidationError(FERME, code="illisible") from erreur
    return moment


@transaction.atomic
def jeter_correction(*, acteur: Utilisateur, note: NoteJournal) -> None:
    """Drop one's draft of a correction, also one that will never open; the note is left as it is.

    Raises PermissionDenied, ValidationError for a draft whose key is missing: it may come back.
    """
    _ensure_may_correct(acteur, note)
    lock_writer(acteur)
    present = BrouillonCorrection.objects.filter(auteur=acteur, note=note).first()
    if present is None:
        return
    if isinstance(present.contenu, Illisible) and present.contenu.raison not in SANS_RETOUR:
        raise ValidationError("Ce brouillon se rouvrira avec le dossier : il est gardé.", code="illisible")
    BrouillonCorrection.objects.filter(pk=present.pk).delete()


def _ensure_may_correct(acteur: Utilisateur, note: NoteJournal) -> None:
    ensure(acteur, "ecrire_journal", note)
    if not peut_corriger(acteur, note):
        raise PermissionDenied


def _noms(acteur: Utilisateur, note: NoteJournal) -> dict[UUID, str]:
    """Return the names a correction may hold: those of the house, and those the note already has."""
    derniere = VersionNote.objects.get(note=note, numero=note.version)
    cites = mentions.enfants_cites(derniere.texte, derniere.complement)
    return noms_de_la_maison(acteur, note.maison, note.jour, en_plus=cites)
