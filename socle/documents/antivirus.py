"""Asking clamd, if there is one, whether a file is dangerous."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from socle.documents.coffre import SealedReader
from socle.documents.errors import AntivirusUnavailableError

#: Seconds of silence after which clamd is taken for dead.
_PATIENCE = 60


def is_configured() -> bool:
    """Tell whether this installation has an antivirus."""
    return bool(settings.CLAMD)


class _Stream(io.RawIOBase):
    """The opened chunks of a file, as the client reads them."""

    def __init__(self, reader: SealedReader) -> None:
        self._reader = reader
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._left:
            self._left = next(self._reader, b"")
            if not self._left:
                return 0
        given, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def is_dangerous(reader: SealedReader) -> bool:
    """Send a file to clamd as it is opened, and return its verdict; nothing is written anywhere.

    Raises AntivirusUnavailableError without a verdict: no answer, or a file bigger than clamd takes.
    """
    address = urlsplit(settings.CLAMD)
    client = (
        ClamdUnixSocket(address.path, timeout=_PATIENCE)
        if address.scheme == "unix"
        else ClamdNetworkSocket(str(address.hostname), address.port or 3310, timeout=_PATIENCE)
    )
    try:
        answers = client.instream(io.BufferedReader(_Stream(reader), 64 * 1024))
    except (ClamdError, OSError) as error:
        raise AntivirusUnavailableError(type(error).__name__) from None
    finally:
        reader.close()
    status = next((status for status, _ in answers.values()), "")
    if status not in {"OK", "FOUND"}:
        raise AntivirusUnavailableError("no verdict")
    return status == "FOUND"
