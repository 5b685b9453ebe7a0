"""Leaving the village: where, why, what leaves with the child, and a departure given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from enfants.enums import Destinataire, PieceRemise
from enfants.models import Depart, Remise, Sejour
from enfants.selectors.admission import AU_DEPART
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 15
TIENNENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.IDENTITE)}


def _part(**changes: object) -> dict[str, object]:
    return {
        "fin": aujourdhui().isoformat(), "destination": "famille_accueil", "precision": "M. et Mme Roy, Blois",
        "motif": "Décision du juge. « Je veux bien essayer. »",
    } | changes  # fmt: skip


def test_a_departure_says_where_and_why_and_leads_to_what_is_handed_over(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    response = saisir(client, "enfants:depart", monde.lea.pk, **_part())
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    for words in ("Famille d’accueil", "M. et Mme Roy, Blois", "Je veux bien essayer", "Il reste"):
        assert words in page
    with acting_as_system(raison="test"):
        assert Sejour.objects.get(enfant=monde.lea).fin == aujourdhui()


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"motif": ""}, "obligatoire"),
        ({"destination": ""}, "obligatoire"),
        ({"fin": "2001-01-01"}, "avant l’arrivée"),
        ({"fin": ""}, "obligatoire"),
    ],
)
def test_a_wrong_departure_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    response = saisir(client, "enfants:depart", monde.lea.pk, **_part(**changes))
    assert response.status_code == 422
    page = response.content.decode()
    assert phrase in page
    assert "M. et Mme Roy, Blois" in page
    with acting_as_system(raison="test"):
        assert Sejour.objects.get(enfant=monde.lea).fin is None
        assert not Depart.objects.exists()


def test_the_same_departure_sent_twice_is_one(monde):
    client, adresse = (
        client_de(monde.personnes[Role.SECRETARIAT]),
        reverse("enfants:depart", args=[monde.lea.pk]),
    )
    champs = _part(fin=(aujourdhui() + timedelta(days=2)).isoformat(), envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert Depart.objects.count() == 1
        assert monde.lea.mouvements.count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_and_who_ticks_a_departure(monde, role):
    depart, elsewhere = factories.creer_depart(monde.lea), factories.creer_depart(monde.malo)
    client = client_de(monde.personnes[role])
    page, tick = reverse("enfants:depart_suivi", args=[depart.pk]), "enfants:remettre_au_depart"
    assert client.get(page).status_code == (200 if role in LISENT else 404)
    champs = {"pieces": ["pecule"], "destinataires": ["enfant"], "le": aujourdhui().isoformat()}
    response = saisir(client, tick, depart.pk, **champs)
    assert response.status_code == (302 if role in TIENNENT else 404)
    with acting_as_system(raison="test"):
        assert Remise.objects.count() == (role in TIENNENT)
    for nom in ("enfants:depart_suivi", tick, "enfants:annuler_depart"):
        assert client.get(reverse(nom, args=[elsewhere.pk])).status_code == 404


def test_each_line_is_ticked_by_whom_and_when(monde):
    depart = factories.creer_depart(monde.lea)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    page = reverse("enfants:depart_suivi", args=[depart.pk])
    assert "Il reste 8" in client.get(page).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    champs = {
        "pieces": [PieceRemise.CARNET_SANTE, PieceRemise.PHOTOS], "destinataires": [Destinataire.ENFANT],
        "le": aujourdhui().isoformat(), "precision": "L’album rouge.",
    }  # fmt: skip
    assert saisir(client, "enfants:remettre_au_depart", depart.pk, **champs).status_code == 302
    shown = client.get(page).content.decode()
    assert "Claire Renaud" in shown
    assert "L’album rouge." in shown
    again = saisir(client, "enfants:remettre_au_depart", depart.pk, **champs)
    assert again.status_code == 422
    assert "Déjà noté" in again.content.decode()
    others = [p.value for p in AU_DEPART if p not in {PieceRemise.CARNET_SANTE, PieceRemise.PHOTOS}]
    nothing = {
        "pieces": others,
        "destinataires": ["accueil"],
        "le": aujourdhui().isoformat(),
        "sans_objet": "on",
    }
    assert saisir(client, "enfants:remettre_au_depart", depart.pk, **nothing).status_code == 302
    shown = client.get(page).content.decode()
    assert "Tout est remis" in shown
    assert "sans objet" in shown


def test_what_was_noted_by_mistake_is_taken_back(monde):
    depart = factories.creer_depart(monde.lea)
    remise = factories.creer_remise(
        monde.lea, monde.personnes[Role.SECRETARIAT], piece=PieceRemise.PECULE, remise_le=aujourdhui()
    )
    client, page = (
        client_de(monde.personnes[Role.SECRETARIAT]),
        reverse("enfants:depart_suivi", args=[depart.pk]),
    )
    assert "Noté par erreur" in client.get(page).content.decode()
    assert client.post(reverse("enfants:retirer_remise", args=[remise.pk])).status_code == 302
    assert "Noté par erreur" not in client.get(page).content.decode()
    with acting_as_system(raison="test"):
        assert Remise.objects.get().retiree_le is not None


def test_a_departure_to_come_is_given_up_with_a_reason_a_past_one_is_not(monde):
    coming, past = factories.creer_depart(monde.lea), factories.creer_depart(monde.ines, fin=aujourdhui())
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert saisir(client, "enfants:annuler_depart", coming.pk, motif="").status_code == 422
    refused = saisir(client, "enfants:annuler_depart", past.pk, motif="Erreur.")
    assert "a eu lieu" in refused.content.decode()
    done = saisir(client, "enfants:annuler_depart", coming.pk, motif="Le juge a reporté.")
    assert done.status_code == 302
    with acting_as_system(raison="test"):
        assert Sejour.objects.get(enfant=monde.lea).fin is None
        assert Sejour.objects.get(enfant=monde.ines).fin == aujourdhui()
    assert client.get(reverse("enfants:depart_suivi", args=[coming.pk])).status_code == 404


def test_a_child_about_to_leave_does_not_change_house(monde):
    factories.creer_depart(monde.lea)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    champs = {"maison": monde.erables.pk, "debut": aujourdhui().isoformat()}
    response = saisir(client, "enfants:arrivee", monde.lea.pk, **champs)
    assert response.status_code == 422
    assert "Un départ est enregistré" in response.content.decode()


def test_a_departure_asks_as_many_queries_for_one_tick_as_for_three(monde, django_assert_num_queries):
    depart, secretaire = factories.creer_depart(monde.lea), monde.personnes[Role.SECRETARIAT]
    client, page = client_de(secretaire), reverse("enfants:depart_suivi", args=[depart.pk])
    client.get(page)
    pieces = [PieceRemise.PECULE, PieceRemise.PHOTOS, PieceRemise.EFFETS]
    for piece in pieces:
        factories.creer_remise(monde.lea, secretaire, piece=piece)
        with django_assert_num_queries(REQUETES):
            shown = client.get(page).content.decode()
        assert "Claire Renaud" in shown
