"""Signing in for the screens of the child's file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from socle.comptes.models import Utilisateur
from tests.connexion import ouvrir_session

Connecter = Callable[[Utilisateur], Client]


@pytest.fixture
def connecter() -> Connecter:
    """Return a client with a complete session of a person."""

    def _connecter(utilisateur: Utilisateur) -> Client:
        client = Client()
        ouvrir_session(client, utilisateur)
        return client

    return _connecter
