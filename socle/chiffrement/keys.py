"""Keys of the subjects, open for the length of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def key_scope() -> Iterator[None]:
    yield
