from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.pannes.installation import Installation, installed
from tests.pannes.visiteur import Visiteur


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all the tests of the folder: each leaves every program running."""
    purpose = f"pannes-{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}"
    with installed(purpose, tmp_path_factory.mktemp("pannes")) as started:
        yield started


@pytest.fixture(scope="session")
def gens(installation: Installation) -> dict[str, Visiteur]:
    """Everyone, signed in once."""
    return {
        nom: Visiteur(installation.port).entrer(nom, secret)
        for nom, secret in installation.monde["secrets"].items()
    }


@pytest.fixture
def claire(gens: dict[str, Visiteur]) -> Visiteur:
    return gens["claire"]
