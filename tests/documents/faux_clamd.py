"""A peer that speaks clamd's INSTREAM over a real socket, and remembers what it was sent."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

#: The harmless string every antivirus calls dangerous, in two parts: this file must not be one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FauxClamd:
    """``reponse`` is sent instead of a verdict when it is set; « muet » hangs up without a word."""

    adresse: str
    recus: list[bytes] = field(default_factory=list)
    reponse: bytes | None = None
    limite: int = 100 * 1024 * 1024

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream:
            command = stream.readline()
            if command != b"nINSTREAM\n":
                stream.write(b"UNKNOWN COMMAND\n")
                return
            content = bytearray()
            while size := struct.unpack("!L", stream.read(4))[0]:
                content += stream.read(size)
                if len(content) > self.limite:
                    stream.write(b"INSTREAM size limit exceeded. ERROR\n")
                    return
            self.recus.append(bytes(content))
            if self.reponse is not None:
                stream.write(self.reponse)
            elif EICAR in content:
                stream.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\n")
            else:
                stream.write(b"stream: OK\n")


@contextmanager
def faux_clamd(directory: Path) -> Iterator[FauxClamd]:
    """Listen on a socket in ``directory`` until the block ends."""
    path = directory / "clamd.ctl"
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()
    clamd = FauxClamd(f"unix://{path}")

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with suppress(OSError, struct.error):
                clamd.serve(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=10)
