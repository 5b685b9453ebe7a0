"""The organisation's screens: read by staff, maintained by those who have the capacity, in their villages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, envoi_de, saisir
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais

pytestmark = pytest.mark.django_db

DEDANS = [role for role in Role if role not in {Role.ENFANT, Role.REFERENT_ASE}]


def _porteurs(capacite: Capacite) -> set[Role]:
    return {role for role in Role if capacite in CAPACITES[role]}


def _autres(role: Role, *porteurs: Role) -> list[Role]:
    return [r for r in Role if r not in {role, *porteurs}]


@pytest.fixture
def collegue(monde) -> Professionnel:
    found = factories.creer_professionnel("collegue", prenom="Odile", nom="Bern")
    factories.affecter(found, Role.AIDE_FAMILIAL, maison=monde.tilleuls)
    return found


@pytest.mark.parametrize("role", list(Role))
def test_a_house_is_opened_by_those_who_maintain_the_village(monde, role):
    client = client_de(monde.personnes[role])
    champs = {"nom": "Les Saules", "places": "5", "dispositif": "familiale"}
    response = saisir(client, "villages:nouvelle_maison", monde.village.pk, **champs)
    allowed = role in _porteurs(Capacite.ECRIRE_ORGANISATION)
    assert response.status_code == (302 if allowed else 404)
    assert Maison.objects.filter(nom="Les Saules").exists() is allowed


def test_a_village_says_the_zone_of_its_school_holidays(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    refused = saisir(client, "villages:modifier_village", monde.village.pk, nom="Tapé", zone_scolaire="Z")
    assert refused.status_code == 422
    assert "Tapé" in refused.content.decode()
    saisir(client, "villages:modifier_village", monde.village.pk, nom="Les Collines", zone_scolaire="B")
    monde.village.refresh_from_db()
    assert (monde.village.nom, monde.village.zone_scolaire) == ("Les Collines", "B")
    page = client.get(reverse("villages:village", args=[monde.village.pk])).content.decode()
    assert "zone B" in page


@pytest.mark.parametrize("role", [Role.DIRECTEUR, Role.CHEF_DE_SERVICE])
def test_another_village_is_not_maintained(monde, role):
    client = client_de(monde.personnes[role])
    for nom, ident in [
        ("villages:modifier_village", monde.autre_village.pk),
        ("villages:nouvelle_maison", monde.autre_village.pk),
        ("villages:nouveau_relais", monde.autre_village.pk),
        ("villages:nouvelle_astreinte", monde.autre_village.pk),
        ("villages:modifier_maison", monde.sorbiers.pk),
    ]:
        assert client.get(reverse(nom, args=[ident])).status_code == 404
        assert client.post(reverse(nom, args=[ident]), {"nom": "Pris"}).status_code == 404


def test_the_village_page_tells_who_is_there_tonight(monde, collegue):
    today = aujourdhui()
    factories.creer_relais(collegue, monde.erables, today, today)
    page = client_de(monde.personnes[Role.STAGIAIRE]).get(
        reverse("villages:village", args=[monde.village.pk])
    )
    text = page.content.decode()
    assert "Odile Bern" in text
    assert "2 places occupées sur" in text
    assert "06 00 00 00 00" in text
    assert "Modifier" not in text
    assert "Léa" not in text


@pytest.mark.parametrize("houses", [0, 6])
def test_the_village_page_costs_the_same_with_more_houses(monde, collegue, houses, django_assert_num_queries):
    for n in range(houses):
        maison = factories.creer_maison(monde.village, f"Maison {n}")
        factories.creer_relais(collegue, maison, aujourdhui(), aujourdhui())
        factories.affecter(factories.creer_professionnel(f"p{n}"), Role.AIDE_FAMILIAL, maison=maison)
    factories.creer_relais(collegue, monde.erables, aujourdhui(), aujourdhui())
    client = client_de(monde.personnes[Role.DIRECTEUR])
    client.get(reverse("villages:village", args=[monde.village.pk]))
    with django_assert_num_queries(REQUETES_VILLAGE):
        client.get(reverse("villages:village", args=[monde.village.pk]))


REQUETES_VILLAGE = 23


@pytest.mark.parametrize("people", [0, 3])
def test_the_list_of_people_costs_the_same_with_more_people(monde, people, django_assert_num_queries):
    for n in range(people):
        factories.affecter(factories.creer_professionnel(f"p{n}"), Role.AIDE_FAMILIAL, maison=monde.tilleuls)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    client.get(reverse("villages:professionnels"))
    with django_assert_num_queries(REQUETES_PROFESSIONNELS):
        client.get(reverse("villages:professionnels"))


REQUETES_PROFESSIONNELS = 15


def test_people_of_another_village_are_not_listed(monde):
    ailleurs = factories.creer_professionnel("ailleurs2", prenom="Ulysse", nom="Zed")
    factories.affecter(ailleurs, Role.AIDE_FAMILIAL, maison=monde.sorbiers)
    nouveau = factories.creer_professionnel("nouveau", prenom="Nadia", nom="Neuve")
    directeur, educateur = (client_de(monde.personnes[r]) for r in (Role.DIRECTEUR, Role.EDUCATEUR_FAMILIAL))
    assert "Nadia Neuve" in directeur.get(reverse("villages:professionnels")).content.decode()
    for client in (directeur, educateur):
        text = client.get(reverse("villages:professionnels")).content.decode()
        assert "Ulysse Zed" not in text
        assert client.get(reverse("villages:professionnel", args=[ailleurs.pk])).status_code == 404
    assert educateur.get(reverse("villages:professionnel", args=[nouveau.pk])).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_the_direction_assigns_in_its_village_and_nobody_else(monde, collegue, role):
    client = client_de(monde.personnes[role])
    response = saisir(
        client, "villages:affecter", collegue.pk,
        role="chef_de_service", village=monde.village.pk, debut=aujourdhui().isoformat(),
    )  # fmt: skip
    given = Affectation.objects.filter(professionnel=collegue, role=Role.CHEF_DE_SERVICE)
    assert given.exists() is (role is Role.DIRECTEUR)
    # The siège has the screen, for directions: the role is not among its choices.
    assert response.status_code == {Role.DIRECTEUR: 302, Role.SIEGE: 422}.get(role, 404)


def test_the_siege_assigns_a_director_and_a_director_does_not(monde, collegue):
    champs = {"role": "directeur", "village": monde.village.pk, "debut": aujourdhui().isoformat()}
    refused = saisir(client_de(monde.personnes[Role.DIRECTEUR]), "villages:affecter", collegue.pk, **champs)
    assert refused.status_code == 422
    done = saisir(client_de(monde.personnes[Role.SIEGE]), "villages:affecter", collegue.pk, **champs)
    assert done.status_code == 302
    assert Affectation.objects.filter(professionnel=collegue, role=Role.DIRECTEUR).count() == 1


def test_a_child_of_another_village_is_nobody_s_reference_here(monde, collegue):
    champs = {"role": "psychologue", "village": monde.village.pk, "debut": aujourdhui().isoformat()}
    client = client_de(monde.personnes[Role.DIRECTEUR])
    assert saisir(client, "villages:affecter", collegue.pk, **champs, enfant=monde.malo.pk).status_code == 422
    assert saisir(client, "villages:affecter", collegue.pk, **champs, enfant=monde.ines.pk).status_code == 302
    page = client.get(reverse("villages:professionnel", args=[collegue.pk])).content.decode()
    assert "pour Inès" in page
    other = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = other.get(reverse("villages:professionnel", args=[collegue.pk])).content.decode()
    assert "pour un enfant" in page
    assert "Inès" not in page


def test_the_same_form_sent_twice_assigns_once(monde, collegue):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    adresse = reverse("villages:affecter", args=[collegue.pk])
    champs = {
        "envoi": envoi_de(client.get(adresse)), "role": "infirmier", "village": monde.village.pk,
        "debut": aujourdhui().isoformat(),
    }  # fmt: skip
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    assert Affectation.objects.filter(professionnel=collegue, role=Role.INFIRMIER).count() == 1
    again = saisir(
        client, "villages:affecter", collegue.pk, **{k: v for k, v in champs.items() if k != "envoi"}
    )
    assert again.status_code == 422
    assert "déjà cette affectation" in again.content.decode()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"role": "educateur_familial"}, "indiquez laquelle"),
        ({"role": "psychologue"}, "indiquez lequel"),
        ({"role": "infirmier", "debut": "2026-13-45"}, "date valide"),
        ({"role": "infirmier", "debut": "0026-01-01"}, "trop ancienne"),
        ({"role": "infirmier", "fin": "2001-01-01"}, "avant le début"),
        ({"role": "infirmier", "motif": "a\x00b"}, "U+0000"),
        ({"role": "enfant"}, "choix"),
    ],
)
def test_a_wrong_assignment_says_so_beside_the_field_and_keeps_what_was_typed(
    monde, collegue, champs, phrase
):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    sent = {"village": monde.village.pk, "debut": aujourdhui().isoformat(), "motif": "Arrivée"} | champs
    response = saisir(client, "villages:affecter", collegue.pk, **sent)
    assert response.status_code == 422
    assert phrase in response.content.decode().replace("\u202f", " ")
    if "motif" not in champs:
        assert "Arrivée" in response.content.decode()
    assert Affectation.objects.filter(professionnel=collegue).count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_a_relay_is_planned_by_those_who_maintain_the_village(monde, collegue, role):
    client = client_de(monde.personnes[role])
    today = aujourdhui().isoformat()
    champs = {"maison": monde.erables.pk, "professionnel": collegue.pk, "debut": today, "fin": today}
    response = saisir(client, "villages:nouveau_relais", monde.village.pk, **champs)
    allowed = role in _porteurs(Capacite.ECRIRE_ORGANISATION)
    assert response.status_code == (302 if allowed else 404)
    assert Relais.objects.filter(professionnel=collegue).exists() is allowed


def test_a_relay_is_announced_to_the_children(monde, collegue):
    today = aujourdhui()
    relais = factories.creer_relais(collegue, monde.erables, today, today + timedelta(days=2))
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    champs = {"debut": today.isoformat(), "fin": today.isoformat(), "dit_aux_enfants": "on"}
    assert saisir(client, "villages:modifier_relais", relais.pk, **champs).status_code == 302
    relais.refresh_from_db()
    assert (relais.dit_aux_enfants, relais.fin) == (True, today)


@pytest.mark.parametrize("role", list(Role))
def test_the_direction_fills_the_on_call_roster(monde, collegue, role):
    client = client_de(monde.personnes[role])
    today = aujourdhui().isoformat()
    champs = {
        "professionnel": collegue.pk, "rang": "2", "debut": today, "fin": today, "telephone": "06 11 22 33 44",
    }  # fmt: skip
    response = saisir(client, "villages:nouvelle_astreinte", monde.village.pk, **champs)
    assert response.status_code == (302 if role is Role.DIRECTEUR else 404)
    assert Astreinte.objects.filter(professionnel=collegue).exists() is (role is Role.DIRECTEUR)


def test_two_people_at_the_same_rank_are_refused_with_a_sentence(monde, collegue):
    today = aujourdhui().isoformat()
    champs = {"professionnel": collegue.pk, "rang": "1", "debut": today, "fin": today, "telephone": "061122"}
    client = client_de(monde.personnes[Role.DIRECTEUR])
    response = saisir(client, "villages:nouvelle_astreinte", monde.village.pk, **champs)
    assert response.status_code == 422
    assert "déjà d’astreinte à ce rang" in response.content.decode()


def test_an_account_is_created_by_the_technical_administrator_and_its_password_is_shown_once(monde):
    client = client_de(monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE])
    response = saisir(client, "villages:nouveau_compte", nature="professionnel", identifiant="c.martel")
    if response.status_code == 302:
        pytest.fail(f"asked to sign in again: {response.url}")
    made = Utilisateur.objects.get(identifiant="c.martel")
    assert made.cree_par_id == monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE].pk
    assert made.mot_de_passe_provisoire
    assert "Mot de passe provisoire" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    again = saisir(client, "villages:nouveau_compte", nature="professionnel", identifiant="C.Martel".lower())
    assert again.status_code == 422


def test_a_child_s_login_is_made_up(monde):
    client = client_de(monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE])
    assert saisir(client, "villages:nouveau_compte", nature="enfant", identifiant="lea").status_code == 422
    assert saisir(client, "villages:nouveau_compte", nature="enfant").status_code == 200
    assert Utilisateur.objects.filter(nature="enfant").exclude(identifiant__contains="@").count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATEUR_TECHNIQUE])
def test_nobody_else_touches_accounts(monde, role):
    client = client_de(monde.personnes[role])
    victime = monde.personnes[Role.PSYCHOLOGUE]
    assert client.post(reverse("villages:nouveau_compte"), {"identifiant": "x"}).status_code == 403
    fermer = client.post(reverse("villages:activer_compte", args=[victime.pk]), {"acte": "fermer"})
    assert fermer.status_code == 404
    victime.refresh_from_db()
    assert victime.is_active


def test_an_account_is_closed_but_never_one_s_own(monde):
    admin, victime = monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE], monde.personnes[Role.PSYCHOLOGUE]
    client, autre = client_de(admin), client_de(victime)
    for _ in range(2):
        done = client.post(reverse("villages:activer_compte", args=[victime.pk]), {"acte": "fermer"})
        assert done.status_code == 302
    victime.refresh_from_db()
    assert not victime.is_active
    assert autre.get(reverse("enfants:ma_maison")).status_code == 302
    assert client.get(reverse("villages:activer_compte", args=[admin.pk])).status_code == 404
    assert (
        client.post(reverse("villages:activer_compte", args=[admin.pk]), {"acte": "fermer"}).status_code
        == 404
    )


def test_an_account_is_linked_once(monde):
    ouvert, second = factories.creer_utilisateur("aicha"), factories.creer_utilisateur("second")
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert saisir(client, "villages:nouveau_professionnel", prenom="Aïcha", nom="Benali").status_code == 302
    with acting_as_system(raison="test"):
        [neuf] = [p for p in Professionnel.objects.all() if p.prenom == "Aïcha"]
    assert saisir(client, "villages:lier_compte", neuf.pk, identifiant="inconnu").status_code == 422
    assert saisir(client, "villages:lier_compte", neuf.pk, identifiant="aicha").status_code == 302
    assert saisir(client, "villages:lier_compte", neuf.pk, identifiant="second").status_code == 422
    neuf.refresh_from_db()
    assert neuf.compte_id == ouvert.pk != second.pk
