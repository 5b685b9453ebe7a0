"""Contradictions of what sends notices, found before anything starts."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

#: What a telephone shows as a sender: eleven letters or digits, or a number.
_EXPEDITEUR = re.compile(r"[A-Za-z][A-Za-z0-9 ]{2,10}|\+?[0-9]{3,15}", re.ASCII)


@register
def coherent_gateway(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a token without a gateway, and a sender no telephone would show."""
    faults: list[CheckMessage] = []
    if settings.SMS_JETON and not settings.SMS_URL:
        faults.append(
            Error(
                "MAISON_SMS_JETON is given and MAISON_SMS_URL is not: no text message would leave.",
                id="notifications.E001",
            )
        )
    if not _EXPEDITEUR.fullmatch(settings.SMS_EXPEDITEUR):
        faults.append(
            Error(
                "MAISON_SMS_EXPEDITEUR is three to eleven letters or digits, or a number.",
                id="notifications.E002",
            )
        )
    return faults
