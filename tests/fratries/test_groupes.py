"""Sibling groups: kept by those who keep the files, naming whoever lives elsewhere under the group's key."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fratries.models import Fratrie, MembreFratrie
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

TIENNENT_LES_DOSSIERS = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}


@pytest.mark.parametrize("role", list(Role))
def test_a_group_is_made_by_those_who_keep_the_files(monde, role):
    client = client_de(monde.personnes[role])
    response = saisir(client, "fratries:constituer", enfants=[monde.ines.pk])
    allowed = role in TIENNENT_LES_DOSSIERS
    assert response.status_code == (302 if allowed else 403)
    with acting_as_system(raison="test"):
        found = MembreFratrie.objects.filter(enfant=monde.ines)
        assert [(m.prenom, m.annee_naissance) for m in found] == ([("Inès", 2017)] if allowed else [])


@pytest.mark.parametrize("role", list(Role))
def test_a_sibling_who_lives_elsewhere_is_added_by_those_who_keep_the_files(monde, role):
    client = client_de(monde.personnes[role])
    champs = {"lien": "demi", "prenom": "Tom", "annee_naissance": "2009", "lieu_de_vie": "Chez son père"}
    allowed = 302 if role in TIENNENT_LES_DOSSIERS else 404
    assert saisir(client, "fratries:nouveau_membre", monde.fratrie.pk, **champs).status_code == allowed
    assert saisir(client, "fratries:nouveau_membre", monde.fratrie_ailleurs.pk, **champs).status_code == 404
    with acting_as_system(raison="test"):
        assert MembreFratrie.objects.filter(enfant__isnull=True).count() == (allowed == 302)


def test_a_child_of_another_village_is_no_choice_but_the_group_may_name_them(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    refused = saisir(
        client, "fratries:nouveau_membre", monde.fratrie.pk, lien="germain", enfant=monde.malo.pk
    )
    assert refused.status_code == 422
    with acting_as_system(raison="test"):
        MembreFratrie(
            fratrie=monde.fratrie, enfant=monde.malo, lien="germain", prenom="Malo", annee_naissance=2017
        ).save()
    page = client.get(reverse("fratries:groupe", args=[monde.fratrie.pk])).content.decode()
    assert "Malo" in page
    assert str(monde.malo.pk) not in page
    assert reverse("enfants:sejour", args=[monde.lea.pk]) in page


def test_a_line_keeps_its_child_whatever_is_sent(monde):
    with acting_as(monde.personnes[Role.SECRETARIAT]):
        membre = MembreFratrie.objects.get(enfant=monde.lea)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    champs = {"lien": "demi", "prenom": "Léa", "enfant": monde.ines.pk}
    assert saisir(client, "fratries:modifier_membre", membre.pk, **champs).status_code == 302
    with acting_as_system(raison="test"):
        membre.refresh_from_db()
        assert (membre.enfant_id, membre.lien) == (monde.lea.pk, "demi")


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"prenom": ""}, "Indiquez le prénom"),
        ({"prenom": "T\x00m"}, "U+0000"),
        ({"annee_naissance": "3000"}, "pas possible"),
        ({"annee_naissance": "deux mille"}, "entier"),
        ({"lien": "cousin"}, "choix"),
    ],
)
def test_a_wrong_sibling_is_refused_and_what_was_typed_is_kept(monde, champs, phrase):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    sent = {"lien": "demi", "prenom": "Tom", "lieu_de_vie": "Chez son père"} | champs
    response = saisir(client, "fratries:nouveau_membre", monde.fratrie.pk, **sent)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert "Chez son père" in response.content.decode()


def test_a_double_submit_makes_one_group(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    adresse = reverse("fratries:constituer")
    champs = {"envoi": envoi_de(client.get(adresse)), "enfants": [monde.ines.pk]}
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert Fratrie.objects.filter(membres__enfant=monde.ines).count() == 1


@pytest.mark.parametrize("groups", [0, 3])
def test_the_list_costs_the_same_with_more_groups(monde, groups, django_assert_num_queries):
    for n in range(groups):
        factories.creer_fratrie(
            monde.village, factories.creer_enfant(monde.village, f"E{n}", "Aa"), monde.ines
        )
    client = client_de(monde.personnes[Role.SECRETARIAT])
    client.get(reverse("fratries:groupes"))
    with django_assert_num_queries(REQUETES_LISTE):
        client.get(reverse("fratries:groupes"))


REQUETES_LISTE = 15
