"""Handing one mail to the server, and knowing how far it went.

A mail server has taken a message once it has answered the last line of its text. Before the text, nothing
was given; after the answer, it is the server's. The sender is told of both moments, so that what happens
in between is never taken for what happens before.
"""

from __future__ import annotations

import smtplib
from typing import Any, Protocol

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


class Suivi(Protocol):
    """What the sender is told while its message leaves."""

    def va_partir(self) -> None:
        """The server waits for the text; raising here gives it nothing."""

    def est_pris(self) -> None:
        """The server has taken the message."""


class _Suivie:
    suivi: Suivi

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.suivi.va_partir()
        reply: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        if reply[0] == 250:
            self.suivi.est_pris()
        return reply


class _Smtp(_Suivie, smtplib.SMTP):
    pass


class _SmtpTls(_Suivie, smtplib.SMTP_SSL):
    pass


class Facteur(EmailBackend):
    """Django's, for ``MAISON_COURRIEL``; ``get_connection(suivi=…)`` says who follows how it leaves."""

    def __init__(self, *, suivi: Suivi, **kwargs: Any) -> None:
        configured: dict[str, Any] = settings.COURRIEL
        super().__init__(**configured)
        self._suivi = suivi

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpTls if self.use_ssl else _Smtp

    def open(self) -> bool | None:
        opened = super().open()
        self.connection.suivi = self._suivi  # type: ignore[union-attr]
        return opened
