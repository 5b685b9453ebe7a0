"""Pages of sign-in, second factor and sessions: allauth's views, completed where it stops."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from socle.comptes import journal
from socle.comptes.forms import ConnexionEnfantForm
from socle.comptes.requetes import personne


class ConnexionView(LoginView):
    """The adults' door."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Whoever comes back to the door starts over, perhaps as someone else."""
        clear_login(request)


class ConnexionEnfantView(ConnexionView):
    """The children's door."""

    template_name = "comptes/connexion_enfant.html"

    def get_form_class(self) -> type[ConnexionEnfantForm]:
        return ConnexionEnfantForm


class MotDePasseView(PasswordChangeView):
    """Choose one's password; a child is spoken to as a child."""

    def get_template_names(self) -> list[str]:
        enfant = personne(self.request).est_enfant
        return ["comptes/choisir_phrase.html" if enfant else self.template_name]


@method_decorator(login_not_required, name="dispatch")
class DeconnexionView(LogoutView):
    """Sign out; the browser forgets the pages it kept."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class _AjoutMixin:
    """Adding a second factor proves it: the session that did is complete from then on."""

    request: HttpRequest
    type: Authenticator.Type

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        user = personne(self.request)
        record_authentication(self.request, user, "mfa", type=self.type, enrolement=True)
        journal.record_for(user.pk, "comptes.facteur_ajoute")
        return response


class ActivationView(_AjoutMixin, ActivateTOTPView):
    type = Authenticator.Type.TOTP


class AjoutCleView(_AjoutMixin, AddWebAuthnView):
    type = Authenticator.Type.WEBAUTHN


class RetraitCleView(RemoveWebAuthnView):
    """Remove a passkey, never the last second factor of an adult."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_mfa_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_index"))
        return super().form_valid(form)


class CodesSecoursView(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        journal.record_for(personne(self.request).pk, "comptes.codes_secours_renouveles")
        return response


class SessionsView(ListUserSessionsView):
    """My sessions; the form ends all the others."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        journal.record_for(personne(self.request).pk, "comptes.sessions_fermees")
        return response


@login_required
@require_POST
def fermer_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of my sessions; someone else's does not exist."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=session_id)
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    session.end()
    journal.record_for(personne(request).pk, "comptes.sessions_fermees")
    messages.success(request, "La session est fermée.")
    return redirect("usersessions_list")
