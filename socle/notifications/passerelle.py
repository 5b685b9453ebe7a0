"""Handing one text message to a gateway, and knowing how far it went.

Any gateway that takes a JSON document over HTTP with a bearer token fits. What is posted:
``{"to": "+33600000000", "from": "Maison", "text": "…", "reference": "<opaque id>"}``, with the same id as
``Idempotency-Key``: a gateway that knows this header takes a message once by itself.
"""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from socle.notifications.facteur import Suivi

#: Answers that mean « later »: the message was not taken.
_PLUS_TARD = frozenset({401, 403, 408, 425, 429})


class RefusedError(RuntimeError):
    """The gateway answered that it did not take the message: ``code`` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the gateway answered {code}")
        self.code = code

    @property
    def pour_de_bon(self) -> bool:
        """Whether asking again would be answered the same: the number or the message is wrong."""
        return self.code < 500 and self.code not in _PLUS_TARD


class Passerelle(Protocol):
    """What sends a text message."""

    def envoyer(self, *, numero: str, texte: str, reference: UUID, suivi: Suivi) -> None:
        """Give one message; ``suivi`` is told before its text is given, and once it is taken.

        Raises RefusedError when the gateway answers that it does not take it, OSError or HTTPException
        when it cannot be spoken to or says nothing one understands.
        """


class PasserelleHttp:
    """A gateway that is posted a JSON document. No redirection is followed: the token stays here."""

    def __init__(self, adresse: str, *, jeton: str, expediteur: str, delai: float) -> None:
        self._parts = urlsplit(adresse)
        self._jeton, self._expediteur, self._delai = jeton, expediteur, delai

    def envoyer(self, *, numero: str, texte: str, reference: UUID, suivi: Suivi) -> None:
        link = self._connection()
        try:
            link.connect()
            suivi.va_partir()
            link.request("POST", self._path(), self._body(numero, texte, reference), self._headers(reference))
            code = link.getresponse().status
        finally:
            link.close()
        if not 200 <= code < 300:
            raise RefusedError(code)
        suivi.est_pris()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=self._delai, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=self._delai)

    def _path(self) -> str:
        return (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")

    def _body(self, numero: str, texte: str, reference: UUID) -> bytes:
        document = {"to": numero, "from": self._expediteur, "text": texte, "reference": str(reference)}
        return json.dumps(document, ensure_ascii=False).encode()

    def _headers(self, reference: UUID) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self._jeton}",
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(reference),
        }


def passerelle() -> Passerelle | None:
    """Return the gateway of this installation; None without one."""
    if not settings.SMS_URL:
        return None
    return PasserelleHttp(
        settings.SMS_URL,
        jeton=settings.SMS_JETON,
        expediteur=settings.SMS_EXPEDITEUR,
        delai=settings.SMS_DELAI,
    )
