"""The sealed file: a sequence of AES-256-GCM chunks, under an opaque name.

Each file has a random key of its own, which its row keeps sealed under the subject's key; so
destroying the subject's key, or the row, closes the file. That key seals one thing, the header: the
key of the content, bound to the document and to the subject. Each chunk is bound to its rank and to
being the last or not: a file that was cut, whose chunks were exchanged or reordered, or that was put
in the place of another does not open. The nonce is the rank, for a key never seals anything else.

Two keys, so that a content is sealed once, as it arrives, before anybody knows what document it will
be (docs/adr/0042-a-file-is-sealed-once.md). Files of the first format, without header, have their
chunks sealed under the file's key and bound to document and subject one by one; they still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socle.documents import depots
from socle.documents.errors import TamperedDocumentError, UnavailableDepotError, UnavailableDocumentError

MAGIE = b"MCDOC\x02"
_MAGIE_1 = b"MCDOC\x01"
MORCEAU = 64 * 1024
SCEAU = 16
#: What stands before the chunks: the format, and the sealed key of the content.
ENTETE = len(MAGIE) + 32 + SCEAU


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


def _binding(start: bytes, rank: int, *, last: bool) -> bytes:
    return start + rank.to_bytes(8, "big") + bytes([last])


class Sealer:
    """Seals one content, chunk after chunk, under a key made for it."""

    def __init__(self) -> None:
        self._key = new_key()
        self._aes = AESGCM(self._key)
        self.rank = 0

    def seal(self, chunks: bytes | memoryview, *, last: bool) -> bytearray:
        """Return the next chunks, sealed side by side; whole ones, but for the last of the content."""
        count = max(1, -(-len(chunks) // MORCEAU))
        sealed = bytearray(len(chunks) + count * SCEAU)
        with memoryview(chunks) as clear, memoryview(sealed) as into:
            for number in range(count):
                chunk = clear[number * MORCEAU : (number + 1) * MORCEAU]
                start = number * (MORCEAU + SCEAU)
                binding = _binding(MAGIE, self.rank, last=last and number == count - 1)
                place = into[start : start + len(chunk) + SCEAU]
                self._aes.encrypt_into(_nonce(self.rank), chunk, binding, place)
                self.rank += 1
        return sealed

    def open(self, rank: int, sealed: bytes, *, last: bool) -> bytes:
        """Return a chunk as it was. Raises InvalidTag."""
        return self._aes.decrypt(_nonce(rank), sealed, _binding(MAGIE, rank, last=last))

    def header(self, key: bytes, *, document_id: UUID, sujet_id: UUID) -> bytes:
        """Return what makes this content that of a document; ``key`` must never have sealed anything."""
        return MAGIE + AESGCM(key).encrypt(_nonce(0), self._key, _owner(MAGIE, document_id, sujet_id))


def _owner(magic: bytes, document_id: UUID, sujet_id: UUID) -> bytes:
    return magic + document_id.bytes + sujet_id.bytes


def _sealed(sealer: Sealer, chunks: Iterable[bytes]) -> Iterator[bytes | bytearray]:
    held = None
    for chunk in chunks:
        if held is not None:
            yield sealer.seal(held, last=False)
        held = chunk
    yield sealer.seal(held or b"", last=True)


def write(key: bytes, *, document_id: UUID, sujet_id: UUID, chunks: Iterable[bytes]) -> None:
    """Seal the chunks into the file of a document, whole and kept, or not at all.

    What the chunks raise (a refused content, a connection cut) leaves nothing behind. Raises
    UnavailableDepotError when the place of the files does not answer or is full.
    """

    def content() -> Iterator[bytes | bytearray]:
        sealer = Sealer()
        yield sealer.header(key, document_id=document_id, sujet_id=sujet_id)
        yield from _sealed(sealer, chunks)

    depots.current().put(document_id, content())


class SealedReader:
    """The opened content of one file, chunk by chunk; asks nothing of the database.

    Closed at the end, on an error, or by ``close()`` (a streaming response calls it).
    """

    def __init__(self, file: BinaryIO, key: bytes, start: bytes, document_id: UUID) -> None:
        self._file = file
        self._chunks = self._open(AESGCM(key), start, document_id)

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

    def _open(self, aes: AESGCM, start: bytes, document_id: UUID) -> Iterator[bytes]:
        rank, sealed = 0, self._file.read(MORCEAU + SCEAU)
        while True:
            following = self._file.read(MORCEAU + SCEAU)
            try:
                yield aes.decrypt(_nonce(rank), sealed, _binding(start, rank, last=not following))
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
        if magic == _MAGIE_1:
            return SealedReader(file, key, _owner(_MAGIE_1, document_id, sujet_id), document_id)
        wrapped = file.read(ENTETE - len(MAGIE))
    except UnavailableDepotError as error:
        raise UnavailableDocumentError(str(document_id)) from error
    try:
        if magic != MAGIE:
            raise InvalidTag
        content_key = AESGCM(key).decrypt(_nonce(0), wrapped, _owner(MAGIE, document_id, sujet_id))
    except (InvalidTag, ValueError):
        file.close()
        raise TamperedDocumentError(str(document_id)) from None
    return SealedReader(file, content_key, MAGIE, document_id)
