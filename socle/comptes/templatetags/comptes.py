"""Small words for account pages."""

from __future__ import annotations

from django import template
from django.template.context import Context

from socle.comptes import tablettes

register = template.Library()

_SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_NAVIGATEURS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@register.filter
def groupe(value: str, taille: int) -> str:
    """Cut a key in groups that the eye can follow."""
    return " ".join(value[start : start + taille] for start in range(0, len(value), taille))


@register.filter
def appareil(user_agent: str) -> str:
    """« Firefox sur Android », from what the browser says of itself."""
    navigateur = next((name for mark, name in _NAVIGATEURS if mark in user_agent), "Navigateur inconnu")
    systeme = next((name for mark, name in _SYSTEMES if mark in user_agent), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur


@register.simple_tag(takes_context=True)
def sur_tablette(context: Context) -> bool:
    """Whether this session was opened on a house tablet: « Passer la tablette » is then offered."""
    return tablettes.is_bound(context["request"])
