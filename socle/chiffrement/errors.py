"""Errors of the sealing layer.

None derives from ``TypeError``, ``ValueError``, ``AttributeError`` or Django's ``FieldError``:
templates and query building swallow those, and a leak must never be swallowed.
"""

from __future__ import annotations


class ChiffrementError(Exception):
    """Anything this layer refuses."""


class SealedFieldError(ChiffrementError):
    """A sealed field was used in a way that would leak it, lose it or mean nothing."""


class KeyScopeError(ChiffrementError):
    """A sealed value was opened or sealed outside ``key_scope()``."""


class KeyUnavailableError(ChiffrementError):
    """Nothing can be sealed for this subject: its key is missing, destroyed or not unwrappable."""


class KeyringError(ChiffrementError):
    """The keyring of the installation is unusable, or a wrapped key does not open under it."""


class UnknownKekError(KeyringError):
    """The key-encryption key that wraps this key is not in the keyring."""
