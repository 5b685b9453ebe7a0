"""The bell of the header, and what must be seen on arrival."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context

from socle.notifications import registre
from socle.notifications.selectors import nombres_a_lire

register = template.Library()


def _a_lire(request: HttpRequest) -> dict[str, int]:
    """Count once for the whole page."""
    if not hasattr(request, "avis_a_lire"):
        request.avis_a_lire = nombres_a_lire(request.user)  # type: ignore[attr-defined,arg-type]
    found: dict[str, int] = request.avis_a_lire  # type: ignore[attr-defined]
    return found


@register.inclusion_tag("notifications/cloche.html", takes_context=True)
def cloche(context: Context) -> dict[str, Any]:
    """The bell, with how many notices wait; nothing for a child."""
    request = context["request"]
    if request.user.est_enfant:
        return {"visible": False}
    return {"visible": True, "nombre": sum(_a_lire(request).values())}


@register.inclusion_tag("notifications/accueil.html", takes_context=True)
def avis_d_accueil(context: Context) -> dict[str, Any]:
    """The kinds that must be seen on arrival and were not yet, with their numbers."""
    waiting = _a_lire(context["request"])
    return {"liste": [(g, waiting[g.code]) for g in registre.genres() if g.accueil and g.code in waiting]}
