"""allauth bent to this house: no sign-up, two doors, sealed secrets, French sentences."""

from __future__ import annotations

import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from socle.comptes import journal, tablettes
from socle.comptes.requetes import personne
from socle.comptes.scelles import SecretIllisible, open_secret, seal_secret
from socle.comptes.selectors import has_second_factor, other_second_factors

#: Methods that prove the password or the second factor, not only the short code of a tablet.
COMPLETE_METHODS = {"password", "mfa"}


class CompteAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out and reauthentication."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
        "invalid_login": "Identifiant ou mot de passe incorrect.",
        "username_password_mismatch": "Identifiant ou mot de passe incorrect.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes avant de recommencer.",
        "rate_limited": "Trop de demandes. Attendez un peu avant de recommencer.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the direction, never by their owner."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A child lands in « Mon espace »; on a tablet, staff without short code choose one."""
        if personne(request).est_enfant:
            return settings.ACCUEIL_ENFANT
        if tablettes.peut_choisir_pin(request) and not tablettes.has_pin(request):
            return reverse("comptes_choisir_pin")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account meets the same page as an unknown one."""
        return HttpResponseRedirect(reverse("account_login"))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        journal.record_refused_sign_in(str(credentials.get("username", "")))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A complete sign-in of the last minutes is enough; a short code never is."""
        request = self.request
        records = [
            record
            for record in get_authentication_records(request, request.user)
            if record.get("method") in COMPLETE_METHODS
        ]
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """In a session opened by a short code, the second factor is asked, not the password alone."""
        methods = super().get_reauthentication_methods(user)
        if tablettes.opened_by_pin(self.request):
            methods = [method for method in methods if method["id"].startswith("mfa_")]
        labels = {
            "reauthenticate": "Avec mon mot de passe",
            "mfa_reauthenticate": "Avec un code de mon application",
            "mfa_reauthenticate:webauthn": "Avec ma clé d’accès",
        }
        return [{**method, "description": labels[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: sealed in the database, never the last one removed by its owner."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "C’est votre seul deuxième facteur. Ajoutez-en un autre avant de le retirer."
        ),
        "cannot_generate_recovery_codes": "Activez d’abord un deuxième facteur.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; one that cannot be opened refuses the sign-in and says so."""
        try:
            return open_secret(encrypted_text)
        except SecretIllisible as error:
            raise ValidationError(
                "Votre deuxième facteur ne peut pas être ouvert. Prévenez l’administrateur technique.",
                code="secret_illisible",
            ) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep one second factor; only two other people together can take the last away."""
        return authenticator.user.est_enfant or other_second_factors(authenticator).exists()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        if types is None:
            return has_second_factor(user)
        return super().is_mfa_enabled(user, types=types)

    def get_totp_issuer(self) -> str:
        return "Maison commune"

    def _get_site_name(self) -> str:
        return "Maison commune"

    def _get_user_identifier(self, user: Any) -> str:
        return user.identifiant

    def get_public_key_credential_user_entity(self, user: Any) -> dict:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.identifiant}

    def build_totp_svg(self, url: str) -> str:
        """A QR code with its own light ground, readable on a dark page."""
        buffer = io.BytesIO()
        segno.make(url, error="m").save(
            buffer, kind="svg", scale=5, border=4, dark="#22303A", light="#FFFFFF", xmldecl=False
        )
        return buffer.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        rank = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Ma clé d’accès" if rank == 1 else f"Ma clé d’accès n° {rank}"
