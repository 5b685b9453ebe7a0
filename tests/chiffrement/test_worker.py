"""A worker does not start with keys the web would refuse."""

from __future__ import annotations

import pytest
from celery.signals import worker_init

import config.celery  # noqa: F401 - connects the receiver


def test_a_worker_with_a_short_key_stops_at_start(settings):
    settings.CLE_EMPREINTE = "Y291cnRl"
    with pytest.raises(SystemExit, match="CLE_EMPREINTE"):
        worker_init.send(sender=None)


def test_a_worker_with_good_keys_starts():
    worker_init.send(sender=None)
