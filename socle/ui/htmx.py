"""Page or fragment: the same view serves both, and an invalid form is a 422 in both cases."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that went through django-htmx's middleware."""

    htmx: HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a piece of page (not a boosted visit, not a history restore)."""
    htmx = cast("HtmxRequest", request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render ``template``, or only its ``{% partialdef fragment %}`` when htmx asks for it."""
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_invalid(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, fragment: str
) -> HttpResponse:
    """Render a form that was refused: status 422, focus on the summary of errors."""
    response = render_page(
        request, template, context, fragment=fragment, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return focus_on(response, "#resume-erreurs")


def focus_on(response: HttpResponse, selecteur: str) -> HttpResponse:
    """Ask the page to move the focus there once the fragment has settled."""
    return _trigger(response, "maison:focus", selecteur)


def announce(response: HttpResponse, texte: str) -> HttpResponse:
    """Ask the page to announce ``texte`` in its status region; never a name."""
    return _trigger(response, "maison:annonce", texte)


def _trigger(response: HttpResponse, evenement: str, valeur: str) -> HttpResponse:
    evenements = json.loads(response.headers.get("HX-Trigger-After-Settle", "{}"))
    evenements[evenement] = valeur
    response.headers["HX-Trigger-After-Settle"] = json.dumps(evenements)
    return response
