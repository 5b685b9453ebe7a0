"""The demo, loaded once per process, its rows in the transaction of each test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.gabarit import Gabarit

Acces = list[dict[str, Any]]


@pytest.fixture(scope="session")
def gabarit_de_la_demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Gabarit[Acces]:
    lieu = tmp_path_factory.mktemp("demo")

    def charger() -> Acces:
        fichier: Path = lieu / "comptes.json"
        call_command("charger_demo", comptes=fichier, verbosity=0)
        return json.loads(fichier.read_text(encoding="utf-8"))

    with django_db_blocker.unblock():
        return Gabarit("demo", charger)


@pytest.fixture
def acces(db: None, gabarit_de_la_demo: Gabarit[Acces]) -> Acces:
    """Return the accounts the demo wrote, its rows in place."""
    return gabarit_de_la_demo.poser()
