"""Screens of the interface: preferences, help, accessibility, styleguide, and the pages of errors."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from socle.habilitations.decorators import anonymous_ok
from socle.ui import demonstration
from socle.ui.forms import PreferencesForm
from socle.ui.preferences import read_preferences, write_preferences

#: Seconds after which a browser or a proxy may try again when the database is away.
REESSAYER_DANS = 30


@anonymous_ok(raison="choices of a device, no personal data; useful on the sign-in page too")
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Theme, text size, sounds and shortcut of this device, kept in its cookie."""
    current = read_preferences(request)
    form = PreferencesForm(
        request.POST or None,
        initial={
            "theme": current.theme,
            "taille": current.taille,
            "sons": current.sons,
            "raccourci": current.raccourci,
        },
    )
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Vos préférences sont enregistrées sur cet appareil.")
        response: HttpResponse = redirect("ui:preferences")
        write_preferences(response, form.preferences())
        return response
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "ui/preferences.html", {"form": form}, status=status)


@anonymous_ok(raison="help holds no data")
@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """What to do when one is stuck."""
    return render(request, "ui/aide.html")


@anonymous_ok(raison="the accessibility statement is public by law")
@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, honest about what was not verified."""
    return render(request, "ui/accessibilite.html")


@anonymous_ok(raison="components with invented names, no data")
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, with invented content."""
    return render(request, "ui/styleguide.html", demonstration.adulte(request.GET))


@anonymous_ok(raison="components with invented names, no data")
@require_safe
def styleguide_enfant(request: HttpRequest) -> HttpResponse:
    """The children's components."""
    return render(request, "ui/styleguide_enfant.html", demonstration.enfant())


@anonymous_ok(raison="leaving must work even when the session is already gone")
@require_POST
def quitter_vite(request: HttpRequest) -> HttpResponse:
    """Close the session at once and drop what the browser kept, so that Back shows the sign-in page."""
    logout(request)
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


# --- errors: these templates make no query ----------------------------------------------


def erreur_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/erreurs/400.html", status=HTTPStatus.BAD_REQUEST)


def erreur_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/erreurs/403.html", status=HTTPStatus.FORBIDDEN)


def erreur_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/erreurs/404.html", status=HTTPStatus.NOT_FOUND)


def erreur_500(request: HttpRequest) -> HttpResponse:
    """A lost database is a passing trouble and says so; anything else is ours."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = render(request, "ui/erreurs/503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(REESSAYER_DANS)
        return response
    return render(request, "ui/erreurs/500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def erreur_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/erreurs/csrf.html", status=HTTPStatus.FORBIDDEN)
