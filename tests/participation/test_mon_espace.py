"""The child's landing page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.connexion import ouvrir_session
from tests.factories import creer_utilisateur

pytestmark = pytest.mark.django_db


def test_a_child_finds_whom_to_turn_to_and_the_way_out(client):
    ouvrir_session(client, creer_utilisateur("loutre-verte-27", nature="enfant"))
    response = client.get(reverse("participation:mon_espace"))
    page = response.content.decode()
    for expected in (
        "Bonjour",
        'href="tel:119"',
        "Défenseur des enfants",
        "Le juge des enfants",
        "Quitter vite",
    ):
        assert expected in page, expected
    assert "no-store" in response["Cache-Control"]


def test_it_does_not_exist_for_an_adult(client):
    ouvrir_session(client, creer_utilisateur("camille"))
    assert client.get(reverse("participation:mon_espace")).status_code == 404


def test_after_quitting_the_address_leads_to_the_sign_in_page(client):
    ouvrir_session(client, creer_utilisateur("loutre-verte-27", nature="enfant"))
    response = client.post(reverse("ui:quitter_vite"))
    assert response.url == reverse("account_login")
    assert "_auth_user_id" not in client.session
