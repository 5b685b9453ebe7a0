from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from config.urls import urlpatterns as served
from socle.habilitations.decorators import anonymous_ok
from socle.ui.preferences import COOKIE

pytestmark = pytest.mark.django_db


@anonymous_ok(raison="planted fault")
def lost_database(request):
    raise OperationalError("server closed the connection")


@anonymous_ok(raison="planted fault")
def broken(request):
    raise RuntimeError("Zoé Canari")


urlpatterns: list[URLPattern | URLResolver] = [
    *served,
    path("base-perdue/", lost_database),
    path("casse/", broken),
]


def test_preferences_are_kept_in_a_cookie_that_says_nothing_of_anyone(client):
    response = client.post(
        "/preferences/",
        {"theme": "sombre", "taille": "tres-grande", "sons": "non", "raccourci": "non"},
        follow=True,
    )
    assert response.redirect_chain == [("/preferences/", 302)]
    cookie = client.cookies[COOKIE]
    assert cookie.value == "theme=sombre&taille=tres-grande&sons=non&raccourci=non"
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    page = response.content.decode()
    assert 'data-theme="sombre" data-taille="tres-grande" data-sons="non"' in page
    assert "Vos préférences sont enregistrées sur cet appareil." in page


def test_preferences_refuse_an_unknown_choice(client):
    response = client.post("/preferences/", {"theme": "rose", "taille": "normale", "sons": "oui"})
    assert response.status_code == 422
    assert 'href="#id_theme_0"' in response.content.decode()
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("value", ["", "theme=rose", '"><script>', "theme=sombre&theme", "%00", "taille=42"])
def test_odd_cookie_falls_back_value_by_value(client, value):
    client.cookies[COOKIE] = value
    page = client.get("/preferences/").content.decode()
    assert 'data-taille="normale"' in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "adresse", ["/aide/", "/accessibilite/", "/styleguide/", "/styleguide/enfant/", "/preferences/"]
)
def test_screen_makes_no_query_of_its_own(client, adresse, django_assert_num_queries):
    with django_assert_num_queries(OUVERTURE_DE_TRANSACTION):
        response = client.get(adresse)
    assert response.status_code == 200


#: A savepoint, the actor named to the database, then put back, and the savepoint released.
OUVERTURE_DE_TRANSACTION = 4


def test_page_carries_the_strict_policy_and_the_htmx_settings(client):
    response = client.get("/styleguide/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert (
        '{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"refreshOnHistoryMiss":true}'
        in response.content.decode()
    )


def test_skip_link_is_the_first_link(client):
    page = client.get("/preferences/").content.decode()
    assert page.index('<a class="evitement" href="#contenu">') == page.index("<a ")
    assert page.count('<main id="contenu"') == 1
    assert page.count("<h1>") == 1
    assert page.count('role="status"') == 1


@override_settings(
    ASSOCIATION_NOM="Les Mésanges", ASSOCIATION_COULEUR="#a03020", ASSOCIATION_LOGO="/static/logo.svg"
)
def test_header_has_a_slot_for_the_association(client):
    page = client.get("/aide/").content.decode()
    assert "<small>Les Mésanges</small>" in page
    assert 'src="/static/logo.svg" alt=""' in page
    assert 'fill="#a03020"' in page


def test_unknown_address_is_a_clear_page(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()


@pytest.mark.urls(__name__)
@override_settings(NUMERO_ASTREINTE="06 12 34 56 78")
def test_lost_database_is_503_with_the_on_call_number():
    response = Client(raise_request_exception=False).get("/base-perdue/")
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Base de données indisponible" in page
    assert 'href="tel:0612345678"' in page


@pytest.mark.urls(__name__)
def test_our_own_failure_is_500_and_shows_nothing_of_it(django_assert_num_queries):
    with django_assert_num_queries(OUVERTURE_DE_TRANSACTION):
        response = Client(raise_request_exception=False).get("/casse/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Rien n’a été enregistré à moitié" in page
    assert "Canari" not in page
    assert "Astreinte" not in page


def test_expired_form_says_the_text_is_still_there():
    response = Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "sombre"})
    assert response.status_code == 403
    assert "votre texte y est encore" in response.content.decode()


def test_leaving_fast_closes_the_session_and_drops_the_cache(client, django_user_model):
    user = django_user_model.objects.create_user("lea", "motdepasse", nature="enfant")
    client.force_login(user, backend="socle.habilitations.backends.PerimetreBackend")
    response = client.post("/quitter/")
    assert "_auth_user_id" not in client.session
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert response.headers["Location"].startswith("/compte/")


def test_leaving_is_never_a_link(client):
    assert client.get("/quitter/").status_code == 405
