"""Storing, opening and withdrawing sealed documents.

These are the store's own acts: whether the person may do them is asked by the service of the app
that a document belongs to, and by the child's wall in the database.
"""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.documents import antivirus, coffre, depots, metadonnees, signatures
from socle.documents.enums import EtatAnalyse, TypeMime
from socle.documents.errors import (
    QuarantinedDocumentError,
    RefusedDocumentError,
    UnavailableDepotError,
    UnavailableDocumentError,
)
from socle.documents.models import Document
from socle.documents.televersement import sealed_on_arrival
from socle.outils.acteur import acteur_courant
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.taches.services import enqueue

#: Code of the job, shared by who asks and who does.
CODE_ANALYSE = "documents.analyse"
_NATURE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_MIO = 1024 * 1024
#: Photos are not stored as they came.
_REECRITS = {TypeMime.JPEG, TypeMime.PNG}
LIEU_MUET = (
    "Le fichier n’a pas pu être enregistré\u202f: le lieu où ils sont gardés ne répond pas ou est plein. "
    "Rien n’est perdu sur votre appareil\u202f: réessayez dans quelques minutes, et prévenez votre administrateur "
    "si cela dure."
)


def too_big() -> RefusedDocumentError:
    """Return the refusal of a file above the limit, with its sentence."""
    return RefusedDocumentError(
        f"Le fichier dépasse {settings.DOCUMENTS_TAILLE_MAX_MIO}\u202fMio, la taille la plus grande acceptée.",
        code="taille",
    )


def not_kept() -> RefusedDocumentError:
    """Return the refusal of a file whose place is full or does not answer, with its sentence."""
    return RefusedDocumentError(LIEU_MUET, code="lieu")


class _Measured:
    """Counts what passes, and stops a file that is too big while it arrives."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        limit = settings.DOCUMENTS_TAILLE_MAX_MIO
        for chunk in self._chunks:
            self.total += len(chunk)
            if self.total > limit * _MIO:
                raise too_big()
            yield chunk


def _audit(acte: str, document: Document) -> None:
    record(
        f"documents.{acte}.{document.categorie}",
        objets=[document.pk],
        enfants=[document.enfant_id] if document.enfant_id else [],
        type_objet="documents.document",
    )


def store(
    *,
    sujet_id: UUID,
    stream: BinaryIO,
    nom_fichier: str,
    enfant_id: UUID | None,
    categorie: Categorie,
    nature: str,
    acceptes: Collection[TypeMime] = frozenset(TypeMime),
    expire_le: datetime | None = None,
    interne: bool = False,
) -> Document:
    """Seal a file under the key of ``sujet_id`` and return its document; audited.

    The file's own bytes tell its type, photos lose their metadata, and with an antivirus it waits in
    quarantine for the job that is enqueued here, unless it is ``interne``: made by this software.
    The file is in its place before the row exists: a transaction rolled back leaves an orphan that nobody
    can open any more and that ``balayer_documents`` removes. ``nature`` is a code of the calling app
    (« impression_journal »). Needs an open transaction with keys (``acting_as``).

    Raises RefusedDocumentError (type not in ``acceptes``, broken image, empty or too big, place of the
    files full or silent),
    KeyUnavailableError when the subject has no key, ValueError for a nature that is not a code. An
    error leaves neither row nor file.
    """
    if not _NATURE.fullmatch(nature):
        raise ValueError("nature is an enumerated code")
    kind = signatures.recognise(stream, nom_fichier, acceptes)
    key = coffre.new_key()
    document = Document(
        id=nouvel_id(),
        sujet_id=sujet_id,
        enfant_id=enfant_id,
        categorie=categorie.value,
        nature=nature,
        nom_fichier=signatures.clean_name(nom_fichier, kind),
        cle_fichier=base64.b64encode(key).decode("ascii"),
        type_mime=kind.value,
        taille=0,
        auteur_id=acteur_courant.get().id,
        expire_le=expire_le,
        analyse=_first_state(interne),
    )
    try:
        document.taille = _put(stream, kind, key, document)
    except UnavailableDepotError as error:
        raise not_kept() from error
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            _audit("depot", document)
            if document.analyse == EtatAnalyse.EN_COURS:
                enqueue(CODE_ANALYSE, document=document.pk)
    except BaseException:
        with suppress(UnavailableDepotError):
            depots.current().delete(document.pk)
        raise
    return document


def _first_state(interne: bool) -> EtatAnalyse:
    if interne:
        return EtatAnalyse.INTERNE
    return EtatAnalyse.EN_COURS if antivirus.is_configured() else EtatAnalyse.SANS_ANTIVIRUS


def _put(stream: BinaryIO, kind: TypeMime, key: bytes, document: Document) -> int:
    """Put the content in its place and return its size. What was sealed as it arrived stays as it is."""
    arrived = None if kind in _REECRITS else sealed_on_arrival(stream)
    measured = _Measured(_content(stream, kind))
    if arrived is None:
        coffre.write(key, document_id=document.pk, sujet_id=document.sujet_id, chunks=measured)
        return measured.total
    if arrived.size > settings.DOCUMENTS_TAILLE_MAX_MIO * _MIO:
        raise too_big()
    if kind is TypeMime.TEXTE:
        deque(measured, maxlen=0)
    arrived.keep(key, document_id=document.pk, sujet_id=document.sujet_id)
    return arrived.size


def _content(stream: BinaryIO, kind: TypeMime) -> Iterator[bytes]:
    """Return the chunks to seal: those of the file, or of the image alone."""
    if kind in _REECRITS:
        return coffre.cut(metadonnees.without_metadata(stream, kind))
    chunks = coffre.read_chunks(stream)
    return signatures.check_text(chunks) if kind is TypeMime.TEXTE else chunks


def open_stream(document: Document) -> coffre.SealedReader:
    """Return the content of a document as an iterator of chunks; audited.

    The key is opened here, before the first byte: the body of a streaming response is sent
    after the transaction, when there are neither keys nor queries left.

    Raises QuarantinedDocumentError, and UnavailableDocumentError when it was withdrawn, has expired,
    or its key or its file is gone. Reading may raise TamperedDocumentError, as soon as a chunk is not
    the one that was sealed.
    """
    if document.en_quarantaine:
        raise QuarantinedDocumentError(str(document.pk))
    reader = _open(document)
    _audit("lecture", document)
    return reader


def _open(document: Document) -> coffre.SealedReader:
    expired = document.expire_le is not None and document.expire_le <= timezone.now()
    if document.retire_le is not None or expired:
        raise UnavailableDocumentError(str(document.pk))
    sealed_key = document.cle_fichier
    if isinstance(sealed_key, Illisible):
        raise UnavailableDocumentError(str(document.pk))
    return coffre.read(base64.b64decode(sealed_key), document_id=document.pk, sujet_id=document.sujet_id)


def analyser(document_id: UUID) -> EtatAnalyse:
    """Have the antivirus look at a document that waits for it, and write what it said.

    A dangerous file is never opened again, and that is audited; ``balayer_documents`` removes it
    after thirty days. Run as the system, by a job. What does not wait is left as it is.

    Raises AntivirusUnavailableError without a verdict: the document stays in quarantine.
    """
    document = Document.tous.select_for_update(no_key=True).get(pk=document_id)
    if document.analyse not in {EtatAnalyse.EN_COURS, EtatAnalyse.SANS_ANTIVIRUS}:
        return EtatAnalyse(document.analyse)
    try:
        reader = _open(document)
    except UnavailableDocumentError:
        # Withdrawn, or its child's key destroyed: it opens for nobody whatever is found in it.
        return EtatAnalyse(document.analyse)
    dangerous = antivirus.is_dangerous(reader)
    document.analyse = EtatAnalyse.REFUSE if dangerous else EtatAnalyse.SAIN
    document.analyse_le = timezone.now()
    document.save(update_fields=["analyse", "analyse_le"])
    if dangerous:
        _audit("danger", document)
    return EtatAnalyse(document.analyse)


def demander_analyses() -> int:
    """Enqueue what no antivirus has looked at, and return how many; run as the system.

    For the day an antivirus is configured, or is back after it was given up.
    """
    waiting = Document.tous.available().filter(analyse__in=[EtatAnalyse.EN_COURS, EtatAnalyse.SANS_ANTIVIRUS])
    ids = list(waiting.order_by("id").values_list("pk", flat=True))
    for document_id in ids:
        enqueue(CODE_ANALYSE, document=document_id)
    return len(ids)


def retirer(document: Document, *, motif: str = "") -> None:
    """Withdraw a document: nobody opens it any more, ``balayer_documents`` removes its file later.

    The row stays, for the audit journal names it. Withdrawing twice keeps the first date and reason.
    """
    if document.retire_le is not None:
        return
    with transaction.atomic():
        document.retire_le = timezone.now()
        document.motif_retrait = motif
        document.save(update_fields=["retire_le", "motif_retrait"])
        _audit("retrait", document)


def detruire(document: Document) -> None:
    """Destroy a document that nobody is to find again: its key and its name at once, its file after the commit.

    For what was never filed, a draft's; what was filed is withdrawn. The row stays, empty, for the audit
    journal names it. A place of files that does not answer then leaves ciphertext without a key, which
    ``balayer_documents`` removes.
    """
    now = timezone.now()
    with transaction.atomic():
        document.retire_le = document.retire_le or now
        document.expire_le = now
        document.nom_fichier = document.cle_fichier = ""
        document.save(update_fields=["retire_le", "expire_le", "nom_fichier", "cle_fichier"])
        _audit("retrait", document)
        transaction.on_commit(partial(_remove, document.pk))


def _remove(document_id: UUID) -> None:
    with suppress(UnavailableDepotError):
        depots.current().delete(document_id)
