"""A signed-in browser without a browser: whole requests, through every middleware."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.test import Client

from socle.comptes.models import Utilisateur
from tests.bench.bases import Connexion
from tests.connexion import ouvrir_session


class Visite:
    """One person signed in to one database; several may stand side by side in this process."""

    def __init__(self, base: str, identifiant: str) -> None:
        self._connexion = Connexion(base)
        with self.ici():
            self.utilisateur = Utilisateur.objects.get(identifiant=identifiant)
            self.client = Client(SERVER_NAME="localhost")
            ouvrir_session(self.client, self.utilisateur)

    def ici(self) -> AbstractContextManager[None]:
        """Make every query go to this person's database."""
        return self._connexion.ici()

    def lire(self, adresse: str) -> None:
        with self.ici():
            reponse = self.client.get(adresse)
            assert reponse.status_code == 200, (adresse, reponse.status_code)

    def poster(self, adresse: str, donnees: dict[str, Any]) -> None:
        with self.ici():
            reponse = self.client.post(adresse, donnees)
            assert reponse.status_code == 302, (adresse, reponse.status_code)
