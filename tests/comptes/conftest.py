from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tests.accessibility.browser import (  # noqa: F401
    _django_beside_playwright,
    browser_type_launch_args,
    ecran,
    vue,
)


@pytest.fixture
def client_factory() -> Callable[[], Client]:
    """Another device."""
    return Client


@pytest.fixture(autouse=True)
def _no_rate_limit_left_over(request: pytest.FixtureRequest) -> None:
    """Attempts of the test before do not count, where the test uses the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
        cache.clear()
