"""Both doors, the second factor, and what a password alone never opens."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from socle.audit.models import EntreeAudit
from tests.connexion import ajouter_totp, code_totp, se_connecter
from tests.factories import MOT_DE_PASSE, creer_utilisateur

pytestmark = pytest.mark.django_db

FAUX = "Identifiant ou mot de passe incorrect."


def entries(code):
    return list(EntreeAudit.objects.filter(action=code))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_password_then_code_signs_a_professional_in_and_is_audited(client):
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    first = client.post(reverse("account_login"), {"login": "camille", "password": MOT_DE_PASSE})
    assert first.status_code == 302
    assert first.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    second = client.post(reverse("mfa_authenticate"), {"code": code_totp(secret)})
    assert second.status_code == 302
    assert second.url == settings.LOGIN_REDIRECT_URL
    assert client.session["_auth_user_id"] == str(camille.pk)
    (entry,) = entries("comptes.connexion")
    assert entry.acteur_id == camille.pk
    assert "camille" not in str(entry.__dict__)


def test_login_page_offers_the_passkey_first_then_password_and_the_children_s_door(client):
    page = client.get(reverse("account_login")).content.decode()
    assert page.index("clé d’accès") < page.index('name="login"') < page.index('name="password"')
    assert "Je suis un enfant" in page


def test_a_used_code_does_not_open_twice(client, client_factory):
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    se_connecter(client, "camille", secret)
    second = client_factory()
    response = se_connecter(second, "camille", secret)
    assert response.status_code == 200
    assert "il a déjà servi" in response.content.decode()
    assert not signed_in(second)


def test_a_wrong_password_is_refused_without_saying_which_half_is_wrong(client):
    creer_utilisateur("camille")
    known = se_connecter(client, "camille", None, "pas celui-là").content.decode()
    unknown = se_connecter(client, "personne", None, "pas celui-là").content.decode()
    assert FAUX in known
    assert FAUX in unknown
    assert len(entries("comptes.connexion_refusee")) == 2


def test_the_sixth_wrong_password_is_refused_even_when_right(client):
    camille = creer_utilisateur("camille")
    ajouter_totp(camille)
    for _ in range(5):
        se_connecter(client, "camille", None, "pas celui-là")
    response = se_connecter(client, "camille", None)
    assert "Trop d’essais" in response.content.decode()
    assert not signed_in(client)


def test_a_closed_account_is_refused_like_an_unknown_one(client):
    creer_utilisateur("camille", is_active=False)
    response = se_connecter(client, "camille", None)
    assert FAUX in response.content.decode()


def test_staff_without_second_factor_reach_nothing_but_enrolment_and_the_way_out(client):
    creer_utilisateur("camille")
    response = se_connecter(client, "camille", None)
    assert response.status_code == 302
    for name in ("usersessions_list", "account_change_password", "mfa_index", "comptes_tablettes"):
        response = client.get(reverse(name))
        assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp")), name
    assert client.get(reverse("usersessions_list")).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_partners_too_need_a_second_factor(client):
    creer_utilisateur("camille", nature="partenaire")
    se_connecter(client, "camille", None)
    assert client.get(reverse("usersessions_list")).url == reverse("mfa_activate_totp")


def enrol(client) -> str:
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_totp(secret)})
    assert (response.status_code, response.url) == (302, reverse("mfa_view_recovery_codes"))
    return secret


def test_enrolment_completes_the_session_and_shows_recovery_codes_once(client):
    creer_utilisateur("camille")
    se_connecter(client, "camille", None)
    enrol(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert page.status_code == 200
    assert len(page.context["unused_codes"]) == 10
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert page.context["unused_codes"][0] not in again
    assert client.get(reverse("usersessions_list")).status_code == 200
    assert len(entries("comptes.facteur_ajoute")) == 1


def test_a_password_only_session_ends_when_the_second_factor_is_added_elsewhere(client, client_factory):
    creer_utilisateur("camille")
    se_connecter(client, "camille", None)
    elsewhere = client_factory()
    se_connecter(elsewhere, "camille", None)
    enrol(elsewhere)
    response = client.get(reverse("mfa_view_recovery_codes"))
    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert not signed_in(client)


def test_a_recovery_code_opens_once(client, client_factory):
    creer_utilisateur("camille")
    se_connecter(client, "camille", None)
    enrol(client)
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for attempt, expected in ((client_factory(), True), (client_factory(), False)):
        se_connecter(attempt, "camille", None)
        attempt.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(attempt) is expected


def test_a_provisional_password_must_be_changed_before_anything_else(client):
    camille = creer_utilisateur("camille", mot_de_passe_provisoire=True)
    se_connecter(client, "camille", ajouter_totp(camille))
    assert client.get(reverse("usersessions_list")).url == reverse("account_change_password")
    nouveau = "la lampe du couloir est verte"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": MOT_DE_PASSE, "password1": nouveau, "password2": nouveau},
    )
    camille.refresh_from_db()
    assert not camille.mot_de_passe_provisoire
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_a_child_signs_in_by_their_door_and_lands_in_their_space(client):
    creer_utilisateur("loutre-verte-27", nature="enfant")
    response = client.post(reverse("comptes_enfant"), {"login": "loutre-verte-27", "password": MOT_DE_PASSE})
    assert (response.status_code, response.url) == (302, settings.ACCUEIL_ENFANT)


def test_each_door_refuses_the_other_s_accounts(client):
    creer_utilisateur("loutre-verte-27", nature="enfant")
    ajouter_totp(creer_utilisateur("camille"))
    for door, login in (("account_login", "loutre-verte-27"), ("comptes_enfant", "camille")):
        response = client.post(reverse(door), {"login": login, "password": MOT_DE_PASSE})
        assert FAUX in response.content.decode(), door
        assert not signed_in(client)


def test_staff_cannot_remove_their_last_second_factor(client):
    camille = creer_utilisateur("camille")
    se_connecter(client, "camille", ajouter_totp(camille))
    response = client.post(reverse("mfa_deactivate_totp"))
    assert "seul deuxième facteur" in response.content.decode()
    assert Authenticator.objects.filter(user=camille, type="totp").exists()


def test_sign_out_forgets_the_pages(client):
    camille = creer_utilisateur("camille")
    se_connecter(client, "camille", ajouter_totp(camille))
    assert "no-store" in client.get(reverse("usersessions_list"))["Cache-Control"]
    response = client.post(reverse("account_logout"))
    assert response.url == reverse("account_login")
    assert response["Clear-Site-Data"] == '"cache"'
    assert not signed_in(client)
