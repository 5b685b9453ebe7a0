"""Files as they arrive: never in clear on a disk, never bigger than what is accepted.

Django's own handlers write what is above two and a half megabytes to a temporary file, in clear. This
one keeps a small file in memory and seals a bigger one, block by block, into a file without name
under a key that lives in this process: killed midway, nothing is left that anybody could open.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from socle.documents.coffre import MORCEAU, SCEAU, new_key
from socle.documents.depots import temporary_dir

_MIO = 1024 * 1024
#: Below this a file is not worth a file.
EN_MEMOIRE = _MIO
#: A body that weighs more times the limit is not read to its end to be told so.
_DEMESURE = 10


class SealedTemporary(io.RawIOBase):
    """What was received so far: appended to, then read from anywhere, like a file."""

    def __init__(self) -> None:
        self._aes = AESGCM(new_key())
        self._file: IO[bytes] | None = None
        self._sealed = 0
        self._pending = bytearray()
        self._position = 0
        self._opened: tuple[int, bytes] = (-1, b"")
        self.size = 0

    def append(self, data: bytes) -> None:
        self._pending += data
        self.size += len(data)
        if self.size <= EN_MEMOIRE:
            return
        if self._file is None:
            temporary_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=temporary_dir())  # noqa: SIM115  # closed with the request
        whole = len(self._pending) - len(self._pending) % MORCEAU
        with memoryview(self._pending) as view:
            for start in range(0, whole, MORCEAU):
                with view[start : start + MORCEAU] as clear:
                    self._file.write(self._aes.encrypt(self._sealed.to_bytes(12, "big"), clear, None))
                self._sealed += 1
        del self._pending[:whole]

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
        if rank < self._sealed and self._file is not None:
            clear = self._open(rank, self._file)
        else:
            clear, start = bytes(self._pending), self._position - self._sealed * MORCEAU
        given = clear[start : start + len(buffer)]
        buffer[: len(given)] = given
        self._position += len(given)
        return len(given)

    def _open(self, rank: int, file: IO[bytes]) -> bytes:
        if self._opened[0] != rank:
            file.seek(rank * (MORCEAU + SCEAU))
            sealed = file.read(MORCEAU + SCEAU)
            self._opened = rank, self._aes.decrypt(rank.to_bytes(12, "big"), sealed, None)
        return self._opened[1]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._pending = bytearray()
        self._opened = (-1, b"")
        super().close()


class SealedUploadedFile(UploadedFile):
    """A file received; ``depasse`` when it was too big, and is then empty."""

    def __init__(self, temporary: SealedTemporary, *, depasse: bool, **champs: Any) -> None:
        # Whole reads whatever the cut of the blocks, as readers of archives expect.
        super().__init__(io.BufferedReader(temporary, MORCEAU), size=temporary.size, **champs)
        self.depasse = depasse

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class SealedUploadHandler(FileUploadHandler):
    """The only upload handler of the site.

    A file above the limit is dropped as it arrives and the rest of the form is still read, so that
    the sentence stands beside its field. Raises RequestDataTooBig on a body out of all proportion.
    """

    #: Django's parser costs the same for each piece, whatever its size.
    chunk_size = 4 * MORCEAU

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._temporary = SealedTemporary()
        self._depasse = False

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
        self._depasse = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._depasse:
            return
        self._temporary.append(raw_data)
        if self._temporary.size > settings.DOCUMENTS_TAILLE_MAX_MIO * _MIO:
            self._depasse = True
            self._temporary.close()
            self._temporary = SealedTemporary()

    def file_complete(self, file_size: int) -> SealedUploadedFile:
        temporary, self._temporary = self._temporary, SealedTemporary()
        return SealedUploadedFile(
            temporary,
            depasse=self._depasse,
            name=self.file_name,
            content_type=self.content_type,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_complete(self) -> None:
        """Drop what has no end: the body was cut before the mark that closes the file."""
        self._temporary.close()

    upload_interrupted = upload_complete
