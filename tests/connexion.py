"""Signing in from a test: through the real pages, or straight to a complete session."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from socle.comptes.models import Utilisateur
from tests.factories import MOT_DE_PASSE


def ajouter_totp(utilisateur: Utilisateur) -> str:
    """Give the account an authenticator app; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(utilisateur, secret)
    return secret


def code_totp(secret: str, *, periodes: int = 0) -> str:
    """Return the code an app shows now, or ``periodes`` half-minutes away."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periodes))


def se_connecter(
    client: Client, identifiant: str, secret: str | None, mot_de_passe: str = MOT_DE_PASSE
) -> Any:
    """Go through both steps of the adults' door; return the last response."""
    response = client.post(reverse("account_login"), {"login": identifiant, "password": mot_de_passe})
    if secret is None:
        return response
    return client.post(reverse("mfa_authenticate"), {"code": code_totp(secret)})


def ouvrir_session(client: Client, utilisateur: Utilisateur) -> None:
    """Open a complete session without the pages: as after a password and a second factor."""
    if not utilisateur.est_enfant and not Authenticator.objects.filter(user=utilisateur).exists():
        ajouter_totp(utilisateur)
    client.force_login(utilisateur, backend="socle.comptes.backends.ConnexionBackend")
    authentifier_a_l_instant(client, utilisateur)


def authentifier_a_l_instant(client: Client, utilisateur: Utilisateur) -> None:
    """Have the open session be as after a second factor given now: a long test outlives the last one."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(utilisateur.pk)
    session.save()
