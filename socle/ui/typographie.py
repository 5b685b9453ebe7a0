"""French typography, written once: narrow no-break spaces, no-break colon, curly apostrophe.

Templates and labels are typed with plain spaces and straight apostrophes. The template loader
passes literal text of templates through :func:`typographie_source`; values go through the
``typo`` filter. Only existing spaces change: nothing is inserted in ``20:41`` or an address.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe

FINE = "\u202f"
INSECABLE = "\u00a0"

_AVANT = re.compile(r"[ \u00a0\u202f]+(?=[;!?»])")
_APRES = re.compile(r"(?<=«)[ \u00a0\u202f]+")
_DEUX_POINTS = re.compile(r"[ \u00a0\u202f]+(?=:(?:\s|$))")
#: Between two letters, or at the end of a piece after an elided word (« l' » before a variable).
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)|(?<=\b[cdjlmnst])'$|(?<=qu)'$", re.IGNORECASE)
_MARKUP = re.compile(
    r"(<(?:textarea|pre|code|script|style)\b.*?</(?:textarea|pre|code|script|style)>|<[^>]*>|&#?\w+;)",
    re.DOTALL | re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
    r"|<(?:textarea|pre|code|script|style)\b.*?</(?:textarea|pre|code|script|style)>"
    r"|<(?:\{%.*?%\}|\{\{.*?\}\}|\"[^\"]*\"|'[^']*'|[^>\"'])*>|&#?\w+;)",
    re.DOTALL | re.IGNORECASE,
)


def typographie(texte: str) -> str:
    """Return ``texte`` (plain text, no markup) with French spaces and apostrophes."""
    texte = _AVANT.sub(FINE, texte)
    texte = _APRES.sub(FINE, texte)
    texte = _DEUX_POINTS.sub(INSECABLE, texte)
    return _APOSTROPHE.sub("’", texte)


def _outside(pattern: re.Pattern[str], texte: str) -> str:
    """Apply the typography to what lies between the matches of ``pattern`` (odd pieces)."""
    pieces = pattern.split(texte)
    pieces[::2] = [typographie(piece) for piece in pieces[::2]]
    return "".join(pieces)


def typographie_html(value: object) -> SafeString:
    """Return the value ready for HTML: escaped unless already safe, tags and entities untouched."""
    if isinstance(value, SafeData):
        return mark_safe(_outside(_MARKUP, str(value)))
    return conditional_escape(typographie(str(value)))


def typographie_source(source: str) -> str:
    """Apply the typography to the literal text of a template, outside its tags and markup."""
    return _outside(_SOURCE, source)


def jour_en_toutes_lettres(value: date | datetime) -> str:
    """Return « samedi 22 novembre », with the year when it is not this one's."""
    jour = timezone.localtime(value).date() if isinstance(value, datetime) else value
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    texte = f"{format_date(jour, 'l')} {quantieme}{INSECABLE}{format_date(jour, 'F')}"
    return texte if jour.year == timezone.localdate().year else f"{texte} {jour.year}"


def heure_en_lettres(value: datetime | time) -> str:
    """Return « 20 h 41 » in the association's zone, unbreakable."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"
