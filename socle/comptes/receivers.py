"""What happens on its own when someone signs in, leaves, or changes a factor."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed
from allauth.mfa.signals import authentication_failed, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from socle.chiffrement.signals import kek_tournee
from socle.comptes import journal, services, sessions, tablettes
from socle.comptes.models import Utilisateur


@receiver(user_logged_in, dispatch_uid="comptes.ouvrir_session")
def open_session(request: HttpRequest, user: Utilisateur, **kwargs: Any) -> None:
    """Start the clocks, tie the session to the tablet, count a full sign-in there."""
    sessions.begin(request)
    tablette = tablettes.tablette_of(request)
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    if tablette is not None:
        request.session[tablettes.CLE_TABLETTE] = str(tablette.pk)
        if "mfa" in methods:
            services.note_full_sign_in(tablette=tablette, utilisateur=user)
    if tablettes.METHODE not in methods:
        journal.record_for(user.pk, "comptes.connexion")


@receiver(user_logged_out, dispatch_uid="comptes.fermer_session")
def close_session(request: HttpRequest, user: Utilisateur | None, **kwargs: Any) -> None:
    if user is not None:
        journal.record_for(user.pk, "comptes.deconnexion")


@receiver(authenticator_removed, dispatch_uid="comptes.facteur_retire")
def factor_removed(user: Utilisateur, **kwargs: Any) -> None:
    journal.record_for(user.pk, "comptes.facteur_retire")


@receiver(authentication_failed, dispatch_uid="comptes.facteur_refuse")
def factor_refused(user: Utilisateur, **kwargs: Any) -> None:
    journal.record_for(user.pk, "comptes.facteur_refuse")


@receiver(password_changed, dispatch_uid="comptes.mot_de_passe_change")
def password_was_changed(user: Utilisateur, **kwargs: Any) -> None:
    """The provisional password is gone."""
    if user.mot_de_passe_provisoire:
        user.mot_de_passe_provisoire = False
        user.save(update_fields=["mot_de_passe_provisoire"])
    journal.record_for(user.pk, "comptes.mot_de_passe_change")


@receiver(kek_tournee, dispatch_uid="comptes.sceller_les_facteurs")
def reseal_factors(**kwargs: Any) -> None:
    """Second-factor secrets are sealed under the keyring itself."""
    services.reseal_second_factors()
