"""No second-factor secret in clear, no superuser, rate limits in the database."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from socle.comptes import services
from socle.comptes.models import Utilisateur
from socle.comptes.noms_de_connexion import nom_de_connexion
from socle.comptes.scelles import SecretIllisible, key_of, open_secret, seal_secret
from tests.connexion import ajouter_totp, code_totp, se_connecter
from tests.factories import creer_utilisateur

pytestmark = pytest.mark.django_db

NOUVELLE = "test9:" + base64.b64encode(bytes(range(101, 133))).decode()


def dump(*tables: str) -> str:
    with connection.cursor() as cursor:
        texts = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def forms_of(secret: str) -> list[str]:
    raw = secret.encode()
    return [secret, raw.hex(), base64.b64encode(raw).decode().rstrip("="), base64.b32decode(secret).hex()]


def test_no_secret_of_a_second_factor_is_in_clear_in_the_database(client):
    creer_utilisateur("camille")
    se_connecter(client, "camille", None)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    pending = dump("django_session") + "".join(str(value) for value in client.session.values())
    assert not [form for form in forms_of(secret) if form in pending]
    client.post(reverse("mfa_activate_totp"), {"code": code_totp(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    seed = open_secret(Authenticator.objects.get(type="recovery_codes").data["seed"])
    rows = dump("mfa_authenticator", "django_session", "cache", "audit_entreeaudit")
    assert "mc1:test1:" in rows
    assert not [form for form in (*forms_of(secret), seed, *codes) if form in rows]


def test_the_control_finds_a_secret_planted_in_clear():
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    Authenticator.objects.filter(user=camille).update(data={"secret": secret})
    assert secret in dump("mfa_authenticator")


def test_a_changed_or_clear_secret_is_refused():
    sealed = seal_secret("JBSWY3DPEHPK3PXP")
    assert open_secret(sealed) == "JBSWY3DPEHPK3PXP"
    for bad in ("JBSWY3DPEHPK3PXP", sealed[:-4] + "AAAA", sealed.replace("test1", "autre"), "mc1:test1:"):
        with pytest.raises(SecretIllisible):
            open_secret(bad)


def test_a_second_factor_whose_key_is_gone_says_so_and_opens_nothing(client):
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    row = Authenticator.objects.get(user=camille)
    row.data["secret"] = row.data["secret"].replace("test1", "perdue")
    row.save()
    response = se_connecter(client, "camille", secret)
    assert "ne peut pas être ouvert" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_second_factors_follow_a_change_of_key(client, settings):
    camille = creer_utilisateur("camille")
    secret = ajouter_totp(camille)
    old = settings.TROUSSEAU
    settings.TROUSSEAU = [NOUVELLE, *old]
    call_command("tourner_cles")
    assert services.reseal_second_factors() == 0
    assert key_of(Authenticator.objects.get(user=camille).data["secret"]) == "test9"
    settings.TROUSSEAU = [NOUVELLE]
    se_connecter(client, "camille", secret)
    assert client.session["_auth_user_id"] == str(camille.pk)


def test_rate_limits_live_in_postgresql(client):
    creer_utilisateur("camille")
    se_connecter(client, "camille", None, "faux")
    assert "login_failed" in dump("cache")


def test_there_is_no_command_to_make_a_superuser():
    for arguments in ((), ("--noinput",)):
        with pytest.raises(CommandError, match="Il n’existe pas de super-utilisateur"):
            call_command("createsuperuser", *arguments)
    assert not hasattr(Utilisateur.objects, "create_superuser")


def test_the_database_refuses_a_superuser():
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_utilisateur("camille", is_superuser=True)


def test_an_account_remembers_who_made_it():
    chef = creer_utilisateur("chef")
    made = services.creer_compte(
        acteur=chef, identifiant="noor", nature=Utilisateur.Nature.PROFESSIONNEL, mot_de_passe="x" * 14
    )
    assert made.cree_par == chef
    assert made.mot_de_passe_provisoire


def test_a_child_s_login_is_made_up():
    animal, couleur, nombre = nom_de_connexion().split("-")
    assert animal
    assert couleur
    assert nombre.isdigit()
