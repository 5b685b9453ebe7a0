"""What the organisation answers to house tablets and to two-person resets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from socle.comptes import regles
from socle.comptes.models import Tablette
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.connexion import ouvrir_session
from villages.tablettes import MaisonsDesVillages

pytestmark = pytest.mark.django_db


def names(maison) -> list[str]:
    with acting_as(None):
        return [present.libelle for present in MaisonsDesVillages().presents(maison.pk)]


def test_who_is_there_follows_assignments_and_relays_of_tonight(monde):
    past = factories.creer_professionnel("parti", prenom="Anna", nom="Partie")
    factories.affecter(
        past,
        Role.AIDE_FAMILIAL,
        maison=monde.erables,
        debut=aujourdhui() - timedelta(days=30),
        fin=aujourdhui() - timedelta(days=1),
    )
    assert names(monde.erables) == []
    here = factories.creer_professionnel("la", prenom="Bilal", nom="Présent")
    factories.affecter(here, Role.AIDE_FAMILIAL, maison=monde.erables)
    assert names(monde.erables) == ["Bilal Présent"]
    assert "Bilal Présent" not in names(monde.tilleuls)


def test_the_chief_enrols_in_their_village_and_others_meet_nothing(monde):
    for role, expected in ((Role.CHEF_DE_SERVICE, 200), (Role.EDUCATEUR_FAMILIAL, 404)):
        client = Client()
        ouvrir_session(client, monde.personnes[role])
        response = client.get(reverse("comptes_tablettes"))
        assert response.status_code == expected
        if expected == 200:
            page = response.content.decode()
            assert "Les Érables" in page
            assert "Les Sorbiers" not in page


def test_the_tablet_shows_the_house_s_staff_to_nobody_signed_in(monde):
    client = Client()
    ouvrir_session(client, monde.personnes[Role.CHEF_DE_SERVICE])
    client.post(
        reverse("comptes_tablettes"), {"maison": str(monde.tilleuls.pk), "libelle": "tablette de la cuisine"}
    )
    assert Tablette.objects.get().maison_id == monde.tilleuls.pk
    page = client.get(reverse("comptes_qui_est_la")).content.decode()
    assert "Les Tilleuls" in page
    assert names(monde.tilleuls)[0] in page
    assert "_auth_user_id" not in client.session


def test_a_reset_stays_inside_one_s_villages(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    elsewhere = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "educ@sorbiers", maison=monde.sorbiers, enfant=monde.malo
    )
    near = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(directeur):
        assert regles.takes_part(directeur)
        assert regles.peut_reinitialiser(directeur, near)
        assert not regles.peut_reinitialiser(directeur, elsewhere)
        assert not regles.peut_reinitialiser(directeur, directeur)
    with acting_as(near):
        assert not regles.takes_part(near)
