"""What the document store refuses."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class RefusedDocumentError(ValidationError):
    """The file given cannot be stored; its message is the sentence to show beside the field."""


class UnavailableDocumentError(Exception):
    """The document was withdrawn, has expired, or its key or its file is no longer there."""


class QuarantinedDocumentError(UnavailableDocumentError):
    """The antivirus has not looked at the document yet, or found it dangerous."""


class TamperedDocumentError(Exception):
    """The stored bytes are not those that were sealed: cut, reordered, exchanged or edited."""


class UnavailableDepotError(Exception):
    """The place where the files lie does not answer, is full, or does not have this one."""


class AntivirusUnavailableError(Exception):
    """The antivirus did not answer, or not with a verdict: the file stays in quarantine."""
