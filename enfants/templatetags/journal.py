"""Pictograms and words of moods and themes."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from enfants.enums import Humeur, Theme
from enfants.pictogrammes import ICONES_HUMEUR, ICONES_THEME
from socle.ui.templatetags.ui import icone

register = template.Library()


@register.simple_tag
def icone_humeur(humeur: object) -> SafeString:
    """Draw a mood; one that cannot be opened is drawn closed."""
    return icone(ICONES_HUMEUR.get(str(humeur), "lock"))


@register.filter
def nom_humeur(humeur: object) -> str:
    return Humeur(humeur).label.capitalize() if humeur in Humeur.values else str(humeur)


@register.simple_tag
def icone_theme(theme: str) -> SafeString:
    return icone(ICONES_THEME[Theme(theme)])


@register.filter
def nom_theme(theme: str) -> str:
    return Theme(theme).label.capitalize()
