"""A real Chromium for pytest-playwright, found on this machine, launched for containers.

``conftest.py`` of the folders that drive a browser imports these fixtures.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from deploy.local.browser import ARGUMENTS, COQUILLE, NAMES

#: Width, height, theme: a phone by day and a desk by night show every rule of the stylesheet.
TELEPHONE_CLAIR = (390, 844, "light")
BUREAU_SOMBRE = (1366, 900, "dark")


def find_chromium() -> str | None:
    """Return ``MAISON_CHROMIUM``, or a Chromium of the path; ``None`` leaves Playwright to its own."""
    return os.environ.get("MAISON_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch_arguments(given: dict[str, Any], browser_type: Any, program: str | None) -> dict[str, Any]:
    """Return how to launch ``program``; Playwright's own without one."""
    if program is None and not os.path.exists(browser_type.executable_path):
        pytest.fail(
            "No Chromium found: install Debian's « chromium » package, or run "
            "« .venv/bin/playwright install chromium », or give its path in MAISON_CHROMIUM.",
            pytrace=False,
        )
    return {**given, "args": list(ARGUMENTS)} | ({"executable_path": program} if program else {})


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_type: Any) -> dict[str, Any]:
    """The shell when there is one: it draws no window, and holds a page to the gates in four fifths of the time."""
    return launch_arguments(browser_type_launch_args, browser_type, shutil.which(COQUILLE) or find_chromium())


@pytest.fixture(scope="session", autouse=True)
def _django_beside_playwright() -> Iterator[None]:
    """Playwright's event loop lives in this thread; Django's own calls here stay synchronous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def open_page(browser: Browser, ecran: tuple[int, int, str], **options: Any) -> Page:
    """Open a page in a context of its own at this size and theme, without motion."""
    width, height, theme = ecran
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="fr-FR",
        service_workers="block",
        **options,
    )
    return context.new_page()


@pytest.fixture(params=[TELEPHONE_CLAIR, BUREAU_SOMBRE], ids=["telephone-clair", "bureau-sombre"])
def ecran(request: pytest.FixtureRequest) -> tuple[int, int, str]:
    """The two screens on which every distinct page content is examined."""
    return request.param


@pytest.fixture
def vue(browser: Browser, ecran: tuple[int, int, str]) -> Iterator[Page]:
    """A page at each of the two screens."""
    page = open_page(browser, ecran)
    yield page
    page.context.close()
