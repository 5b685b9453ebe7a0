"""Life of one session: when it began, when someone was last there, what it has proved."""

from __future__ import annotations

import time
from enum import StrEnum

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from socle.comptes import tablettes
from socle.comptes.models import Utilisateur

CLE_DEBUT = "comptes.debut"
CLE_ACTIVITE = "comptes.activite"
#: The clock is written at most once in this many seconds, not at each request.
GRAIN = 20


class Fin(StrEnum):
    """Why a session is over."""

    INACTIVITE = "inactivite"
    DUREE = "duree"
    TABLETTE = "tablette"


def begin(request: HttpRequest) -> None:
    """Start both clocks of a session just opened."""
    request.session[CLE_DEBUT] = request.session[CLE_ACTIVITE] = int(time.time())


def touch(request: HttpRequest) -> None:
    """Note that someone is there."""
    now = int(time.time())
    if now - request.session.get(CLE_ACTIVITE, 0) >= GRAIN:
        request.session[CLE_ACTIVITE] = now


def end_reason(request: HttpRequest) -> Fin | None:
    """Return why the session of ``request`` is over, or ``None`` while it stands.

    A session without clocks was not opened here and is over.
    """
    debut, activite = request.session.get(CLE_DEBUT), request.session.get(CLE_ACTIVITE)
    if debut is None or activite is None:
        return Fin.DUREE
    bound = tablettes.is_bound(request)
    if bound and not tablettes.binding_stands(request):
        return Fin.TABLETTE
    now = time.time()
    if now - debut >= settings.SESSION_DUREE_MAX:
        return Fin.DUREE
    idle = settings.TABLETTE_INACTIVITE if bound else settings.SESSION_INACTIVITE
    return Fin.INACTIVITE if now - activite >= idle else None


def end(request: HttpRequest) -> None:
    """Forget the session and who it belonged to, without a word to the rest of the request."""
    request.session.flush()
    request.user = AnonymousUser()


def is_complete(request: HttpRequest, utilisateur: Utilisateur) -> bool:
    """Whether the session has proved what the account must prove.

    A child signs in by a passphrase alone; anyone else by a second factor in this very
    session, or by a short code on the tablet it is bound to.
    """
    if utilisateur.est_enfant:
        return True
    methods = {record.get("method") for record in get_authentication_records(request, utilisateur)}
    return "mfa" in methods or (tablettes.METHODE in methods and tablettes.is_bound(request))
