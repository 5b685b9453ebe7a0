"""Identifiers: UUID version 7, made client-side, ordered by time.

Client-side because ``INSERT … RETURNING`` needs the right to read, which append-only
tables do not grant.
"""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat


def nouvel_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562)."""
    return uuid_utils.compat.uuid7()
