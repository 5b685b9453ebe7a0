"""Idle and absolute lifetime, what was being typed, and the list of one's sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from socle.audit.models import EntreeAudit
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.middleware import SessionMiddleware
from socle.comptes.signals import saisie_apres_fermeture
from tests.connexion import ajouter_totp, se_connecter
from tests.factories import creer_utilisateur

pytestmark = pytest.mark.django_db

SOIR = datetime(2026, 3, 14, 19, 0, tzinfo=timezone.get_default_timezone())
PAGE = reverse("usersessions_list")


@pytest.fixture
def horloge():
    with time_machine.travel(SOIR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def camille(horloge, client):
    camille = creer_utilisateur("camille")
    se_connecter(client, "camille", ajouter_totp(camille))
    return camille


def advance(horloge, **delta):
    horloge.shift(timedelta(**delta))


def test_someone_who_comes_back_in_time_stays(client, camille, horloge):
    for _ in range(4):
        advance(horloge, seconds=settings.SESSION_INACTIVITE - 60)
        assert client.get(PAGE).status_code == 200


def test_an_unattended_session_ends_and_comes_back_to_the_page(client, camille, horloge):
    advance(horloge, seconds=settings.SESSION_INACTIVITE + 1)
    response = client.get(PAGE)
    assert (response.status_code, response.url) == (
        302,
        f"{reverse('account_login')}?next=%2Fcompte%2Fsessions%2F",
    )
    assert "_auth_user_id" not in client.session
    assert EntreeAudit.objects.get(action="comptes.session_expiree").acteur_id == camille.pk


def test_a_busy_session_ends_all_the_same_after_its_longest_life(client, camille, horloge):
    for _ in range(settings.SESSION_DUREE_MAX // 1200):
        client.get(PAGE)
        advance(horloge, seconds=1200)
    assert client.get(PAGE).status_code == 302


def test_autosave_does_not_keep_a_session_open(client, camille, horloge):
    """The clock of a session seen only by marked views does not move."""

    @keeps_idle_clock
    def autosave(request):
        return HttpResponse()

    middleware = SessionMiddleware(autosave)
    request = RequestFactory().post("/brouillon/")
    request.session, request.user, request.resolver_match = client.session, camille, None
    before = dict(request.session)
    advance(horloge, seconds=600)
    assert middleware.process_view(request, autosave, (), {}) is None
    assert dict(request.session) == before


def test_a_form_sent_too_late_is_handed_over_and_leads_back_to_its_page(client, camille, horloge):
    received = []

    def keep(sender, request, utilisateur, **kwargs):
        received.append((utilisateur.pk, request.POST["texte"], request.user.is_authenticated))

    saisie_apres_fermeture.connect(keep)
    try:
        advance(horloge, seconds=settings.SESSION_INACTIVITE + 1)
        response = client.post(
            PAGE, {"texte": "la soirée"}, headers={"referer": "http://testserver/journal/soir/?jour=1"}
        )
    finally:
        saisie_apres_fermeture.disconnect(keep)
    assert received == [(camille.pk, "la soirée", False)]
    assert response.url == f"{reverse('account_login')}?next=%2Fjournal%2Fsoir%2F%3Fjour%3D1"


def test_a_foreign_page_is_never_the_way_back(client, camille, horloge):
    advance(horloge, seconds=settings.SESSION_INACTIVITE + 1)
    response = client.post(PAGE, headers={"referer": "https://ailleurs.example/piege/"})
    assert response.url == f"{reverse('account_login')}?next=%2F"


def test_a_fragment_asked_on_a_dead_session_changes_the_whole_page(client, camille, horloge):
    advance(horloge, seconds=settings.SESSION_INACTIVITE + 1)
    response = client.get(PAGE, headers={"hx-request": "true", "referer": "http://testserver/maison/"})
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fmaison%2F"


def test_a_dead_session_still_reaches_the_sign_in_page(client, camille, horloge):
    advance(horloge, seconds=settings.SESSION_INACTIVITE + 1)
    assert client.get(reverse("account_login")).status_code == 200


def test_one_closes_one_session_or_all_the_others(client, camille, horloge, client_factory):
    others = [client_factory(), client_factory()]
    for rank, other in enumerate(others, start=1):
        advance(horloge, minutes=2 * rank)
        se_connecter(other, "camille", ajouter_totp_of(camille))
    page = client.get(PAGE)
    assert page.context["session_count"] == 3
    target = UserSession.objects.get(session_key=others[0].session.session_key)
    client.post(reverse("comptes_fermer_session", args=[target.pk]))
    assert others[0].get(PAGE).status_code == 302
    assert others[1].get(PAGE).status_code == 200
    client.post(PAGE)
    assert others[1].get(PAGE).status_code == 302
    assert client.get(PAGE).status_code == 200


def ajouter_totp_of(utilisateur) -> str:
    from allauth.mfa.models import Authenticator

    from socle.comptes.scelles import open_secret

    return open_secret(Authenticator.objects.get(user=utilisateur, type="totp").data["secret"])


def test_nobody_closes_a_stranger_s_session(client, camille, client_factory):
    stranger = creer_utilisateur("noor")
    elsewhere = client_factory()
    se_connecter(elsewhere, "noor", ajouter_totp(stranger))
    theirs = UserSession.objects.get(user=stranger)
    assert client.post(reverse("comptes_fermer_session", args=[theirs.pk])).status_code == 404
    assert elsewhere.get(PAGE).status_code == 200
