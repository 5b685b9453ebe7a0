"""Storing, opening and withdrawing sealed documents.

These are the store's own acts: whether the person may do them is asked by the service of the app
that a document belongs to, and by the child's wall in the database.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.documents import coffre, signatures
from socle.documents.errors import RefusedDocumentError, UnavailableDocumentError
from socle.documents.models import Document
from socle.outils.acteur import acteur_courant
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id

_NATURE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_MIO = 1024 * 1024


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
                raise RefusedDocumentError(
                    f"Le fichier dépasse {limit}\u202fMio, la taille la plus grande acceptée.", code="taille"
                )
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
    stream: coffre.Readable,
    nom_fichier: str,
    type_mime: str,
    enfant_id: UUID | None,
    categorie: Categorie,
    nature: str,
    expire_le: datetime | None = None,
) -> Document:
    """Seal a file under the key of ``sujet_id`` and return its document; audited.

    The file is on disk before the row exists: a transaction rolled back leaves an orphan that
    nobody can open any more and that ``balayer_documents`` removes. ``nature`` is a code of the
    calling app (« impression_journal »). Needs an open transaction with keys (``acting_as``).

    Raises RefusedDocumentError (type outside the allow-list, content that is not of its type, empty
    or too big), KeyUnavailableError when the subject has no key, ValueError for a nature that is
    not a code. An error leaves neither row nor file.
    """
    if not _NATURE.fullmatch(nature):
        raise ValueError("nature is an enumerated code")
    kind = signatures.parse_type(type_mime)
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
    )
    measured = _Measured(coffre.read_chunks(stream))
    coffre.write(
        key,
        document_id=document.pk,
        sujet_id=sujet_id,
        chunks=signatures.check_content(kind, measured),
    )
    document.taille = measured.total
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            _audit("depot", document)
    except BaseException:
        with suppress(OSError):
            coffre.path_of(document.pk).unlink()
        raise
    return document


def open_stream(document: Document) -> coffre.SealedReader:
    """Return the content of a document as an iterator of chunks; audited.

    The key is opened here, before the first byte: the body of a streaming response is sent
    after the transaction, when there are neither keys nor queries left.

    Raises UnavailableDocumentError when it was withdrawn, has expired, or its key or its file is
    gone. Reading may raise TamperedDocumentError, as soon as a chunk is not the one that was sealed.
    """
    expired = document.expire_le is not None and document.expire_le <= timezone.now()
    if document.retire_le is not None or expired:
        raise UnavailableDocumentError(str(document.pk))
    sealed_key = document.cle_fichier
    if isinstance(sealed_key, Illisible):
        raise UnavailableDocumentError(str(document.pk))
    reader = coffre.read(base64.b64decode(sealed_key), document_id=document.pk, sujet_id=document.sujet_id)
    _audit("lecture", document)
    return reader


def retirer(document: Document) -> None:
    """Withdraw a document: nobody opens it any more, ``balayer_documents`` removes its file later.

    The row stays, for the audit journal names it. Withdrawing twice keeps the first date.
    """
    if document.retire_le is not None:
        return
    with transaction.atomic():
        document.retire_le = timezone.now()
        document.save(update_fields=["retire_le"])
        _audit("retrait", document)
