"""Files as they arrive: never in clear on a disk, never bigger than what is accepted.

Django's own handlers write what is above two and a half megabytes to a temporary file, in clear. This
one keeps a small file in memory and seals a bigger one, chunk by chunk, into a file without name
under a key that lives in this process: killed midway, nothing is left that anybody could open. What
is then stored as it came is not sealed again: that file is given its header and its name.
"""

from __future__ import annotations

import io
import os
from contextlib import suppress
from typing import IO, Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from socle.documents import depots
from socle.documents.coffre import ENTETE, MORCEAU, SCEAU, Sealer
from socle.documents.depots import unnamed

_MIO = 1024 * 1024
#: Below this a file is not worth a file.
EN_MEMOIRE = _MIO
#: What is handed to the disk at once, while a file arrives.
_ENVOI = 4 * _MIO
#: A body that weighs more times the limit is not read to its end to be told so.
_DEMESURE = 10


class SealedTemporary(io.RawIOBase):
    """What was received so far: appended to, then read from anywhere, like a file."""

    def __init__(self) -> None:
        self._sealer = Sealer()
        self._file: IO[bytes] | None = None
        self._pending = bytearray()
        self._position = 0
        self._opened: tuple[int, bytes] = (-1, b"")
        self._whole = self._kept = False
        self._flushed = 0
        self.size = 0

    def append(self, data: bytes) -> None:
        if self._whole:
            raise ValueError("the last chunk is sealed")
        self._pending += data
        self.size += len(data)
        if self.size <= EN_MEMOIRE:
            return
        if self._file is None:
            self._file = unnamed()
            self._file.write(bytes(ENTETE))
        # One byte at least is held back: what is sealed here is not the last chunk.
        whole = (len(self._pending) - 1) // MORCEAU * MORCEAU
        if whole:
            with memoryview(self._pending) as view, view[:whole] as clear:
                self._file.write(self._sealer.seal(clear, last=False))
            del self._pending[:whole]
            self._begin_flush(self._file)

    def _begin_flush(self, file: IO[bytes]) -> None:
        """Have the disk write while the rest arrives: a kept file is waited for until it lies there."""
        reached = file.tell()
        if reached - self._flushed >= _ENVOI:
            file.flush()
            os.posix_fadvise(file.fileno(), self._flushed, reached - self._flushed, os.POSIX_FADV_DONTNEED)
            self._flushed = reached

    def finish(self) -> None:
        """Say that nothing more comes."""
        self._whole = True
        if self._file is not None:
            self._file.write(self._sealer.seal(bytes(self._pending), last=True))
            self._pending.clear()

    @property
    def can_be_kept(self) -> bool:
        """Whether a whole file lies here, that is not already that of a document."""
        return self._whole and self._file is not None and not self._kept

    def keep(self, key: bytes, *, document_id: UUID, sujet_id: UUID) -> None:
        """Make it the file of a document, as it is. Raises UnavailableDepotError.

        Once only: a second document would share the same bytes on the disk, under one header.
        """
        if self._file is None or not self.can_be_kept:
            raise ValueError("there is no file here to be kept")
        self._kept = True
        header = self._sealer.header(key, document_id=document_id, sujet_id=sujet_id)
        depots.current().keep(document_id, header, self._file)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        rank, start = divmod(self._position, MORCEAU)
        if rank < self._sealer.rank and self._file is not None:
            clear = self._open(rank, self._file)
        else:
            clear, start = bytes(self._pending), self._position - self._sealer.rank * MORCEAU
        given = clear[start : start + len(buffer)]
        buffer[: len(given)] = given
        self._position += len(given)
        return len(given)

    def _open(self, rank: int, file: IO[bytes]) -> bytes:
        if self._opened[0] != rank:
            file.seek(ENTETE + rank * (MORCEAU + SCEAU))
            sealed = file.read(MORCEAU + SCEAU)
            last = self._whole and rank == self._sealer.rank - 1
            self._opened = rank, self._sealer.open(rank, sealed, last=last)
        return self._opened[1]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._pending = bytearray()
        self._opened = (-1, b"")
        super().close()


def sealed_on_arrival(stream: BinaryIO) -> SealedTemporary | None:
    """Return the file without name behind an upload, when it can become that of a document."""
    raw = getattr(stream, "raw", None)
    return raw if isinstance(raw, SealedTemporary) and raw.can_be_kept else None


class SealedUploadedFile(UploadedFile):
    """A file received, empty when it was dropped: ``depasse`` it was too big, ``perdu`` the disk was full."""

    def __init__(self, temporary: SealedTemporary, *, depasse: bool, perdu: bool, **champs: Any) -> None:
        # Whole reads whatever the cut of the blocks, as readers of archives expect.
        super().__init__(io.BufferedReader(temporary, MORCEAU), size=temporary.size, **champs)
        self.depasse, self.perdu = depasse, perdu

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class SealedUploadHandler(FileUploadHandler):
    """The only upload handler of the site.

    A file above the limit, or that the disk does not take, is dropped as it arrives and the rest of the
    form is still read, so that the sentence stands beside its field. Raises RequestDataTooBig on a body
    out of all proportion.
    """

    #: Django's parser costs the same for each piece, whatever its size.
    chunk_size = 4 * MORCEAU

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._temporary = SealedTemporary()
        self._depasse = self._perdu = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  # Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > _DEMESURE * settings.DOCUMENTS_TAILLE_MAX_MIO * _MIO:
            raise RequestDataTooBig("the body is out of all proportion with the biggest file accepted")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._temporary = SealedTemporary()
        self._depasse = self._perdu = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._depasse or self._perdu:
            return
        try:
            self._temporary.append(raw_data)
        except OSError:
            self._perdu = True
        self._depasse = self._temporary.size > settings.DOCUMENTS_TAILLE_MAX_MIO * _MIO
        if self._depasse or self._perdu:
            self._drop()

    def file_complete(self, file_size: int) -> SealedUploadedFile:
        try:
            self._temporary.finish()
        except OSError:
            self._perdu = True
            self._drop()
        temporary, self._temporary = self._temporary, SealedTemporary()
        return SealedUploadedFile(
            temporary,
            depasse=self._depasse,
            perdu=self._perdu,
            name=self.file_name,
            content_type=self.content_type,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_complete(self) -> None:
        """Drop what has no end: the body was cut before the mark that closes the file."""
        self._drop()

    upload_interrupted = upload_complete

    def _drop(self) -> None:
        with suppress(OSError):  # what a full disk did not take is tried once more on closing
            self._temporary.close()
        self._temporary = SealedTemporary()
