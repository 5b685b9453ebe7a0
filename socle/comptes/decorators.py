"""Marks that a view carries for the session middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Vue = Callable[..., Any]


def keeps_idle_clock(view: Vue) -> Vue:
    """Mark a view whose requests do not prove that someone is there (autosave, polling).

    The session is neither extended nor refused by such a request while it is still open.
    Place it outermost; it works on functions and on ``View.as_view()``.
    """
    view.keeps_idle_clock = True  # type: ignore[attr-defined]
    return view
