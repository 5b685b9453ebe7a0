"""The environment our processes are given: nothing of the caller's can point them elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Variables of the caller that would change which database, keys or settings are used, or how
#: a make started by a test talks.
FOREIGN = (
    "PG",
    "DATABASE_",
    "REDIS_",
    "DJANGO_",
    "MAISON_",
    "GUNICORN_",
    "CELERY_",
    "WEB_CONCURRENCY",
    "MAKE",
    "MFLAGS",
)


def clean(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the caller's environment without :data:`FOREIGN`, with ``extra`` on top."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    environment.setdefault("LANG", "C.UTF-8")
    environment["PYTHONUNBUFFERED"] = "1"
    return environment | dict(extra)


def ensure_standard_streams() -> None:
    """Give descriptors 0, 1 and 2 something to point at when the caller closed them."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, hence this one
