"""The one error this package raises on purpose."""

from __future__ import annotations


class SetupError(Exception):
    """Something is missing or in the way; the text says what to do, in one or two sentences."""
