"""Readings about accounts and their second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from socle.comptes.models import Utilisateur

#: Recovery codes replace a second factor that is lost; alone they are not one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(utilisateur: Utilisateur) -> bool:
    """Whether the account has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=utilisateur.pk, type__in=SECOND_FACTORS).exists()


def other_second_factors(authenticator: Authenticator) -> QuerySet[Authenticator]:
    """Second factors of the same person, this one left out."""
    return Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS).exclude(
        pk=authenticator.pk
    )
