"""In the browser: both doors at 390 px, a passkey, the tablet, the way out; every page held to the gates."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from socle.comptes import tablettes
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.accessibility.gates import CIBLE_ENFANT, assert_page_passes
from tests.comptes.test_tablettes import MaisonDeTest
from tests.connexion import ajouter_totp, code_totp
from tests.factories import MOT_DE_PASSE, creer_utilisateur

pytestmark = pytest.mark.django_db(transaction=True)

PIN = "402917"


def address(live_server, name: str, *args: object) -> str:
    """Passkeys need a name, not an IP address."""
    return f"http://localhost:{urlsplit(live_server.url).port}{reverse(name, args=args)}"


def first_step(page: Page, live_server, identifiant: str) -> None:
    page.goto(address(live_server, "account_login"))
    page.get_by_label("Identifiant").fill(identifiant)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Continuer").click()


def sign_in(page: Page, live_server, identifiant: str, secret: str) -> None:
    first_step(page, live_server, identifiant)
    page.get_by_label("Code à six chiffres").fill(code_totp(secret))
    page.get_by_role("button", name="Se connecter").click()


@pytest.fixture
def maison():
    maison, before = MaisonDeTest(), tablettes.maisons()
    tablettes.register_provider(maison)
    yield maison
    tablettes.register_provider(before)


@pytest.mark.parametrize("javascript", [True, False], ids=["avec-javascript", "sans-javascript"])
def test_signing_in_on_a_phone(browser: Browser, live_server, javascript):
    secret = ajouter_totp(creer_utilisateur("camille"))
    page = open_page(browser, TELEPHONE_CLAIR, java_script_enabled=javascript)
    sign_in(page, live_server, "camille", secret)
    page.goto(address(live_server, "usersessions_list"))
    expect(page.get_by_role("heading", name="Mes sessions")).to_be_visible()
    page.context.close()


def test_first_sign_in_leads_to_the_second_factor_then_to_the_recovery_codes(vue: Page, live_server):
    creer_utilisateur("camille")
    first_step(vue, live_server, "camille")
    vue.goto(address(live_server, "usersessions_list"))
    expect(vue.get_by_role("heading", name="Protéger mon compte")).to_be_visible()
    assert_page_passes(vue)
    vue.get_by_text("Je ne peux pas viser l’image").click()
    secret = vue.locator("code").inner_text().replace(" ", "").replace("\u202f", "")
    vue.get_by_label("Code affiché par l’application").fill("000000")
    vue.get_by_role("button", name="Activer").click()
    expect(vue.get_by_text("Ce code n’est pas le bon")).to_be_visible()
    vue.get_by_label("Code affiché par l’application").fill(code_totp(secret))
    vue.get_by_role("button", name="Activer").click()
    expect(vue.get_by_role("heading", name="Codes de secours")).to_be_visible()
    assert_page_passes(vue)


def test_a_passkey_signs_in_alone(browser: Browser, live_server):
    creer_utilisateur("camille")
    page = open_page(browser, TELEPHONE_CLAIR)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    first_step(page, live_server, "camille")
    page.goto(address(live_server, "mfa_add_webauthn"))
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    page.context.clear_cookies()
    page.goto(address(live_server, "account_login"))
    page.get_by_role("button", name="Avec ma clé d’accès").click()
    page.wait_for_url(lambda url: "/compte/login/" not in url)
    page.goto(address(live_server, "usersessions_list"))
    expect(page.get_by_role("heading", name="Mes sessions")).to_be_visible()
    page.context.close()


def test_a_child_quits_fast_and_going_back_shows_the_sign_in_page(vue: Page, live_server):
    creer_utilisateur("loutre-verte-27", nature="enfant")
    vue.goto(address(live_server, "comptes_enfant"))
    assert_page_passes(vue, cible=CIBLE_ENFANT)
    vue.get_by_label("Ton nom de connexion").fill("loutre-verte-27")
    vue.get_by_label("Ta phrase secrète").fill(MOT_DE_PASSE)
    vue.get_by_role("button", name="Entrer").click()
    expect(vue.get_by_text("À qui je peux parler")).to_be_visible()
    assert_page_passes(vue, cible=CIBLE_ENFANT)
    vue.get_by_role("button", name="Quitter vite").click()
    expect(vue.get_by_role("heading", name="Se connecter")).to_be_visible()
    vue.go_back()
    expect(vue.get_by_text("À qui je peux parler")).to_have_count(0)
    expect(vue.get_by_role("heading", name="Se connecter")).to_be_visible()


def test_an_evening_on_the_tablet(vue: Page, live_server, maison):
    chef, camille = creer_utilisateur("chef"), creer_utilisateur("camille")
    secrets = {"chef": ajouter_totp(chef), "camille": ajouter_totp(camille)}
    maison.chefs.add(chef.pk)
    maison.ce_soir[camille.pk] = "Camille Duval"
    sign_in(vue, live_server, "chef", secrets["chef"])
    vue.goto(address(live_server, "comptes_tablettes"))
    assert_page_passes(vue)
    vue.get_by_label("Nom de l’appareil").fill("tablette de la cuisine")
    vue.get_by_role("button", name="Enrôler cet appareil").click()
    expect(vue.get_by_role("heading", name="Qui est là")).to_be_visible()
    assert_page_passes(vue)
    sign_in(vue, live_server, "camille", secrets["camille"])
    expect(vue.get_by_role("heading", name="Votre code court")).to_be_visible()
    assert_page_passes(vue)
    vue.get_by_label("Code court", exact=True).fill(PIN)
    vue.get_by_label("Code court, une deuxième fois").fill(PIN)
    vue.get_by_role("button", name="Enregistrer").click()
    vue.goto(address(live_server, "usersessions_list"))
    vue.get_by_text("Menu", exact=True).click()
    vue.get_by_role("button", name="Passer la tablette").click()
    vue.get_by_role("link", name="Camille Duval").click()
    assert_page_passes(vue)
    vue.get_by_label("Code court").fill(PIN)
    vue.get_by_role("button", name="Ouvrir ma session").click()
    expect(vue.get_by_role("heading", name="Mes sessions")).to_be_visible()


def test_account_pages_pass_every_gate(vue: Page, live_server):
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    vue.goto(address(live_server, "account_login"))
    assert_page_passes(vue)
    first_step(vue, live_server, "camille")
    vue.goto(address(live_server, "mfa_authenticate"))
    assert_page_passes(vue)
    vue.get_by_label("Code à six chiffres").fill(code_totp(secret))
    vue.get_by_role("button", name="Se connecter").click()
    Authenticator.objects.create(user=camille, type="webauthn", data={"name": "Ma clé d’accès"})
    for name in (
        "mfa_index",
        "usersessions_list",
        "account_change_password",
        "mfa_list_webauthn",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "account_logout",
        "account_reauthenticate",
    ):
        cache.clear()
        page = vue.context.new_page()
        page.goto(address(live_server, name))
        assert_page_passes(page)
        page.close()
