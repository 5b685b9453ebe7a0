"""Second-factor secrets, sealed with AES-256-GCM under the keyring.

allauth hands over a text without saying whose it is, so the value is bound to its use and to
its key, not to its row: someone who writes in the database could move a sealed secret from
one account to another, never read it.
"""

from __future__ import annotations

import base64
import binascii

from socle.chiffrement.errors import KeyringError
from socle.chiffrement.keyring import current_keyring

_PREFIXE = "mc1"
_CONTEXTE = b"maison-commune/comptes/mfa/1"


class SecretIllisible(Exception):  # noqa: N818 - a state of the data, named like ``Illisible``
    """The sealed secret cannot be opened: its key is gone, or its bytes were changed."""


def seal_secret(text: str) -> str:
    """Return ``text`` sealed under the active key of the keyring, as one ASCII word."""
    keyring = current_keyring()
    sealed = base64.urlsafe_b64encode(keyring.wrap(text.encode(), _CONTEXTE)).decode()
    return f"{_PREFIXE}:{keyring.active}:{sealed}"


def key_of(sealed: str) -> str:
    """Return the id of the key that seals ``sealed``, empty when it is not sealed."""
    prefix, _, rest = sealed.partition(":")
    return rest.partition(":")[0] if prefix == _PREFIXE else ""


def open_secret(sealed: str) -> str:
    """Return the text sealed by :func:`seal_secret`.

    Raises SecretIllisible when the key is missing or the value was altered; a value that was
    never sealed is refused too.
    """
    kek, payload = key_of(sealed), sealed.rpartition(":")[2]
    if not kek:
        raise SecretIllisible
    try:
        return current_keyring().unwrap(kek, base64.urlsafe_b64decode(payload), _CONTEXTE).decode()
    except (KeyringError, binascii.Error, UnicodeDecodeError) as error:
        raise SecretIllisible from error
