"""Closed lists of the document store."""

from __future__ import annotations

from django.db import models


class TypeMime(models.TextChoices):
    """What may be stored. Nothing that a browser or an office suite would execute."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "photo JPEG"
    PNG = "image/png", "image PNG"
    WEBP = "image/webp", "image WebP"
    ODT = "application/vnd.oasis.opendocument.text", "texte OpenDocument"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "texte Word"
    TEXTE = "text/plain", "texte simple"
