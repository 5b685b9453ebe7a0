"""Bytes and keys of the chain of seals: no query here.

Each link is HMAC-SHA256, under a key kept outside the database, of the canonical encoding of
its entry, of its own rank and date, and of the previous seal.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

#: What stands before the first link.
GENESE = bytes(32)
#: Columns of an entry, in the order of its canonical encoding. Never reorder: old seals depend on it.
COLONNES = (
    "id",
    "horodatage",
    "acteur_id",
    "raison_systeme",
    "action",
    "libelle",
    "categorie",
    "type_objet",
    "objets",
    "enfants",
    "but",
    "adresse",
    "requete",
)


def cle_audit() -> bytes:
    """Return the sealing key. Raises ValueError when it is not 32 bytes of base64, or all alike."""
    try:
        key = base64.b64decode(settings.CLE_AUDIT, validate=True)
    except binascii.Error as error:
        raise ValueError("the audit key is not base64") from error
    if len(key) < 32 or len(set(key)) < 8:
        raise ValueError("the audit key is shorter than 32 bytes, or is a filler")
    return key


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _seal(key: bytes, label: str, precedent: bytes, values: Sequence[object]) -> bytes:
    text = json.dumps([label, *map(_plain, values)], separators=(",", ":"), ensure_ascii=True)
    return hmac.digest(key, precedent + text.encode("ascii"), hashlib.sha256)


def seal_link(
    key: bytes, *, sequence: int, scelle_le: datetime, precedent: bytes, entree: Sequence[object]
) -> bytes:
    """Return the seal of one link; ``entree`` holds the values of COLONNES in their order."""
    return _seal(key, "maison.audit.lien.1", precedent, [sequence, scelle_le, *entree])


def seal_checkpoint(
    key: bytes, *, sequence: int, dernier: bytes, nombre: int, avant: datetime, cree_le: datetime
) -> bytes:
    """Return the seal of a purge's checkpoint."""
    return _seal(key, "maison.audit.point.1", dernier, [sequence, nombre, avant, cree_le])
