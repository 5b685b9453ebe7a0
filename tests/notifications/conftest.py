from __future__ import annotations

import pytest

from socle.notifications import registre
from socle.notifications.registre import GenreAvis, register
from tests import factories

SITE = "https://maison.exemple"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Kinds registered by a test last as long as the test."""
    monkeypatch.setattr(registre, "_genres", dict(registre._genres))


@pytest.fixture
def genres() -> dict[str, GenreAvis]:
    """Two kinds anyone may receive: one by mail unless refused, one whose mail is mandatory."""
    common = {"url": "enfants:fiche", "permission": "lire_identite"}
    return {
        "libre": register(
            GenreAvis(code="essai.libre", titre="Un essai", phrase="Quelque chose attend.", **common)
        ),
        "obligatoire": register(
            GenreAvis(
                code="essai.obligatoire",
                titre="Un essai grave",
                phrase="Quelque chose presse.",
                obligatoire=True,
                **common,
            )
        ),
    }


@pytest.fixture
def par_courriel(settings):
    """A mail server is configured; what is sent lands in ``mail.outbox``."""
    settings.COURRIEL = {"host": "127.0.0.1", "port": 1}
    settings.DEFAULT_FROM_EMAIL = "ne-pas-repondre@maison.exemple"
    settings.ADRESSE_DU_SITE = SITE


@pytest.fixture
def paul(db):
    return factories.creer_utilisateur("paul", email="paul@exemple.org")


@pytest.fixture
def nadia(db):
    return factories.creer_utilisateur("nadia", email="nadia@exemple.org")
