"""How a device shows the pages: theme, text size, sounds, shortcut. Kept in a cookie that says nothing of anyone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "preferences"
UN_AN = 365 * 24 * 3600


class Theme(StrEnum):
    AUTO = "auto"
    CLAIR = "clair"
    SOMBRE = "sombre"


class Taille(StrEnum):
    NORMALE = "normale"
    GRANDE = "grande"
    TRES_GRANDE = "tres-grande"


class Sons(StrEnum):
    OUI = "oui"
    NON = "non"


class Raccourci(StrEnum):
    """The « / » key: a single key may be hit by mistake, or by speech (WCAG 2.1.4)."""

    OUI = "oui"
    NON = "non"


Choix = TypeVar("Choix", bound=StrEnum)


@dataclass(frozen=True)
class Preferences:
    """Choices of this device; anything unknown in the cookie falls back to the default."""

    theme: Theme = Theme.AUTO
    taille: Taille = Taille.NORMALE
    sons: Sons = Sons.OUI
    raccourci: Raccourci = Raccourci.OUI


def read_preferences(request: HttpRequest) -> Preferences:
    """Return what the cookie says, value by value."""
    values = dict(parse_qsl(request.COOKIES.get(COOKIE, "")))
    return Preferences(
        theme=_known(Theme, values.get("theme"), Theme.AUTO),
        taille=_known(Taille, values.get("taille"), Taille.NORMALE),
        sons=_known(Sons, values.get("sons"), Sons.OUI),
        raccourci=_known(Raccourci, values.get("raccourci"), Raccourci.OUI),
    )


def _known(kind: type[Choix], value: str | None, default: Choix) -> Choix:
    return next((choice for choice in kind if choice.value == value), default)


def write_preferences(response: HttpResponse, preferences: Preferences) -> None:
    """Put the choices in the device's cookie for a year."""
    response.set_cookie(
        COOKIE,
        urlencode(asdict(preferences)),
        max_age=UN_AN,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
