"""A text-message gateway for the tests: it keeps what it takes, and can refuse, stay silent, or be away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JETON = "jeton-de-la-passerelle"


@dataclass(frozen=True)
class Recu:
    """One message as it arrived."""

    chemin: str
    entetes: dict[str, str]
    document: dict[str, Any]


class _Guichet(BaseHTTPRequestHandler):
    server: FaussePasserelle

    def do_POST(self) -> None:
        octets = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bruts.append(octets)
        if self.server.silence:
            self.server.atteint.set()
            self.server.repris.wait(60)
        if self.server.coupe:
            self.close_connection = True
            return
        if self.server.code < 300:
            headers = {nom.lower(): texte for nom, texte in self.headers.items()}
            self.server.recus.append(Recu(self.path, headers, json.loads(octets)))
        self.send_response(self.server.code)
        if self.server.code == 302:
            self.send_header("Location", f"{self.server.adresse}/ailleurs")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """What is asked is kept, not printed."""


class FaussePasserelle(ThreadingHTTPServer):
    """``code`` is its answer; ``silence``: it waits to be let go; ``coupe``: it hangs up without a word."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Guichet)
        self.recus: list[Recu] = []
        self.bruts: list[bytes] = []
        self.code, self.silence, self.coupe = 202, False, False
        self.atteint, self.repris = threading.Event(), threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle of a word is what some tests are about."""

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/envois"

    @property
    def numeros(self) -> list[str]:
        return [recu.document["to"] for recu in self.recus]

    def parler(self) -> None:
        self.silence = False
        self.repris.set()


@contextmanager
def fausse_passerelle(port: int = 0) -> Iterator[FaussePasserelle]:
    with FaussePasserelle(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.parler()
            server.shutdown()
            thread.join(10)


def regler(settings: Any, adresse: str) -> None:
    """Configure the site for a gateway."""
    settings.SMS_URL, settings.SMS_JETON, settings.SMS_EXPEDITEUR = adresse, JETON, "Maison"
    settings.ADRESSE_DU_SITE = "https://maison.exemple"
