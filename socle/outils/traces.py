"""What the server writes of its errors: where, never with what.

An exception's message may hold a value somebody typed; its class and its frames do not.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class ImpersonalFormatter(logging.Formatter):
    """Formats a record with the class and frames of its exceptions, without their messages."""

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        parts: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            parts.append(f"{frames}\n{name}".lstrip())
            error = error.__cause__ or error.__context__
        return "\ncaused by\n".join(parts)
