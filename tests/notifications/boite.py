"""A mail server for the tests: it keeps what it takes, and can stay silent, refuse, or be away."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Session(socketserver.StreamRequestHandler):
    server: Boite

    def handle(self) -> None:
        self._say(b"220 boite")
        for line in self.rfile:
            verb = line.strip().split(b" ")[0].split(b":")[0].upper().decode()
            if not self._waits(verb):
                return
            if verb == "QUIT":
                self._say(b"221 au revoir")
                return
            if verb in self.server.refus:
                self._say(self.server.refus[verb])
            elif verb == "DATA":
                self._say(b"354 la suite")
                if not self._text():
                    return
            else:
                self._say(b"250 bien")

    def _text(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if line:
            # A server that has read the last line has the message, whoever is still there to hear it.
            self.server.prises.append(b"".join(lines))
        if not self._waits("."):
            return False
        self._say(b"250 pris")
        return True

    def _waits(self, verb: str) -> bool:
        """Stay silent at the chosen word until let go; False when the one who spoke is to be left."""
        if verb == self.server.silence:
            self.server.atteint.set()
            self.server.repris.wait(60)
        return self.server.coupe != verb

    def _say(self, reply: bytes) -> None:
        self.wfile.write(reply + b"\r\n")


class Boite(socketserver.ThreadingTCPServer):
    """``silence`` is the word it does not answer, ``coupe`` the one at which it hangs up, ``refus`` its refusals."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.prises: list[bytes] = []
        self.silence = self.coupe = ""
        self.refus: dict[str, bytes] = {}
        self.atteint, self.repris = threading.Event(), threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle of a word is what some tests are about."""

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port

    @property
    def adresse(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(octets, policy=policy.default) for octets in self.prises]  # type: ignore[misc]

    def parler(self) -> None:
        """Answer again."""
        self.silence = ""
        self.repris.set()


@contextmanager
def boite(port: int = 0) -> Iterator[Boite]:
    with Boite(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.parler()
            server.shutdown()
            thread.join(10)
