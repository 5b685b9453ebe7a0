"""Key-encryption keys, which wrap the key of each subject.

The keyring of an installation is a list ``id:base64`` in the environment or a file, the first
being active. A key-management service takes its place by implementing :class:`Keyring`.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from socle.chiffrement.errors import KeyringError, UnknownKekError

TAILLE_CLE = 32
_TAILLE_NONCE = 12
_DOMAINE = b"maison-commune/cle-sujet/1\x00"
_IDENTIFIANT = re.compile(r"[A-Za-z0-9._-]{1,32}")
#: A random key of 32 bytes has fewer distinct bytes than this once in 10^15.
_DIVERSITE_MINIMALE = 16


def wrapping_context(sujet_id: UUID, nature: str, generation: int) -> bytes:
    """Return the associated data that binds a wrapped key to its subject, nature and generation."""
    return _DOMAINE + sujet_id.bytes + bytes([generation]) + nature.encode()


class Keyring(Protocol):
    """What the rest of the code asks of the key-encryption keys, local or in a service."""

    @property
    def active(self) -> str:
        """Id of the key-encryption key under which new keys are wrapped."""

    def wrap(self, cle: bytes, contexte: bytes) -> bytes:
        """Wrap a subject's key under the active key-encryption key."""

    def unwrap(self, kek: str, enveloppe: bytes, contexte: bytes) -> bytes:
        """Open a wrapped key.

        Raises UnknownKekError when ``kek`` is not held, KeyringError when the wrapping is altered.
        """


class LocalKeyring:
    """A keyring held in the memory of the process."""

    def __init__(self, cles: dict[str, bytes]) -> None:
        self._cles = {identifiant: AESGCM(cle) for identifiant, cle in cles.items()}
        self.active = next(iter(cles))

    def wrap(self, cle: bytes, contexte: bytes) -> bytes:
        nonce = os.urandom(_TAILLE_NONCE)
        return nonce + self._cles[self.active].encrypt(nonce, cle, contexte)

    def unwrap(self, kek: str, enveloppe: bytes, contexte: bytes) -> bytes:
        try:
            aes = self._cles[kek]
        except KeyError:
            raise UnknownKekError(f"key-encryption key {kek!r} is not in the keyring") from None
        try:
            return aes.decrypt(enveloppe[:_TAILLE_NONCE], enveloppe[_TAILLE_NONCE:], contexte)
        except (InvalidTag, ValueError) as error:
            raise KeyringError("a wrapped key was altered or belongs to another subject") from error


def decode_key(texte: str) -> bytes:
    """Decode one base64 key and refuse what is no key.

    Raises KeyringError, whose message never holds the key, when it is not base64, not 32 bytes,
    or has the look of a default (repeated or typed characters).
    """
    try:
        cle = base64.b64decode(texte, validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError("is not valid base64") from None
    if len(cle) != TAILLE_CLE:
        raise KeyringError(f"must be {TAILLE_CLE} bytes long, not {len(cle)}")
    if len(set(cle)) < _DIVERSITE_MINIMALE or all(32 <= octet < 127 for octet in cle):
        raise KeyringError("is a default or typed key, not a random one")
    return cle


def parse_keyring(entrees: list[str]) -> dict[str, bytes]:
    """Read ``id:base64`` entries, the first being active.

    Raises KeyringError when empty, malformed, duplicated or weak.
    """
    if not entrees:
        raise KeyringError("holds no key")
    cles: dict[str, bytes] = {}
    for rang, entree in enumerate(entrees, start=1):
        identifiant, separateur, texte = entree.partition(":")
        if not separateur or not _IDENTIFIANT.fullmatch(identifiant):
            raise KeyringError(f"entry {rang} must read identifiant:base64")
        try:
            cle = decode_key(texte)
        except KeyringError as error:
            raise KeyringError(f"key {identifiant!r} {error}") from None
        if identifiant in cles:
            raise KeyringError(f"identifier {identifiant!r} is given twice")
        if cle in cles.values():
            raise KeyringError(f"key {identifiant!r} repeats another one")
        cles[identifiant] = cle
    return cles


@lru_cache(maxsize=4)
def _local_keyring(entrees: tuple[str, ...]) -> LocalKeyring:
    return LocalKeyring(parse_keyring(list(entrees)))


def current_keyring() -> Keyring:
    """Return the keyring of the installation, built once for given settings."""
    return _local_keyring(tuple(settings.TROUSSEAU))
