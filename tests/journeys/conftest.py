"""A real Chromium, real accounts, one evening."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from socle.comptes.models import Utilisateur
from tests.accessibility.browser import (  # noqa: F401
    _django_beside_playwright,
    browser_type_launch_args,
)
from tests.connexion import ouvrir_session

Entrer = Callable[[Page, Utilisateur], None]


@pytest.fixture
def entrer(live_server) -> Entrer:
    """Return how to give a page the complete session of a person; the doors have their own tests."""

    def _entrer(page: Page, utilisateur: Utilisateur) -> None:
        client = Client()
        ouvrir_session(client, utilisateur)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return _entrer
