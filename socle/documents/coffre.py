"""The sealed file: a sequence of AES-256-GCM chunks, under an opaque name.

Each file has a random key of its own, which its row keeps sealed under the subject's key; so
destroying the subject's key, or the row, closes the file. Each chunk is bound to the document,
to the subject, to its rank and to being the last or not: a file that was cut, whose chunks
were exchanged or reordered, or that was put in the place of another does not open. The nonce
is the rank, for a key never seals anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socle.documents import depots
from socle.documents.errors import TamperedDocumentError, UnavailableDepotError, UnavailableDocumentError

MAGIE = b"MCDOC\x01"
MORCEAU = 64 * 1024
SCEAU = 16


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def new_key() -> bytes:
    """Return the key of one new file."""
    return AESGCM.generate_key(256)


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut what comes, in pieces of any size, in chunks of MORCEAU bytes; only the last is shorter."""
    pending = bytearray()
    for piece in pieces:
        if not pending and len(piece) == MORCEAU:
            yield piece
            continue
        pending += piece
        while len(pending) >= MORCEAU:
            yield bytes(pending[:MORCEAU])
            del pending[:MORCEAU]
    if pending:
        yield bytes(pending)


def read_chunks(stream: Readable) -> Iterator[bytes]:
    """Cut a stream, however it delivers."""
    return cut(iter(lambda: stream.read(MORCEAU), b""))


def _nonce(rank: int) -> bytes:
    return rank.to_bytes(12, "big")


def _binding(document_id: UUID, sujet_id: UUID, rank: int, *, last: bool) -> bytes:
    return MAGIE + document_id.bytes + sujet_id.bytes + rank.to_bytes(8, "big") + bytes([last])


def _sealed(key: bytes, document_id: UUID, sujet_id: UUID, chunks: Iterable[bytes]) -> Iterator[bytes]:
    aes, rank, held = AESGCM(key), 0, None
    for chunk in chunks:
        if held is not None:
            yield aes.encrypt(_nonce(rank), held, _binding(document_id, sujet_id, rank, last=False))
            rank += 1
        held = chunk
    yield aes.encrypt(_nonce(rank), held or b"", _binding(document_id, sujet_id, rank, last=True))


def write(key: bytes, *, document_id: UUID, sujet_id: UUID, chunks: Iterable[bytes]) -> None:
    """Seal the chunks into the file of a document, whole and kept, or not at all.

    What the chunks raise (a refused content, a connection cut) leaves nothing behind. Raises
    UnavailableDepotError when the place of the files does not answer or is full.
    """

    def content() -> Iterator[bytes]:
        yield MAGIE
        yield from _sealed(key, document_id, sujet_id, chunks)

    depots.current().put(document_id, content())


class SealedReader:
    """The opened content of one file, chunk by chunk; asks nothing of the database.

    Closed at the end, on an error, or by ``close()`` (a streaming response calls it).
    """

    def __init__(self, file: BinaryIO, key: bytes, document_id: UUID, sujet_id: UUID) -> None:
        self._file = file
        self._chunks = self._open(AESGCM(key), document_id, sujet_id)

    def __iter__(self) -> SealedReader:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()

    def _open(self, aes: AESGCM, document_id: UUID, sujet_id: UUID) -> Iterator[bytes]:
        rank, sealed = 0, self._file.read(MORCEAU + SCEAU)
        while True:
            following = self._file.read(MORCEAU + SCEAU)
            binding = _binding(document_id, sujet_id, rank, last=not following)
            try:
                yield aes.decrypt(_nonce(rank), sealed, binding)
            except (InvalidTag, ValueError):
                raise TamperedDocumentError(str(document_id)) from None
            if not following:
                return
            rank, sealed = rank + 1, following


def read(key: bytes, *, document_id: UUID, sujet_id: UUID) -> SealedReader:
    """Open the file of a document. Raises UnavailableDocumentError, TamperedDocumentError."""
    try:
        file = depots.current().open(document_id)
        magic = file.read(len(MAGIE))
    except UnavailableDepotError as error:
        raise UnavailableDocumentError(str(document_id)) from error
    if magic != MAGIE:
        file.close()
        raise TamperedDocumentError(str(document_id))
    return SealedReader(file, key, document_id, sujet_id)
