"""Idle and absolute lifetime, second factor for staff, locked tablets, no-store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from socle.comptes import journal, sessions, tablettes
from socle.comptes.models import Utilisateur
from socle.comptes.selectors import has_second_factor
from socle.comptes.signals import saisie_apres_fermeture

#: All that a session without second factor reaches: adding one, or leaving.
ENROLEMENT = {"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
#: All that an account with a provisional password reaches.
CHANGEMENT = {"account_change_password", "account_logout"}


class SessionMiddleware:
    """Stand between authentication and the transaction: who is over is nobody before rows open.

    Placed after ``AuthenticationMiddleware`` and ``CsrfViewMiddleware``, before
    ``TransactionMiddleware``: a closed session opens no row-level right.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._close_when_over(request, request.user)
        response = self.get_response(request)
        patch_cache_control(response, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Refuse what the session may not reach; runs after the CSRF check."""
        fermeture: Fermeture | None = getattr(request, "fermeture", None)
        if fermeture is not None:
            return self._after_end(request, view_func, fermeture)
        user = request.user
        if not user.is_authenticated:
            return None
        if not getattr(view_func, "keeps_idle_clock", False):
            sessions.touch(request)
        if _is_public(view_func):
            return None
        name = _name(request)
        if not sessions.is_complete(request, user):
            return self._ask_second_factor(request, user, name)
        if user.mot_de_passe_provisoire and name not in CHANGEMENT:
            return HttpResponseRedirect(reverse("account_change_password"))
        return None

    @staticmethod
    def _close_when_over(request: HttpRequest, user: Utilisateur) -> None:
        reason = sessions.end_reason(request)
        if reason is None:
            return
        locked = reason is sessions.Fin.INACTIVITE and tablettes.is_bound(request)
        fermeture = Fermeture(user, locked=locked, suite=page_of(request))
        sessions.end(request)
        if locked:
            request.session[tablettes.CLE_SUITE] = {str(user.pk): fermeture.suite}
        request.fermeture = fermeture  # type: ignore[attr-defined]

    @staticmethod
    def _after_end(
        request: HttpRequest, view_func: Callable[..., Any], fermeture: Fermeture
    ) -> HttpResponse | None:
        journal.record_for(fermeture.utilisateur.pk, "comptes.session_expiree")
        if _is_public(view_func):
            return None
        if request.method == "POST":
            saisie_apres_fermeture.send(
                sender=SessionMiddleware,
                request=request,
                utilisateur=fermeture.utilisateur,
                view_func=view_func,
            )
        if fermeture.locked:
            return _redirect(request, reverse("comptes_qui_est_la"))
        door = "comptes_enfant" if fermeture.utilisateur.est_enfant else "account_login"
        return _redirect(request, f"{reverse(door)}?{urlencode({'next': fermeture.suite})}")

    @staticmethod
    def _ask_second_factor(request: HttpRequest, user: Utilisateur, name: str) -> HttpResponse | None:
        if has_second_factor(user):
            # Opened before the second factor existed: a password alone shows nothing of it.
            sessions.end(request)
            return _redirect(request, reverse("account_login"))
        if name in ENROLEMENT:
            return None
        return _redirect(request, reverse("mfa_activate_totp"))


class Fermeture:
    """A session found over at the start of a request."""

    def __init__(self, utilisateur: Utilisateur, *, locked: bool, suite: str) -> None:
        self.utilisateur = utilisateur
        self.locked = locked
        self.suite = suite


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_public(view_func: Callable[..., Any]) -> bool:
    """Whether the view carries Django's ``login_not_required`` (``anonymous_ok`` sets it too)."""
    return getattr(view_func, "login_required", True) is False


def page_of(request: HttpRequest) -> str:
    """The page to come back to: the one asked, or for a form and a fragment the page that held it."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    """Change the whole page, also when htmx asked for a fragment."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
