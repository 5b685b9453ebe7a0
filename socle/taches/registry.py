"""Jobs by code. Each app registers its own in ``<app>/tasks.py``, imported at start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

#: What a job receives and returns: identifiers and small codes, never content.
Primitive = str | int | bool | UUID
Handler = Callable[..., "Mapping[str, Primitive] | None"]
H = TypeVar("H", bound=Handler)

_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)


class UnknownJobError(LookupError):
    """No ``tasks.py`` registered this code."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One kind of job.

    ``essais_max``: attempts before it is given up, a killed worker counting as one.
    ``bail``: how long a worker may stay silent before the job is taken from it; every
    progress report renews it.
    """

    code: str
    handler: Handler
    essais_max: int
    bail: timedelta


_jobs: dict[str, Job] = {}


def job(code: str, *, essais_max: int = 5, bail: timedelta = timedelta(minutes=10)) -> Callable[[H], H]:
    """Register a function ``(**ids) -> dict of ids | None`` as the handler of ``code``.

    The handler runs in a transaction that also marks the job done, so that its writes count
    once even when a worker dies. It re-enters its acting context itself and, for whatever lies
    outside the database (a file, an e-mail), it is idempotent.

    Raises ValueError when the code is malformed or taken.
    """
    if not _CODE.fullmatch(code) or len(code) > 64:
        raise ValueError(f"a job code is short dotted lower-case words, not {code!r}")

    def accept(handler: H) -> H:
        if code in _jobs:
            raise ValueError(f"the job {code} is registered twice")
        _jobs[code] = Job(code=code, handler=handler, essais_max=essais_max, bail=bail)
        return handler

    return accept


def get(code: str) -> Job:
    """Return the job of ``code``. Raises UnknownJobError."""
    try:
        return _jobs[code]
    except KeyError:
        raise UnknownJobError(f"the job {code!r} is not registered") from None
