"""Passkeys: added, signing in alone, kept when they are the last factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.comptes.cle_virtuelle import CleVirtuelle
from tests.connexion import ajouter_totp, se_connecter
from tests.factories import MOT_DE_PASSE, creer_utilisateur

pytestmark = pytest.mark.django_db


def enrol(client) -> CleVirtuelle:
    cle = CleVirtuelle()
    options = client.get(reverse("mfa_add_webauthn"), secure=True).context["js_data"]["creation_options"]
    response = client.post(
        reverse("mfa_add_webauthn"),
        {"name": "", "passwordless": "on", "credential": cle.register(options)},
        secure=True,
    )
    assert response.status_code == 302, response.context["form"].errors
    return cle


def sign_in(client, cle):
    options = client.get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json"}, secure=True
    ).json()["request_options"]
    return client.post(reverse("mfa_login_webauthn"), {"credential": cle.authenticate(options)}, secure=True)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_a_passkey_is_enough_to_enrol_and_then_to_sign_in(client, client_factory):
    camille = creer_utilisateur("camille")
    client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    cle = enrol(client)
    assert client.get(reverse("usersessions_list"), secure=True).status_code == 200
    other = client_factory()
    assert sign_in(other, cle).url == "/"
    assert signed_in_as(other) == str(camille.pk)
    assert other.get(reverse("usersessions_list"), secure=True).status_code == 200


def test_a_passkey_answers_the_second_step(client, client_factory):
    camille = creer_utilisateur("camille")
    client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    cle = enrol(client)
    other = client_factory()
    other.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    options = other.get(reverse("mfa_authenticate"), secure=True).context["js_data"]["request_options"]
    other.post(reverse("mfa_authenticate"), {"credential": cle.authenticate(options)}, secure=True)
    assert signed_in_as(other) == str(camille.pk)


def test_an_unknown_passkey_and_a_closed_account_s_are_refused(client, client_factory):
    camille = creer_utilisateur("camille")
    client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    cle = enrol(client)
    stranger = CleVirtuelle()
    stranger.compte = cle.compte
    other = client_factory()
    sign_in(other, stranger)
    assert signed_in_as(other) is None
    camille.is_active = False
    camille.save()
    sign_in(other, cle)
    assert signed_in_as(other) is None


def test_a_child_s_passkey_does_not_open_the_adults_door(client, client_factory):
    creer_utilisateur("loutre-verte-27", nature="enfant")
    client.post(
        reverse("comptes_enfant"), {"login": "loutre-verte-27", "password": MOT_DE_PASSE}, secure=True
    )
    cle = enrol(client)
    other = client_factory()
    sign_in(other, cle)
    assert signed_in_as(other) is None


def test_the_last_passkey_of_staff_stays(client):
    creer_utilisateur("camille")
    client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    enrol(client)
    key = Authenticator.objects.get(type="webauthn")
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]), secure=True)
    assert Authenticator.objects.filter(pk=key.pk).exists()
    ajouter_totp(key.user)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]), secure=True)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_nobody_removes_or_renames_a_stranger_s_passkey(client, client_factory):
    creer_utilisateur("camille")
    client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE}, secure=True)
    enrol(client)
    key = Authenticator.objects.get(type="webauthn")
    noor = creer_utilisateur("noor")
    other = client_factory()
    se_connecter(other, "noor", ajouter_totp(noor))
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert other.post(reverse(name, args=[key.pk]), {"name": "à moi"}).status_code == 404
    assert key.wrap().name == Authenticator.objects.get(pk=key.pk).wrap().name
