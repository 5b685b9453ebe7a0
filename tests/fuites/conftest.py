"""The whole browser, as people use it: what it keeps by itself is what is searched here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accessibility.browser import (
    _django_beside_playwright,  # noqa: F401
    find_chromium,
    launch_arguments,
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_type: Any) -> dict[str, Any]:
    """Never the shell, on the path or Playwright's: it keeps no history."""
    program = find_chromium()
    whole = {} if program else {"channel": "chromium"}
    return launch_arguments(browser_type_launch_args, browser_type, program) | whole
