"""House tablets seen from a request, and what upper layers say about houses.

Houses and names live above this layer: ``villages`` registers one :class:`Maisons`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from socle.comptes.models import OuverturePIN, Tablette, Utilisateur
from socle.comptes.requetes import personne

COOKIE = "tablette"
_SALT = "comptes.tablette"
#: Browsers keep a cookie at most this long; it is renewed each time « Qui est là ? » is shown.
_COOKIE_AGE = timedelta(days=400)
#: Authentication method recorded for a session opened by a short code.
METHODE = "pin"
CLE_TABLETTE = "comptes.tablette"
#: Where each person was when the tablet was locked: ``{account id: path}``.
CLE_SUITE = "comptes.suite"


@dataclass(frozen=True)
class Present:
    """Someone of the house tonight, with the name to show on the tablet."""

    utilisateur_id: UUID
    libelle: str


@dataclass(frozen=True)
class MaisonAdministree:
    """A house whose tablets someone may enrol and revoke."""

    id: UUID
    libelle: str


class Maisons(Protocol):
    """What the layer that knows houses answers; it opens the sealed names itself."""

    def presents(self, maison_id: UUID) -> Sequence[Present]:
        """Staff assigned or in relay in the house tonight."""

    def libelle(self, maison_id: UUID) -> str:
        """Name of the house, for the heading of « Qui est là ? »."""

    def administrees(self, utilisateur: Utilisateur) -> Sequence[MaisonAdministree]:
        """Houses whose tablets ``utilisateur`` may enrol and revoke; empty without the right."""


class AucuneMaison:
    """Before a layer registers: nobody anywhere, and nobody may enrol."""

    def presents(self, maison_id: UUID) -> Sequence[Present]:
        return ()

    def libelle(self, maison_id: UUID) -> str:
        return ""

    def administrees(self, utilisateur: Utilisateur) -> Sequence[MaisonAdministree]:
        return ()


_provider: Maisons = AucuneMaison()


def register_provider(provider: Maisons) -> None:
    """Give the one source of houses, from ``AppConfig.ready`` of the layer that owns them."""
    global _provider  # noqa: PLW0603 - one installation, one source
    _provider = provider


def maisons() -> Maisons:
    return _provider


def digest(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


def set_cookie(response: HttpResponse, jeton: str) -> None:
    """Make the answering device the tablet that ``jeton`` opens."""
    response.set_signed_cookie(
        COOKIE,
        jeton,
        salt=_SALT,
        max_age=int(_COOKIE_AGE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def read_cookie(request: HttpRequest) -> str | None:
    """Return the secret of the device, or ``None``; a forged cookie counts as none."""
    return request.get_signed_cookie(COOKIE, default=None, salt=_SALT)


def tablette_of(request: HttpRequest) -> Tablette | None:
    """Return the tablet this device is, unless revoked; asked of the database once a request."""
    if not hasattr(request, "_tablette"):
        jeton = read_cookie(request)
        request._tablette = (  # type: ignore[attr-defined]
            Tablette.objects.filter(jeton_hache=digest(jeton), revoquee_le__isnull=True).first()
            if jeton
            else None
        )
    return request._tablette  # type: ignore[attr-defined]


def is_bound(request: HttpRequest) -> bool:
    """Whether the session was opened on a house tablet."""
    return CLE_TABLETTE in request.session


def binding_stands(request: HttpRequest) -> bool:
    """Whether the session is used on the tablet it was opened on, and that one is not revoked."""
    tablette = tablette_of(request)
    return tablette is not None and str(tablette.pk) == request.session[CLE_TABLETTE]


def opened_by_pin(request: HttpRequest) -> bool:
    """Whether the session was opened by a short code and by nothing stronger since."""
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return METHODE in methods and "mfa" not in methods


def peut_choisir_pin(request: HttpRequest) -> bool:
    """A short code is chosen on a tablet, in a session that gave its second factor there."""
    if not is_bound(request) or not request.user.is_authenticated or request.user.est_enfant:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def has_pin(request: HttpRequest) -> bool:
    return (
        OuverturePIN.objects.filter(
            utilisateur=personne(request), tablette_id=request.session[CLE_TABLETTE], bloque=False
        )
        .exclude(pin_hache="")
        .exists()
    )


def oldest_accepted_mfa() -> datetime:
    """Full sign-ins older than this no longer allow a short code."""
    return timezone.now() - timedelta(days=settings.TABLETTE_MFA_JOURS)


def openable_by_pin(tablette: Tablette) -> set[UUID]:
    """Accounts that may reopen by short code on this tablet now."""
    return set(
        OuverturePIN.objects.filter(
            tablette=tablette, bloque=False, mfa_le__gte=oldest_accepted_mfa(), utilisateur__is_active=True
        )
        .exclude(pin_hache="")
        .values_list("utilisateur_id", flat=True)
    )
