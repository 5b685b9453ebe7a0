"""Sending an entry form as a browser does: the page first, for what it will create."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from socle.comptes.models import Utilisateur
from tests.connexion import ouvrir_session


def client_de(utilisateur: Utilisateur) -> Client:
    """Return a browser where this person is signed in."""
    client = Client()
    ouvrir_session(client, utilisateur)
    return client


def envoi_de(page: HttpResponse) -> UUID:
    """Return the id that the form of a page will create."""
    found = re.search(r'name="envoi" value="([0-9a-f-]{36})"', page.content.decode())
    assert found, "this page has no entry form"
    return UUID(found[1])


def saisir(client: Client, adresse_de: str, /, *args: object, **champs: object) -> HttpResponse:
    """Open a form, then send it filled; a page that does not open answers for both."""
    adresse = reverse(adresse_de, args=args)
    page = client.get(adresse)
    if page.status_code != 200:
        return page
    return client.post(adresse, {"envoi": envoi_de(page), **champs})
