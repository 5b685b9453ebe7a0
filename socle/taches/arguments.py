"""Arguments and results of jobs as JSON: what is given is what is received, and nothing personal fits.

A queue is read by more programs than a database: only identifiers, counts, flags and codes pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from socle.taches.registry import Primitive

#: A code, an identifier or an ISO date; a name or a sentence does not match.
_CODE = re.compile(r"[A-Za-z0-9_:.+-]{0,64}", re.ASCII)


def encode(values: Mapping[str, Primitive]) -> dict[str, object]:
    """Return JSON for ``values``. Raises TypeError or ValueError for what is not a primitive id."""
    encoded: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, UUID):
            encoded[name] = {"uuid": str(value)}
        elif isinstance(value, (bool, int)):
            encoded[name] = value
        elif isinstance(value, str):
            if not _CODE.fullmatch(value):
                raise ValueError(f"the job argument {name} is free text: pass an identifier")
            encoded[name] = value
        else:
            raise TypeError(f"the job argument {name} is a {type(value).__name__}: pass an identifier")
    return encoded


def decode(encoded: Mapping[str, object]) -> dict[str, Primitive]:
    """Return the values that were encoded."""
    values: dict[str, Primitive] = {}
    for name, value in encoded.items():
        if isinstance(value, dict):
            values[name] = UUID(value["uuid"])
        elif isinstance(value, (str, int)):
            values[name] = value
    return values
