"""« Exporter », on the lists that may leave."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from socle.exports import registre
from socle.exports.selectors import peut_exporter
from socle.ui.listes import Liste

register = template.Library()


@register.inclusion_tag("exports/bouton.html", takes_context=True)
def exporter(context: Context, code: str, liste: Liste[Any] | None = None, **choix: object) -> dict[str, Any]:
    """A link to ask for this list as it is filtered; nothing to whoever may not.

    ``choix`` are the filters of a page that is no list to filter.
    """
    if not peut_exporter(context["request"].user, registre.get(code)):
        return {}
    query = urlencode(liste.choix if liste else {nom: valeur for nom, valeur in choix.items() if valeur})
    return {"adresse": reverse("exports:demander", args=[code]) + (f"?{query}" if query else "")}
