"""The banner of a file opened by break-glass."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from enfants.models import Enfant
from enfants.selectors.bris_de_glace import expiration_du_mien

register = template.Library()


@register.inclusion_tag("enfants/_acces_exceptionnel.html", takes_context=True)
def acces_exceptionnel_en_cours(context: Context, enfant: Enfant) -> dict[str, Any]:
    """Say until when the reader's exceptional access runs; nothing when there is none."""
    return {"expire_le": expiration_du_mien(context["request"].user, enfant.pk)}
