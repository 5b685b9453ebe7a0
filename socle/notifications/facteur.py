"""Handing one mail to the server, and knowing how far it went.

A mail server has taken a message once it has answered the last line of its text. Before the text, nothing
was given; after the answer, it is the server's. The sender is told of both moments, so that what happens
in between is never taken for what happens before.
"""

from __future__ import annotations

import smtplib
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class Suivi(Protocol):
    """What the sender is told while its message leaves."""

    def va_partir(self) -> None:
        """The server waits for the text; raising here gives it nothing."""

    def est_pris(self) -> None:
        """The server has taken the message."""


class Courriel(EmailMessage):
    """A message whose sender follows how it leaves."""

    def __init__(self, *args: Any, suivi: Suivi, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suivi = suivi


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
    """Django's, for ``MAISON_COURRIEL``; it sends a :class:`Courriel` and nothing else."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=False, **settings.COURRIEL)

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpTls if self.use_ssl else _Smtp

    def _send(self, email_message: Courriel) -> bool:
        self.connection.suivi = email_message.suivi  # type: ignore[union-attr]
        return bool(super()._send(email_message))  # type: ignore[misc]
