"""A file in a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files import File

from socle.documents.services import not_kept, too_big
from socle.documents.signatures import EXTENSIONS

#: What file choosers offer. Asked for JPEG, an iPhone converts its photos by itself.
ACCEPTES = ",".join(sorted({e for extensions in EXTENSIONS.values() for e in extensions}))


class ChampFichier(forms.FileField):
    """A file of an accepted type; one that is too big, or that the disk refused, is told so.

    Its bytes are judged by ``store``.
    """

    def __init__(self, *, accept: str = ACCEPTES, capture: bool = False, **kwargs: Any) -> None:
        attrs = {"accept": accept} | ({"capture": "environment"} if capture else {})
        errors = {"empty": "Ce fichier est vide."}
        super().__init__(widget=forms.FileInput(attrs=attrs), error_messages=errors, **kwargs)

    def to_python(self, data: File | None) -> File | None:
        if getattr(data, "depasse", False):
            raise too_big()
        if getattr(data, "perdu", False):
            raise not_kept()
        return super().to_python(data)
