"""Every account page: in French, and nothing of allauth's own left open."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.comptes.test_cles import enrol as enrol_passkey
from tests.connexion import ajouter_totp, ouvrir_session
from tests.factories import MOT_DE_PASSE, creer_utilisateur

pytestmark = pytest.mark.django_db

ANGLAIS = re.compile(
    r"\b(sign (in|up|out)|password|username|log ?in|authenticator|recovery|security key|remember me|"
    r"two-factor|session(s)? (list|ended)|please|confirm access|too many|invalid|forgot|submit)\b",
    re.IGNORECASE,
)
ABSENTES = (
    "account_signup",
    "account_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_set_password",
    "account_inactive",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_trust",
    "mfa_signup_webauthn",
    "mfa_download_recovery_codes",
)


def mounted() -> list[str]:
    """Names of every account and tablet page that needs no identifier of its own."""
    names = get_resolver().reverse_dict.keys()
    return sorted(
        name
        for name in names
        if isinstance(name, str) and name.startswith(("account_", "mfa_", "usersessions_", "comptes_"))
    )


def visible_text(html: str) -> str:
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    placeholders = " ".join(re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', html))
    return re.sub(r"<[^>]+>", " ", html) + placeholders


def arguments(name: str, key_pk: int) -> list:
    patterns = get_resolver().reverse_dict.getlist(name)
    parameters = patterns[0][0][0][1]
    return [key_pk if parameter == "pk" else None for parameter in parameters]


@pytest.mark.parametrize("name", ABSENTES)
def test_pages_this_house_does_not_offer_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_page_is_in_english_signed_out_signed_in_or_in_error(client, client_factory):
    camille = creer_utilisateur("camille")
    ajouter_totp(camille)
    ouvrir_session(client, camille)
    enrol_passkey(client)
    cle = Authenticator.objects.get(type="webauthn")
    anonymous, halfway = client_factory(), client_factory()
    halfway.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE})
    seen = 0
    for name in mounted():
        args = arguments(name, cle.pk)
        if None in args:
            continue
        address = reverse(name, args=args)
        for visitor in (client, anonymous, halfway):
            for method in ("get", "post"):
                if method == "post" and name in {"account_logout", "mfa_remove_webauthn"}:
                    continue
                response = getattr(visitor, method)(address)
                assert response.status_code in {200, 302, 404, 405, 422}, (name, method, response.status_code)
                if response.status_code in {200, 422}:
                    text = visible_text(response.content.decode())
                    assert not (found := ANGLAIS.search(text)), (name, method, found, text)
                    seen += 1
    assert seen > 20


def test_sign_up_is_closed_whatever_the_address(client):
    for address in ("/compte/signup/", "/compte/email/", "/compte/password/reset/", "/accounts/signup/"):
        assert client.get(address).status_code == 404


def test_too_many_requests_is_said_in_french(client):
    for _ in range(31):
        response = client.post(reverse("account_login"), {"login": "x", "password": "y"})
    assert response.status_code == 429
    assert "Trop de demandes" in response.content.decode()
