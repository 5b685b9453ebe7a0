"""Brothers and sisters on a child's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from enfants.selectors.fratrie import siblings_of
from fratries.enums import LienFratrie
from fratries.models import MembreFratrie
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.connexion import ouvrir_session

pytestmark = pytest.mark.django_db

FRATRIE = 15
LISENT_IDENTITE = {
    Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE,
    Role.INFIRMIER, Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
    Role.REFERENT_ASE,
}  # fmt: skip


def page(client, user, enfant, **entetes):
    ouvrir_session(client, user)
    return client.get(reverse("fratries:fratrie", args=[enfant.pk]), headers=entetes)


def ajouter(fratrie, prenom, *, enfant=None, lien=LienFratrie.GERMAIN, **champs):
    with acting_as_system(raison="test"):
        membre = MembreFratrie(fratrie=fratrie, enfant=enfant, prenom=prenom, lien=lien, **champs)
        membre.save()
        return membre


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_it_for_the_children_it_may_name(monde, client, role):
    assert page(client, monde.personnes[role], monde.lea).status_code == (
        200 if role in LISENT_IDENTITE else 404
    )
    assert page(client, monde.personnes[role], monde.malo).status_code == 404


def test_a_sibling_within_reach_is_a_link_and_one_elsewhere_a_name(monde, client):
    ajouter(monde.fratrie, "Malo", enfant=monde.malo, lieu_de_vie="au village de la Rivière")
    ajouter(monde.fratrie, "Yanis", annee_naissance=2008, ailleurs=True)
    response = page(client, monde.personnes[Role.DIRECTEUR], monde.lea)
    assert reverse("enfants:fiche", args=[monde.noe.pk]) in response.text
    assert "Malo" in response.text
    assert "au village de la Rivière" in response.text
    assert reverse("enfants:fiche", args=[monde.malo.pk]) not in response.text
    assert "naissance en 2008" in response.text
    assert EntreeAudit.objects.get(action="fratries.lecture").enfants == [monde.lea.pk]


def test_who_follows_one_child_only_gets_no_link_to_the_others(monde, client):
    response = page(client, monde.personnes[Role.PSYCHOLOGUE], monde.lea)
    assert "Noé" in response.text
    assert reverse("enfants:fiche", args=[monde.noe.pk]) not in response.text


def test_half_siblings_of_two_groups_are_there_once(monde):
    factories.creer_fratrie(monde.village, monde.lea, monde.noe, monde.ines)
    user = monde.personnes[Role.DIRECTEUR]
    with acting_as(user):
        found = siblings_of(user, {monde.lea.pk, monde.noe.pk})
        assert [str(sibling.prenom) for sibling in found[monde.lea.pk]] == ["Inès", "Noé"]
        assert [str(sibling.prenom) for sibling in found[monde.noe.pk]] == ["Inès", "Léa"]


@pytest.mark.parametrize(
    ("un", "autre", "dit"),
    [
        ("germain", "germain", "frère ou sœur"),
        ("germain", "demi", "demi-frère ou demi-sœur"),
        ("demi", "germain", "demi-frère ou demi-sœur"),
        ("demi", "demi", "même fratrie"),
        ("germain", "par_alliance", "quasi-frère ou quasi-sœur"),
        ("germain", "a_naitre", "à naître"),
    ],
)
def test_the_tie_is_told_from_the_child_s_side(monde, un, autre, dit):
    fratrie = factories.creer_fratrie(monde.village)
    ajouter(fratrie, "Inès", enfant=monde.ines, lien=un)
    ajouter(fratrie, "Autre", lien=autre)
    user = monde.personnes[Role.DIRECTEUR]
    with acting_as(user):
        [sibling] = siblings_of(user, {monde.ines.pk})[monde.ines.pk]
    assert sibling.lien == dit


@pytest.mark.parametrize(
    ("lien", "sexe", "dit"),
    [
        ("demi", "fille", "demi-sœur"),
        ("demi", "garcon", "demi-frère"),
        ("germain", "fille", "sœur"),
        ("par_alliance", "garcon", "quasi-frère"),
        ("demi", "non_precise", "demi-frère ou demi-sœur"),
    ],
)
def test_the_tie_is_worded_by_the_sex_the_file_says(monde, lien, sexe, dit):
    with acting_as_system(raison="test"):
        monde.noe.sexe = sexe
        monde.noe.save()
    fratrie = factories.creer_fratrie(monde.village)
    ajouter(fratrie, "Inès", enfant=monde.ines)
    ajouter(fratrie, "Noé", enfant=monde.noe, lien=lien)
    user = monde.personnes[Role.DIRECTEUR]
    with acting_as(user):
        [sibling] = siblings_of(user, {monde.ines.pk})[monde.ines.pk]
        assert sibling.lien == dit


def test_a_child_without_siblings_has_a_page_that_says_so(monde, client):
    assert (
        "Aucun frère, aucune sœur connus ici."
        in page(client, monde.personnes[Role.DIRECTEUR], monde.ines).text
    )


def test_the_panel_is_a_piece_of_the_page(monde, client):
    whole = page(client, monde.personnes[Role.DIRECTEUR], monde.lea).text
    fragment = page(client, monde.personnes[Role.DIRECTEUR], monde.lea, **{"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert fragment.strip() in whole


def test_a_lost_group_key_closes_names_and_leaves_the_page(monde, client):
    factories.perdre_la_cle(monde.fratrie.pk)
    response = page(client, monde.personnes[Role.DIRECTEUR], monde.lea)
    assert response.status_code == 200
    assert PHRASE_ILLISIBLE in response.text


def test_the_page_costs_the_same_with_one_or_three_siblings(monde, client, django_assert_num_queries):
    user = monde.personnes[Role.DIRECTEUR]
    page(client, user, monde.lea)
    url = reverse("fratries:fratrie", args=[monde.lea.pk])
    with django_assert_num_queries(FRATRIE):
        client.get(url)
    ajouter(monde.fratrie, "Yanis")
    ajouter(monde.fratrie, "Malo", enfant=monde.malo)
    with django_assert_num_queries(FRATRIE):
        client.get(url)
