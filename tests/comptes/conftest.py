from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture
def client_factory() -> Callable[[], Client]:
    """Another device."""
    return Client


@pytest.fixture(autouse=True)
def _no_rate_limit_left_over(db):
    cache.clear()
