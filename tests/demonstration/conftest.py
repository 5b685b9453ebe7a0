"""The demo, loaded once per module: each test reads it in a transaction that is rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.base import vider


@pytest.fixture(scope="module")
def fichier_des_acces(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Load the demo on an empty database, for good; the file holds the accounts it wrote."""
    fichier = tmp_path_factory.mktemp("demo") / "comptes.json"
    with django_db_blocker.unblock():
        vider()
        call_command("charger_demo", comptes=fichier, verbosity=0)
    yield fichier
    vider()


@pytest.fixture
def acces(fichier_des_acces: Path, db: None) -> list[dict[str, Any]]:
    """The accounts of the demo that is loaded."""
    return json.loads(fichier_des_acces.read_text(encoding="utf-8"))
