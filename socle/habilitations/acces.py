"""Who may open the pages of ``comptes``, which stands below this app and cannot say it itself."""

from __future__ import annotations

from socle.habilitations.decorators import Acces

_PORTE = Acces(None, "door: who knocks is not known yet", anonyme=True)
_SIEN = Acces(None, "one's own account, whoever signs in")
_TABLETTE = Acces(None, "a device enrolled to a house shows who is there", anonyme=True)

ACCES_COMPTES: dict[str, Acces] = {
    "account_login": _PORTE,
    "account_logout": _PORTE,
    "account_reauthenticate": _SIEN,
    "account_change_password": _SIEN,
    "mfa_index": _SIEN,
    "mfa_authenticate": _PORTE,
    "mfa_reauthenticate": _SIEN,
    "mfa_activate_totp": _SIEN,
    "mfa_deactivate_totp": _SIEN,
    "mfa_view_recovery_codes": _SIEN,
    "mfa_generate_recovery_codes": _SIEN,
    "mfa_list_webauthn": _SIEN,
    "mfa_add_webauthn": _SIEN,
    "mfa_login_webauthn": _PORTE,
    "mfa_reauthenticate_webauthn": _SIEN,
    "mfa_remove_webauthn": _SIEN,
    "mfa_edit_webauthn": _SIEN,
    "usersessions_list": _SIEN,
    "comptes_fermer_session": _SIEN,
    "comptes_enfant": _PORTE,
    "comptes_tablettes": Acces("enroler_tablette"),
    "comptes_revoquer_tablette": Acces("enroler_tablette"),
    "comptes_reinitialisations": Acces("reinitialiser"),
    "comptes_decider_reinitialisation": Acces("reinitialiser"),
    "comptes_qui_est_la": _TABLETTE,
    "comptes_ouvrir_pin": _TABLETTE,
    "comptes_choisir_pin": _SIEN,
    "comptes_passer_tablette": _SIEN,
}
