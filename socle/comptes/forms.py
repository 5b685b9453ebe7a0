"""Forms of both doors, of the second factor and of the tablet; labels in French."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm as MFAAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.cache import cache

from socle.comptes.models import DemandeReinitialisation
from socle.comptes.scelles import SecretIllisible, open_secret, seal_secret
from socle.comptes.services import LONGUEUR_PIN, check_pin_strength

CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "inputmode": "text",
    "autocapitalize": "none",
    "spellcheck": "false",
}


def _password_input(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class _Porte(LoginForm):
    """One door: the other kind of account is refused with the sentence of a wrong password."""

    enfants = False

    def _clean_with_password(self, credentials: dict) -> dict[str, Any]:
        cleaned = super()._clean_with_password(credentials)
        if self.user.est_enfant != self.enfants or not self.user.is_active:
            adapter = get_adapter()
            adapter.authentication_failed(self.request, **credentials)
            raise adapter.validation_error("username_password_mismatch")
        return cleaned


class ConnexionForm(_Porte):
    """The adults' door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "Identifiant", "Mot de passe"
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        password.help_text = ""
        password.widget = _password_input("current-password")


class ConnexionEnfantForm(_Porte):
    """The children's door: a made-up name and a passphrase."""

    enfants = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "Ton nom de connexion", "Ta phrase secrète"
        login.help_text = "Il est écrit sur ta carte. Ce n’est pas ton vrai nom."
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        password.help_text = "La première fois, c’est le code qu’on t’a donné."
        password.widget = _password_input("current-password")


class _UnCodeUneFois:
    """Refuse a code already used, for as long as the tolerance keeps it valid.

    allauth remembers a used code one period only; with a tolerance of one period on each side
    the same code would open a second time.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            periods = 2 * mfa_settings.TOTP_TOLERANCE + 1
            key = f"comptes.totp:{authenticator.user_id}:{normalize_user_code(code)}"
            if not cache.add(key, "1", timeout=periods * mfa_settings.TOTP_PERIOD):
                raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_UnCodeUneFois, MFAAuthenticateForm):
    """Second step of the adults' door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code à six chiffres"
        code.help_text = "Celui de votre application, ou l’un de vos codes de secours."
        code.widget = forms.TextInput(attrs=CODE_ATTRS)


class ConfirmationCodeForm(_UnCodeUneFois, MFAReauthenticateForm):
    """The second factor asked again before a sensitive act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code à six chiffres"
        code.widget = forms.TextInput(attrs=CODE_ATTRS)


class ConfirmationForm(ReauthenticateForm):
    """The password asked again before a sensitive act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = "Mot de passe", ""
        password.widget = _password_input("current-password")


class MotDePasseForm(ChangePasswordForm):
    """Change one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, autocomplete in (
            ("oldpassword", "Mot de passe actuel", "current-password"),
            ("password1", "Nouveau mot de passe", "new-password"),
            ("password2", "Nouveau mot de passe, une deuxième fois", "new-password"),
        ):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget = _password_input(autocomplete)
        self.fields["password1"].help_text = "Au moins douze caractères. Une phrase se retient bien."
        if self.user.est_enfant:
            self._speak_to_a_child()

    def _speak_to_a_child(self) -> None:
        before = "Le code qu’on t’a donné" if self.user.mot_de_passe_provisoire else "Ta phrase d’avant"
        self.fields["oldpassword"].label = before
        self.fields["password1"].label = "Ta phrase secrète"
        self.fields[
            "password1"
        ].help_text = "Quatre mots que tu inventes, par exemple. Douze lettres au moins."
        self.fields["password2"].label = "Ta phrase secrète, encore une fois"


class ActivationForm(ActivateTOTPForm):
    """Enrol an authenticator app; the secret waits sealed in the session until it is confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = self._pending_secret()
        code = self.fields["code"]
        code.label = "Code affiché par l’application"
        code.widget = forms.TextInput(attrs={**CODE_ATTRS, "inputmode": "numeric"})

    def _pending_secret(self) -> str:
        session = context.request.session
        if self.is_bound and SECRET_SESSION_KEY in session:
            try:
                return open_secret(session[SECRET_SESSION_KEY])
            except SecretIllisible:
                pass
        secret = generate_totp_secret()
        session[SECRET_SESSION_KEY] = seal_secret(secret)
        return secret


class CleAccesForm(AddWebAuthnForm):
    """Add a passkey, always able to sign in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de cette clé"
        passwordless = self.fields["passwordless"]
        passwordless.label = "Me connecter avec cette clé seule"
        passwordless.help_text = "L’appareil vérifiera que c’est bien vous (empreinte, visage ou code)."
        passwordless.initial = True


class NomDeCleForm(EditWebAuthnForm):
    """Rename a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de cette clé"


class CleConnexionForm(LoginWebAuthnForm):
    """A passkey at the adults' door: neither a child's nor a closed account's."""

    def clean_credential(self) -> Authenticator:
        authenticator = super().clean_credential()
        if authenticator.user.est_enfant or not authenticator.user.is_active:
            raise get_adapter().validation_error("invalid_login")
        return authenticator


class PINForm(forms.Form):
    """The short code that reopens one's own session on a tablet."""

    pin = forms.CharField(
        label="Code court",
        max_length=LONGUEUR_PIN,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": LONGUEUR_PIN}
        ),
    )


class ChoixPINForm(forms.Form):
    """Choose one's short code on a tablet."""

    pin = forms.CharField(
        label="Code court",
        help_text="Six chiffres, pour cet appareil seulement.",
        validators=[check_pin_strength],
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "maxlength": LONGUEUR_PIN}
        ),
    )
    confirmation = forms.CharField(
        label="Code court, une deuxième fois",
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "maxlength": LONGUEUR_PIN}
        ),
    )

    def clean_confirmation(self) -> str:
        confirmation: str = self.cleaned_data["confirmation"]
        if self.cleaned_data.get("pin") not in {None, confirmation}:
            raise forms.ValidationError("Les deux codes ne sont pas les mêmes.", code="differents")
        return confirmation


class EnrolementForm(forms.Form):
    """Make the device in hand the tablet of a house."""

    maison = forms.TypedChoiceField(label="Maison", coerce=UUID)
    libelle = forms.CharField(
        label="Nom de l’appareil",
        max_length=60,
        help_text="Par exemple\u202f: tablette de la cuisine. Pas de nom de personne.",
    )

    def __init__(self, *args: Any, maisons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maison"].choices = maisons  # type: ignore[attr-defined]


class ReinitialisationForm(forms.Form):
    """Ask that a colleague's second factor or password be reset."""

    identifiant = forms.CharField(label="Identifiant du compte", max_length=150)
    portee = forms.ChoiceField(
        label="Ce qui est réinitialisé", choices=DemandeReinitialisation.Portee.choices
    )
    motif = forms.ChoiceField(label="Motif", choices=DemandeReinitialisation.Motif.choices)
