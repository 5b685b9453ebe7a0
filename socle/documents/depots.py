"""Where sealed files lie: in a directory, or in a bucket of an S3-compatible service.

Either is handed ciphertext under an identifier, and nothing else. A file is whole under its name or it
is not there: the directory renames it once on disk, the bucket receives it in one request.
"""

from __future__ import annotations

import io
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast
from uuid import UUID

from django.conf import settings

from socle.documents.errors import UnavailableDepotError

#: What a request of the bucket may take to begin, then between two pieces, in seconds.
CONNEXION, LECTURE = 5, 30
_BLOC = 256 * 1024


@dataclass(frozen=True)
class Fichier:
    """A file as the place knows it; ``modifie_le`` in seconds since 1970."""

    document_id: UUID
    modifie_le: float


class Depot(Protocol):
    """A place for sealed files. Every method raises UnavailableDepotError when it does not do its work."""

    def put(self, document_id: UUID, sealed: Iterable[bytes | bytearray]) -> None:
        """Keep these bytes, whole, or raise (also what they raise while they come) and keep nothing."""

    def keep(self, document_id: UUID, header: bytes, file: IO[bytes]) -> None:
        """Keep what a file of ``unnamed`` holds, its first bytes set to ``header``; whole, or raise."""

    def open(self, document_id: UUID) -> BinaryIO:
        """Return the bytes as a stream that fills what it is asked for."""

    def delete(self, document_id: UUID) -> None:
        """Remove a file; one that is not there is no error."""

    def listing(self) -> Iterator[Fichier]:
        """Go through every file that bears the name of a document."""


def temporary_dir() -> Path:
    """Return where files are written, sealed, before they get their name."""
    return Path(settings.DOCUMENTS_DIR) / "en-cours"


def unnamed() -> IO[bytes]:
    """Return a file without name among them: gone with the process, unless a directory keeps it."""
    directory = temporary_dir()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(directory, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        # Not every file system has them (NFS); this one loses its name at once, and will be copied.
        return tempfile.TemporaryFile(dir=directory)
    return os.fdopen(descriptor, "w+b")


@contextmanager
def _disk() -> Iterator[None]:
    """Raise an error of the disk as the place's own: what is sent may raise OSError too."""
    try:
        yield
    except OSError as error:
        raise UnavailableDepotError(f"the directory answers {error.strerror}") from None


@contextmanager
def _unfinished(sealed: Iterable[bytes | bytearray]) -> Iterator[tuple[Path, IO[bytes]]]:
    """Write the bytes to a temporary file, gone at the end unless renamed."""
    path = temporary_dir() / secrets.token_hex(16)
    with _disk():
        temporary_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            for piece in sealed:
                with _disk():
                    file.write(piece)
            with _disk():
                file.flush()
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def _settle(file: IO[bytes], target: Path) -> None:
    """Put a file just named on the disk, or take its name back.

    Its bytes and its name go in one flush, before any row tells of it: until then nobody opens it.
    """
    try:
        with _disk():
            os.fsync(file.fileno())
            directory = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise


def _head(file: IO[bytes], header: bytes) -> None:
    file.seek(0)
    file.write(header)
    file.flush()


def _linked(file: IO[bytes], target: Path) -> bool:
    """Give a name to a file that has none; False where the system does not."""
    descriptor = file.fileno()
    try:
        # The descriptor's link is followed only by linkat, which Python calls when given a directory,
        # even one that an absolute path does without.
        os.link(f"/proc/self/fd/{descriptor}", target, src_dir_fd=descriptor)
    except OSError:
        return False
    return True


class Repertoire:
    """A directory: files of 0600 under opaque names, spread over 256 directories."""

    def path_of(self, document_id: UUID) -> Path:
        return Path(settings.DOCUMENTS_DIR) / document_id.hex[-2:] / document_id.hex

    def put(self, document_id: UUID, sealed: Iterable[bytes | bytearray]) -> None:
        target = self._place(document_id)
        with _unfinished(sealed) as (path, file):
            with _disk():
                path.replace(target)
            _settle(file, target)

    def keep(self, document_id: UUID, header: bytes, file: IO[bytes]) -> None:
        target = self._place(document_id)
        with _disk():
            _head(file, header)
            linked = _linked(file, target)
        if linked:
            _settle(file, target)
        else:
            file.seek(0)
            self.put(document_id, iter(lambda: file.read(_BLOC), b""))

    def _place(self, document_id: UUID) -> Path:
        target = self.path_of(document_id)
        with _disk():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return target

    def open(self, document_id: UUID) -> BinaryIO:
        with _disk():
            return self.path_of(document_id).open("rb")

    def delete(self, document_id: UUID) -> None:
        with _disk():
            self.path_of(document_id).unlink(missing_ok=True)

    def listing(self) -> Iterator[Fichier]:
        for path in sorted(Path(settings.DOCUMENTS_DIR).glob("[0-9a-f][0-9a-f]/*")):
            with suppress(ValueError):
                yield Fichier(UUID(hex=path.name), path.stat().st_mtime)


class Seau:
    """A bucket. One PUT per file, from a sealed temporary file: nothing half-sent stays behind."""

    def __init__(self, adresse: dict[str, str]) -> None:
        # Thirty megabytes of Python that a directory does not need.
        from boto3.session import Session
        from botocore.config import Config

        self._client: Any = Session().client(
            "s3",
            endpoint_url=adresse["serveur"],
            region_name=adresse["region"],
            aws_access_key_id=adresse["cle"],
            aws_secret_access_key=adresse["secret"],
            config=Config(
                connect_timeout=CONNEXION,
                read_timeout=LECTURE,
                retries={"max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"},
                # Each chunk is authenticated by AES-GCM; not every service knows the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        self._seau = adresse["seau"]
        self._prefixe = adresse["prefixe"]

    def _key(self, document_id: UUID) -> str:
        return f"{self._prefixe}{document_id.hex[-2:]}/{document_id.hex}"

    def put(self, document_id: UUID, sealed: Iterable[bytes | bytearray]) -> None:
        with _unfinished(sealed) as (_, file):
            self._send(document_id, file)

    def keep(self, document_id: UUID, header: bytes, file: IO[bytes]) -> None:
        with _disk():
            _head(file, header)
        self._send(document_id, file)

    def _send(self, document_id: UUID, file: IO[bytes]) -> None:
        file.seek(0)
        with _bucket():
            self._client.put_object(Bucket=self._seau, Key=self._key(document_id), Body=file)

    def open(self, document_id: UUID) -> BinaryIO:
        with _bucket():
            answer = self._client.get_object(Bucket=self._seau, Key=self._key(document_id))
        return cast("BinaryIO", io.BufferedReader(_Body(answer["Body"]), 1 << 16))

    def delete(self, document_id: UUID) -> None:
        with _bucket():
            self._client.delete_object(Bucket=self._seau, Key=self._key(document_id))

    def listing(self) -> Iterator[Fichier]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._seau, Prefix=self._prefixe
        )
        with _bucket():
            for page in pages:
                for objet in page.get("Contents", ()):
                    with suppress(ValueError):
                        yield Fichier(
                            UUID(hex=objet["Key"].rpartition("/")[2]), objet["LastModified"].timestamp()
                        )


class _Body(io.RawIOBase):
    """The body of an answer, as a raw stream to buffer; a connection lost midway is an error."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with _bucket():
            given = self._body.read(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self._body.close()
        super().close()


@contextmanager
def _bucket() -> Iterator[None]:
    """Raise what the bucket's library raises as the place's own error."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        # Its text names the bucket and the key; the code is enough, and names nothing.
        raise UnavailableDepotError(
            f"the bucket answers {error.response['Error'].get('Code', '?')}"
        ) from None
    except BotoCoreError as error:
        raise UnavailableDepotError(f"the bucket does not answer: {type(error).__name__}") from None


@cache
def _seau(adresse: tuple[tuple[str, str], ...]) -> Seau:
    return Seau(dict(adresse))


def current() -> Depot:
    """Return the place the settings name; a bucket's connections are kept for the process."""
    adresse = settings.DOCUMENTS_S3
    return _seau(tuple(sorted(adresse.items()))) if adresse else Repertoire()
