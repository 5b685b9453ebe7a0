"""Accounts and tablets.

allauth's own paths and names, for the views this house offers only: no sign-up, no e-mail
pages, no password sent by mail (a reset takes two people).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from socle.comptes import views, views_reinitialisation, views_tablette

compte = [
    path("login/", views.ConnexionView.as_view(), name="account_login"),
    path("logout/", views.DeconnexionView.as_view(), name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.MotDePasseView.as_view(), name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.ActivationView.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/", views.CodesSecoursView.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", views.AjoutCleView.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RetraitCleView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", views.SessionsView.as_view(), name="usersessions_list"),
    path("sessions/<int:session_id>/fermer/", views.fermer_session, name="comptes_fermer_session"),
    path("enfant/", views.ConnexionEnfantView.as_view(), name="comptes_enfant"),
    path("tablettes/", views_tablette.tablettes, name="comptes_tablettes"),
    path("tablettes/<uuid:tablette_id>/revoquer/", views_tablette.revoquer, name="comptes_revoquer_tablette"),
    path("reinitialisations/", views_reinitialisation.reinitialisations, name="comptes_reinitialisations"),
    path(
        "reinitialisations/<uuid:demande_id>/",
        views_reinitialisation.decider,
        name="comptes_decider_reinitialisation",
    ),
]

qui_est_la = [
    path("", views_tablette.qui_est_la, name="comptes_qui_est_la"),
    path("<uuid:utilisateur_id>/", views_tablette.ouvrir, name="comptes_ouvrir_pin"),
    path("code/", views_tablette.choisir_pin, name="comptes_choisir_pin"),
    path("passer/", views_tablette.passer, name="comptes_passer_tablette"),
]

urlpatterns = [
    path("compte/", include(compte)),
    path("qui-est-la/", include(qui_est_la)),
]
