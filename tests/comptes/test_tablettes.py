"""The house tablet: enrolment, « Qui est là ? », the short code, its limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from socle.audit.models import EntreeAudit
from socle.comptes import services, tablettes
from socle.comptes.models import OuverturePIN, Tablette
from tests.connexion import ajouter_totp, ouvrir_session, se_connecter
from tests.factories import creer_utilisateur

pytestmark = pytest.mark.django_db

PIN = "402917"
QUI = reverse("comptes_qui_est_la")
PAGE = reverse("usersessions_list")
SOIR = datetime(2026, 3, 14, 19, 0, tzinfo=timezone.get_default_timezone())


class MaisonDeTest:
    """One house, whose staff tonight and whose chiefs the test decides."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.ce_soir: dict[UUID, str] = {}
        self.chefs: set[UUID] = set()

    def presents(self, maison_id):
        return (
            [tablettes.Present(pk, nom) for pk, nom in self.ce_soir.items()] if maison_id == self.id else []
        )

    def libelle(self, maison_id):
        return "Maison des Tilleuls"

    def administrees(self, utilisateur):
        return (
            [tablettes.MaisonAdministree(self.id, "Maison des Tilleuls")]
            if utilisateur.pk in self.chefs
            else []
        )


@pytest.fixture
def maison():
    maison, before = MaisonDeTest(), tablettes.maisons()
    tablettes.register_provider(maison)
    yield maison
    tablettes.register_provider(before)


@pytest.fixture
def horloge():
    with time_machine.travel(SOIR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def chef(maison):
    chef = creer_utilisateur("chef")
    maison.chefs.add(chef.pk)
    return chef


@pytest.fixture
def tablette(horloge, maison, chef, client):
    """The test's client becomes the tablet of the house."""
    ouvrir_session(client, chef)
    response = client.post(
        reverse("comptes_tablettes"), {"maison": str(maison.id), "libelle": "tablette de la cuisine"}
    )
    assert response.url == QUI
    return Tablette.objects.get()


@pytest.fixture
def camille(maison):
    camille = creer_utilisateur("camille")
    camille.secret = ajouter_totp(camille)
    maison.ce_soir[camille.pk] = "Camille"
    return camille


@pytest.fixture
def avec_pin(client, tablette, camille):
    """Camille signed in fully on the tablet, chose a short code, then passed it on."""
    response = se_connecter(client, "camille", camille.secret)
    assert response.url == reverse("comptes_choisir_pin")
    client.post(reverse("comptes_choisir_pin"), {"pin": PIN, "confirmation": PIN})
    client.post(reverse("comptes_passer_tablette"), headers={"referer": f"http://testserver{PAGE}"})
    return camille


def open_by_pin(client, utilisateur, pin=PIN):
    return client.post(reverse("comptes_ouvrir_pin", args=[utilisateur.pk]), {"pin": pin})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_enrolling_leaves_a_strict_cookie_and_not_the_chief_s_session(client, tablette):
    cookie = client.cookies[tablettes.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    assert signed_in_as(client) is None
    assert tablette.jeton_hache not in cookie.value
    assert EntreeAudit.objects.filter(action="comptes.tablette_enrolee").count() == 1


def test_only_those_who_manage_a_house_enrol_its_tablet(client, maison, camille):
    ouvrir_session(client, camille)
    for response in (
        client.get(reverse("comptes_tablettes")),
        client.post(reverse("comptes_tablettes"), {"maison": str(maison.id), "libelle": "x"}),
    ):
        assert response.status_code == 404
    assert not Tablette.objects.exists()


def test_a_chief_does_not_enrol_for_another_house(client, chef, maison):
    ouvrir_session(client, chef)
    response = client.post(reverse("comptes_tablettes"), {"maison": str(uuid4()), "libelle": "x"})
    assert response.status_code == 422
    assert not Tablette.objects.exists()


def test_who_is_there_shows_tonight_s_staff_on_the_tablet_only(client, client_factory, tablette, camille):
    assert "Camille" in client.get(QUI).content.decode()
    elsewhere = client_factory().get(QUI)
    assert (elsewhere.status_code, elsewhere.url) == (302, reverse("account_login"))


def test_a_forged_cookie_is_no_tablet(client_factory, tablette):
    forger = client_factory()
    forger.cookies[tablettes.COOKIE] = "n-importe-quoi:signature"
    assert forger.get(QUI).url == reverse("account_login")


def test_the_short_code_reopens_one_s_own_session_where_one_was(client, avec_pin):
    assert signed_in_as(client) is None
    response = open_by_pin(client, avec_pin)
    assert response.url == PAGE
    assert signed_in_as(client) == str(avec_pin.pk)
    assert client.get(PAGE).status_code == 200
    assert EntreeAudit.objects.filter(action="comptes.pin_ouvert", acteur_id=avec_pin.pk).count() == 1


def test_another_person_does_not_arrive_where_the_first_one_was(client, avec_pin, maison):
    noor = creer_utilisateur("noor")
    maison.ce_soir[noor.pk] = "Noor"
    se_connecter(client, "noor", ajouter_totp(noor))
    client.post(reverse("comptes_choisir_pin"), {"pin": "593026", "confirmation": "593026"})
    client.post(reverse("comptes_passer_tablette"))
    assert open_by_pin(client, noor, "593026").url == "/"


def test_without_full_sign_in_on_this_tablet_there_is_no_short_code(client, tablette, camille):
    response = open_by_pin(client, camille)
    assert response.url == reverse("account_login")
    assert signed_in_as(client) is None


def test_the_fifth_miss_blocks_until_a_full_sign_in(client, avec_pin, horloge):
    for _ in range(4):
        assert open_by_pin(client, avec_pin, "111222").status_code == 422
    assert open_by_pin(client, avec_pin, "111222").url == reverse("account_login")
    assert open_by_pin(client, avec_pin).url == reverse("account_login")
    assert signed_in_as(client) is None
    assert EntreeAudit.objects.filter(action="comptes.pin_bloque").count() == 1
    horloge.shift(timedelta(minutes=2))
    se_connecter(client, "camille", avec_pin.secret)
    client.post(reverse("comptes_passer_tablette"))
    assert open_by_pin(client, avec_pin).status_code == 302
    assert signed_in_as(client) == str(avec_pin.pk)


def test_the_short_code_of_a_full_sign_in_too_old_no_longer_opens(client, avec_pin, horloge):
    horloge.shift(timedelta(days=settings.TABLETTE_MFA_JOURS, minutes=1))
    assert open_by_pin(client, avec_pin).url == reverse("account_login")
    assert signed_in_as(client) is None


def test_someone_no_longer_in_the_house_tonight_does_not_open(client, avec_pin, maison):
    maison.ce_soir.clear()
    assert open_by_pin(client, avec_pin).status_code == 404
    assert signed_in_as(client) is None


def test_the_short_code_opens_on_its_own_tablet_only(client, client_factory, avec_pin, chef, maison):
    second = client_factory()
    ouvrir_session(second, chef)
    second.post(reverse("comptes_tablettes"), {"maison": str(maison.id), "libelle": "salon"})
    assert open_by_pin(second, avec_pin).url == reverse("account_login")
    assert signed_in_as(second) is None


def test_a_session_carried_to_another_device_ends(client, client_factory, avec_pin):
    open_by_pin(client, avec_pin)
    thief = client_factory()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get(PAGE).status_code == 302
    assert client.get(PAGE).status_code == 302


def test_an_unattended_tablet_locks_on_who_is_there_and_comes_back_to_the_page(client, avec_pin, horloge):
    open_by_pin(client, avec_pin)
    client.get(PAGE)
    horloge.shift(timedelta(seconds=settings.TABLETTE_INACTIVITE + 1))
    assert client.get(PAGE).url == QUI
    assert signed_in_as(client) is None
    assert open_by_pin(client, avec_pin).url == PAGE


def test_revoking_closes_the_sessions_and_the_codes_at_once(client, client_factory, avec_pin, chef, tablette):
    open_by_pin(client, avec_pin)
    office = client_factory()
    ouvrir_session(office, chef)
    office.post(reverse("comptes_revoquer_tablette", args=[tablette.pk]))
    assert client.get(PAGE).status_code == 302
    assert signed_in_as(client) is None
    assert client.get(QUI).url == reverse("account_login")
    assert not OuverturePIN.objects.exists()
    assert EntreeAudit.objects.filter(action="comptes.tablette_revoquee").count() == 1


def test_a_stranger_does_not_revoke(client, client_factory, tablette, camille):
    office = client_factory()
    ouvrir_session(office, camille)
    assert office.post(reverse("comptes_revoquer_tablette", args=[tablette.pk])).status_code == 404
    tablette.refresh_from_db()
    assert tablette.revoquee_le is None


def test_a_session_opened_by_short_code_changes_no_second_factor_with_the_password_alone(client, avec_pin):
    open_by_pin(client, avec_pin)
    response = client.get(reverse("mfa_add_webauthn"))
    assert response.url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("comptes_choisir_pin")).status_code == 404


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "abcdef", "000000", "123456", "987654", "121212", "147147"]
)
def test_a_code_that_anyone_tries_first_is_refused(pin):
    with pytest.raises(ValidationError):
        services.check_pin_strength(pin)


def test_the_code_is_never_in_the_database(client, avec_pin):
    row = OuverturePIN.objects.get()
    assert PIN not in str(row.__dict__)
    from django.contrib.auth.hashers import check_password

    assert not check_password(PIN, row.pin_hache)


def test_who_is_there_with_nobody_says_what_to_do(client, tablette):
    assert "Personne n’est prévu" in client.get(QUI).content.decode()
