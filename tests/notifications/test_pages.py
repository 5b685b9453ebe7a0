"""The bell, the list, a notice opened, and the choice of mails."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications import registre
from socle.notifications.models import Avis, PreferenceAvis
from socle.notifications.selectors import mes_choix
from socle.notifications.services import notifier, retirer
from socle.notifications.views import PAR_PAGE
from socle.outils.identifiants import nouvel_id
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

PROPOSITION, ACCES = "enfants.proposition_recue", "enfants.acces_exceptionnel"
LISTE = 12
CLOCHE = 'class="cloche"'


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def client(educatrice):
    return client_de(educatrice)


def say(qui, *, fois: int = 1, code: str = PROPOSITION, **ids) -> list[Avis]:
    for _ in range(fois):
        notifier(code=code, destinataires=[qui.pk], **{"objet": nouvel_id()} | ids)
    with acting_as(qui):
        return list(Avis.objects.of(qui).order_by("-id"))


def text(client, nom: str = "notifications:liste", **query) -> str:
    response = client.get(reverse(nom), query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_the_bell_counts_what_waits_on_every_page_and_is_not_a_child_s(monde, client, educatrice):
    assert "Avis</span>" in text(client)
    say(educatrice, fois=2)
    for page in ("/ma-maison/", "/aide/", reverse("notifications:liste")):
        found = client.get(page).content.decode().replace("\u202f", " ").replace("\xa0", " ")
        assert "Avis : 2 à lire" in found, page
    for page in ("/mon-espace/", "/aide/"):
        found = client_de(monde.personnes[Role.ENFANT]).get(page).content.decode()
        assert "Se déconnecter" in found or "Mon espace" in found, page
        assert CLOCHE not in found, page


def test_nobody_signed_in_has_no_bell(client):
    assert CLOCHE in client.get("/aide/").content.decode()
    assert CLOCHE not in Client().get("/aide/").content.decode()


def test_an_empty_list_says_so_and_offers_nothing_to_mark(client):
    page = text(client)
    assert "Aucun avis" in page
    assert "Tout marquer comme lu" not in page


def test_opening_a_notice_marks_it_and_leads_where_it_says(monde, client, educatrice):
    [avis] = say(educatrice, cible=monde.lea.pk)
    assert "À lire" in text(client)
    response = client.get(reverse("notifications:ouvrir", args=[avis.pk]))
    assert response.url == reverse("enfants:histoire", args=[monde.lea.pk])
    page = text(client)
    assert "Un moment proposé pour" in page
    assert "À lire" not in page
    assert "Tout marquer comme lu" not in page


def test_somebody_else_s_or_a_withdrawn_notice_is_not_there(monde, client, educatrice):
    [other] = say(monde.personnes[Role.PSYCHOLOGUE])
    [mine] = say(educatrice)
    assert client.get(reverse("notifications:ouvrir", args=[other.pk])).status_code == 404
    retirer(code=PROPOSITION, objet=mine.objet)
    assert client.get(reverse("notifications:ouvrir", args=[mine.pk])).status_code == 404
    assert "Aucun avis" in text(client)
    with acting_as_system(raison="test"):
        assert not Avis.objects.filter(vu_le__isnull=False).exists()


def test_all_are_marked_at_once_and_only_one_s_own(monde, client, educatrice):
    say(educatrice, fois=3)
    psychologue = monde.personnes[Role.PSYCHOLOGUE]
    say(psychologue)
    response = client.post(reverse("notifications:tout_vu"), follow=True)
    assert "Tous vos avis sont marqués comme lus" in response.content.decode()
    assert "à lire" not in text(client)
    with acting_as(psychologue):
        assert Avis.objects.unseen().count() == 1


def test_the_unseen_come_first_then_the_latest_and_pages_follow(client, educatrice):
    latest, *_rest, first = say(educatrice, fois=PAR_PAGE + 1)
    client.get(reverse("notifications:ouvrir", args=[latest.pk]))
    page, following = text(client), text(client, page=2)
    assert page.count('class="avis-ligne') == PAR_PAGE
    assert str(latest.pk) not in page
    assert str(first.pk) in page
    assert str(latest.pk) in following
    assert "Page 2 sur 2" in following


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_with_one_or_three_notices(
    client, educatrice, combien, django_assert_num_queries
):
    say(educatrice, fois=combien)
    text(client)
    with django_assert_num_queries(LISTE):
        text(client)


def test_a_grave_kind_stands_on_the_landing_page_until_it_is_seen(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    client = client_de(directeur)
    say(directeur, code=ACCES)
    banner = "Quelqu’un a ouvert un dossier de votre village"
    assert banner in client.get("/ma-maison/").content.decode()
    [avis] = say(directeur, fois=0)
    assert client.get(reverse("notifications:ouvrir", args=[avis.pk])).url == "/acces-exceptionnels/"
    assert banner not in client.get("/ma-maison/").content.decode()


def test_a_kind_of_an_app_that_is_gone_shows_nowhere(client, educatrice, genres, monkeypatch):
    say(educatrice, code="essai.libre")
    assert "Un essai" in text(client)
    monkeypatch.delitem(registre._genres, "essai.libre")
    assert "Aucun avis" in text(client)
    assert "à lire" not in text(client)


def test_one_chooses_one_s_mails_and_a_mandatory_one_is_not_a_choice(
    monde, client, educatrice, genres, par_courriel
):
    page = text(client, "notifications:preferences")
    assert 'value="essai.libre" checked' in page
    assert 'value="essai.obligatoire"' not in page
    assert "Toujours aussi par courriel." in page
    assert client.post(reverse("notifications:preferences"), {"courriel": [PROPOSITION]}).status_code == 302
    page = text(client, "notifications:preferences")
    assert 'value="essai.libre">' in page
    assert f'value="{PROPOSITION}" checked' in page
    psychologue = monde.personnes[Role.PSYCHOLOGUE]
    with acting_as(psychologue):
        assert {c.genre.code: c.courriel for c in mes_choix(psychologue)}["essai.libre"] is True
        assert not PreferenceAvis.objects.exists()


def test_one_chooses_among_the_kinds_one_may_receive(monde, client):
    said = "Quelqu’un a ouvert un dossier de votre village"
    assert said not in text(client, "notifications:preferences")
    page = text(client_de(monde.personnes[Role.DIRECTEUR]), "notifications:preferences")
    assert said in page
    referent = text(client_de(monde.personnes[Role.REFERENT_ASE]), "notifications:preferences")
    assert "Rien à choisir" in referent


def test_the_page_says_when_no_mail_leaves_or_none_can_arrive(client, educatrice, settings):
    assert "Aucun courriel ne part" in text(client, "notifications:preferences")
    settings.COURRIEL = {"host": "127.0.0.1", "port": 1}
    page = text(client, "notifications:preferences")
    assert "Aucun courriel ne part" not in page
    assert "Votre compte n’a pas d’adresse" in page
    educatrice.email = "educ@exemple.org"
    educatrice.save()
    assert "Votre compte n’a pas d’adresse" not in text(client, "notifications:preferences")


def test_a_child_has_none_of_these_pages(monde):
    lea = client_de(monde.personnes[Role.ENFANT])
    for nom in ("liste", "preferences"):
        assert lea.get(reverse(f"notifications:{nom}")).status_code == 404
    assert lea.post(reverse("notifications:tout_vu")).status_code == 404
