"""Sandbox rows live inside a transaction with its keys open, as everything does in a request."""

from __future__ import annotations

import pytest
from django.db import transaction

from socle.chiffrement.keys import key_scope


@pytest.fixture
def cles(db):
    """A transaction with its keys open."""
    with transaction.atomic(), key_scope():
        yield
