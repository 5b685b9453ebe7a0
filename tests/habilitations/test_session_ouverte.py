"""Rights that end while somebody is signed in: the very next request knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from enfants.models import NoteJournal
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.connexion import ouvrir_session
from tests.enfants.saisie import adresse, bloc, saisie
from tests.monde import Monde
from villages.models import Affectation

pytestmark = pytest.mark.django_db


@pytest.fixture
def educatrice(monde: Monde) -> Utilisateur:
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def client(educatrice: Utilisateur, monde: Monde) -> Client:
    """A session at work: it reads Léa's note."""
    client = Client()
    ouvrir_session(client, educatrice)
    assert client.get(_note(monde)).status_code == 200
    return client


def _note(monde: Monde) -> str:
    return reverse("enfants:note", args=[monde.note.pk])


def _written(monde: Monde) -> int:
    with acting_as_system(raison="test"):
        return NoteJournal.objects.exclude(pk=monde.note.pk).filter(enfant=monde.lea).count()


def test_assignment_that_expires_during_a_session_opens_nothing_at_the_next_request(
    monde, educatrice, client
):
    soir = saisie(monde.lea) | bloc(monde.lea, texte="Trop tard.")
    with acting_as_system(raison="test"):
        affectation = Affectation.objects.get(professionnel__compte=educatrice)
        affectation.fin = aujourdhui() - timedelta(days=1)
        affectation.save()
    assert client.get(_note(monde)).status_code == 404
    assert client.get(adresse(monde.tilleuls)).status_code == 404
    assert client.post(adresse(monde.tilleuls), soir).status_code == 404
    assert _written(monde) == 0
    assert "Léa" not in client.get("/", follow=True).content.decode()


def test_denial_set_during_a_session_closes_that_child_alone_at_the_next_request(monde, educatrice, client):
    factories.refuser(educatrice, monde.lea)
    assert client.get(_note(monde)).status_code == 404
    assert client.get(reverse("enfants:fiche", args=[monde.lea.pk])).status_code == 404
    assert client.get(reverse("enfants:fiche", args=[monde.noe.pk])).status_code == 200
    soir = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Refusé.") | bloc(monde.noe, texte="Permis.")
    assert client.post(adresse(monde.tilleuls), soir).status_code == 404
    assert _written(monde) == 0


def test_account_closed_during_a_session_is_shown_the_door_at_the_next_request(monde, educatrice, client):
    educatrice.is_active = False
    educatrice.save(update_fields=["is_active"])
    reponse = client.get(_note(monde))
    assert (reponse.status_code, reponse.url.partition("?")[0]) == (302, reverse("account_login"))
    soir = saisie(monde.lea) | bloc(monde.lea, texte="Compte fermé.")
    assert client.post(adresse(monde.tilleuls), soir).status_code == 302
    assert _written(monde) == 0
