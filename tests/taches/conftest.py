from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from kombu import pools

from socle.taches import registry


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Jobs registered by a test last as long as the test."""
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))


def forget_connections() -> None:
    """Make Celery open its next connection afresh."""
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None


@contextmanager
def without_broker(port: int = 1) -> Iterator[None]:
    """Point Celery to a port that nobody listens on, or answers on."""
    before = current_app.conf.broker_url
    current_app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
    forget_connections()
    try:
        yield
    finally:
        current_app.conf.broker_url = before
        forget_connections()


@pytest.fixture
def broker_down() -> Iterator[None]:
    with without_broker():
        yield
