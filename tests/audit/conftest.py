from __future__ import annotations

import pytest

from socle.audit import registry
from socle.audit.enums import Redaction
from socle.audit.registry import ActionAudit
from socle.outils.declarations import Categorie


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Actions registered by a test last as long as the test."""
    monkeypatch.setattr(registry, "_actions", dict(registry._actions))


@pytest.fixture
def lecture() -> ActionAudit:
    return registry.register(
        ActionAudit(
            code="essai.lecture",
            phrase="a lu le journal d’essai",
            categorie=Categorie.JOURNAL,
            buts=("inspection",),
        )
    )


@pytest.fixture
def declaration() -> ActionAudit:
    return registry.register(
        ActionAudit(
            code="essai.declaration",
            phrase="a fait une déclaration d’essai",
            categorie=Categorie.INCIDENT,
            redaction=Redaction.TOUT,
        )
    )
