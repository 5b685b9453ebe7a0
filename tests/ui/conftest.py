from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


@pytest.fixture
def anonyme() -> Callable[[HttpRequest], HttpRequest]:
    """Put nobody in a request made without middleware."""

    def put(request: HttpRequest) -> HttpRequest:
        request.user = AnonymousUser()
        return request

    return put
