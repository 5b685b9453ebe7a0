"""Sending a file to a browser."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from socle.documents.enums import TypeMime
from socle.documents.signatures import EXTENSIONS

#: A browser shows these by itself, without any program; all the rest is saved.
_MONTRES = {TypeMime.JPEG, TypeMime.PNG}


def file_response(
    content: Iterator[bytes], *, type_mime: str, taille: int, nom: str
) -> StreamingHttpResponse:
    """Send a file in a stream, under a name that says what it is and of when, never of whom.

    An image is shown, anything else is saved, and nothing of it may run: no program of a browser reads a
    file of ours in the name of this site. ``nom`` comes without extension.
    """
    kind = TypeMime(type_mime)
    way = "inline" if kind in _MONTRES else "attachment"
    charset = "; charset=utf-8" if kind is TypeMime.TEXTE else ""
    headers = {
        "Content-Disposition": f'{way}; filename="{nom}{EXTENSIONS[kind][0]}"',
        "Content-Length": str(taille),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(content, content_type=kind.value + charset, headers=headers)
