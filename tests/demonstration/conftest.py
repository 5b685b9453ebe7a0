"""The demo, loaded once per test in its transaction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture
def acces(db: None, tmp_path: Path) -> list[dict[str, Any]]:
    """Load the demo; return the accounts it wrote."""
    fichier = tmp_path / "comptes.json"
    call_command("charger_demo", comptes=fichier, verbosity=0)
    return json.loads(fichier.read_text(encoding="utf-8"))
