from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from enfants.models import Enfant
from socle.documents import services
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from socle.outils.declarations import Categorie
from tests import factories


@pytest.fixture(autouse=True)
def directory(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def enfant(db) -> Enfant:
    return factories.creer_enfant(factories.creer_village("Les Collines"), "Léa", "Martin")


@pytest.fixture
def systeme(db):
    with acting_as_system(raison="test"):
        yield


def pdf(size: int = 1000, fill: bytes = b"x") -> bytes:
    return b"%PDF-1.7\n" + fill * (size - 9)


def stocker(enfant: Enfant, content: bytes, **options: Any) -> Document:
    given: dict[str, Any] = {
        "sujet_id": enfant.pk,
        "enfant_id": enfant.pk,
        "stream": BytesIO(content),
        "nom_fichier": "bulletin.pdf",
        "categorie": Categorie.SCOLARITE,
        "nature": "bulletin",
    }
    return services.store(**(given | options))


def lire(document: Document) -> bytes:
    return b"".join(services.open_stream(document))
