"""Choosing somebody of another village: exactly named, never from its staff list, never oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from enfants.models import Enfant
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Affectation, Astreinte, Professionnel, Relais
from villages.services import planifier_relais, trouver_un_professionnel

pytestmark = pytest.mark.django_db

DEMAIN = aujourdhui() + timedelta(days=1)


@pytest.fixture
def odile(monde) -> Professionnel:
    """An aide familiale of the other village."""
    found = factories.creer_professionnel("odile", prenom="Odile", nom="Bern-Åkerlund")
    found.compte.email = "odile.bern@exemple.org"
    found.compte.save()
    factories.affecter(found, Role.AIDE_FAMILIAL, maison=monde.sorbiers)
    return found


def _relais(monde, **champs):
    sent = {"maison": monde.tilleuls.pk, "debut": aujourdhui().isoformat(), "fin": DEMAIN.isoformat()}
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    return saisir(client, "villages:nouveau_relais", monde.village.pk, **sent | champs)


def test_the_other_village_s_people_are_not_in_the_list(monde, odile):
    for role, nom in (
        (Role.CHEF_DE_SERVICE, "villages:nouveau_relais"),
        (Role.DIRECTEUR, "villages:nouvelle_astreinte"),
    ):
        page = client_de(monde.personnes[role]).get(reverse(nom, args=[monde.village.pk])).text
        assert "Claire Renaud" in page
        assert "Odile" not in page


@pytest.mark.parametrize(
    "texte",
    ["Odile Bern-Åkerlund", "bern akerlund odile", " ODILE  bern-akerlund ", "Odile.Bern@exemple.org"],
)
def test_an_exact_name_or_address_plans_the_relay_and_opens_the_house(monde, odile, texte):
    assert client_de(odile.compte).get(reverse("enfants:fiche", args=[monde.lea.pk])).status_code == 404
    assert _relais(monde, ailleurs=texte).status_code == 302
    assert Relais.objects.get(professionnel=odile).maison == monde.tilleuls
    assert client_de(odile.compte).get(reverse("enfants:fiche", args=[monde.lea.pk])).status_code == 200
    with acting_as(odile.compte):
        assert not Enfant.objects.filter(pk=monde.ines.pk).exists()
    page = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert "Odile" in page.get(reverse("villages:village", args=[monde.village.pk])).text


@pytest.mark.parametrize("texte", ["Odile", "Bern-Åkerlund", "Odile Ber", "odile.bern@exemple", "odile", "%"])
def test_part_of_a_name_finds_nobody_and_keeps_what_was_typed(monde, odile, texte):
    response = _relais(monde, ailleurs=texte, motif="Congés d’été")
    assert response.status_code == 422
    assert "Personne ne porte exactement ce nom" in response.text
    assert "Congés d’été" in response.text
    assert not Relais.objects.filter(professionnel=odile).exists()


def test_two_people_of_one_name_are_told_apart_by_their_address(monde, odile):
    other = factories.creer_professionnel("odile2", prenom="Odile", nom="Bern-Åkerlund")
    factories.affecter(other, Role.AIDE_FAMILIAL, maison=monde.sorbiers)
    assert "Plusieurs personnes" in _relais(monde, ailleurs="Odile Bern-Åkerlund").text
    assert _relais(monde, ailleurs="odile.bern@exemple.org").status_code == 302


def test_one_says_who_and_only_once(monde, odile):
    collegue = factories.creer_professionnel("collegue", prenom="Basile", nom="Roy")
    factories.affecter(collegue, Role.AIDE_FAMILIAL, maison=monde.erables)
    assert "Ce champ est obligatoire" in _relais(monde).text
    both = _relais(monde, professionnel=collegue.pk, ailleurs="Odile Bern-Åkerlund")
    assert both.status_code == 422
    assert "pas les deux" in both.text
    assert not Relais.objects.exists()


@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_neither_oneself_nor_an_account_one_created_is_found(monde, role):
    moi = monde.personnes[role]
    with acting_as(moi):
        mien = Professionnel.objects.get(compte=moi)
        mien.prenom, mien.nom = "Unique", "Personne"
        mien.save()
    compte = factories.creer_utilisateur("cree", cree_par=moi)
    factories.creer_professionnel("cree", prenom="Nadia", nom="Neuve", compte=compte)
    ecrire = Capacite.ECRIRE_ORGANISATION
    with acting_as(moi):
        for texte in ("Unique Personne", "Nadia Neuve"):
            with pytest.raises(ValidationError, match="exactement"):
                trouver_un_professionnel(acteur=moi, capacite=ecrire, village=monde.village, texte=texte)
        relais = Relais(
            maison=monde.tilleuls, professionnel=compte.professionnel, debut=aujourdhui(), fin=DEMAIN
        )
        with pytest.raises(PermissionDenied):
            planifier_relais(acteur=moi, relais=relais)


def test_a_closed_account_is_nobody(monde, odile):
    odile.compte.is_active = False
    odile.compte.save()
    assert _relais(monde, ailleurs="Odile Bern-Åkerlund").status_code == 422
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    relais = Relais(maison=monde.tilleuls, professionnel=odile, debut=aujourdhui(), fin=DEMAIN)
    with acting_as(chef), pytest.raises(PermissionDenied):
        planifier_relais(acteur=chef, relais=relais)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_gives_rights_in_a_village_asks(monde, odile, role):
    may = {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.SIEGE}
    compte, ecrire = monde.personnes[role], Capacite.ECRIRE_ORGANISATION
    asked = {"acteur": compte, "capacite": ecrire, "village": monde.village, "texte": "Odile Bern-Åkerlund"}
    with acting_as(compte):
        if role in may:
            assert trouver_un_professionnel(**asked) == odile
        else:
            with pytest.raises(PermissionDenied):
                trouver_un_professionnel(**asked)
    assert EntreeAudit.objects.filter(action="villages.professionnel_cherche").exists() is (role in may)


@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_nobody_asks_for_another_village(monde, odile, role):
    compte = monde.personnes[role]
    with acting_as(compte), pytest.raises(PermissionDenied):
        trouver_un_professionnel(
            acteur=compte, capacite=Capacite.ECRIRE_ORGANISATION, village=monde.autre_village, texte="Odile"
        )


def test_each_asking_is_audited_found_or_not_and_says_no_name(monde, odile):
    _relais(monde, ailleurs="Quelqu’un d’Autre")
    _relais(monde, ailleurs="Odile Bern-Åkerlund")
    asked = EntreeAudit.objects.filter(action="villages.professionnel_cherche").order_by("horodatage")
    assert [entree.objets for entree in asked] == [[], [odile.pk]]
    assert "Autre" not in str([entree.__dict__ for entree in asked])


@pytest.mark.parametrize("role", list(Role))
def test_the_direction_assigns_somebody_of_another_village_here(monde, odile, role):
    response = saisir(
        client_de(monde.personnes[role]), "villages:affecter_ailleurs", ailleurs="Odile Bern-Åkerlund",
        role="infirmier", village=monde.village.pk, debut=aujourdhui().isoformat(),
    )  # fmt: skip
    allowed = role is Role.DIRECTEUR
    assert response.status_code in ({302} if allowed else {403, 404})
    given = Affectation.objects.filter(professionnel=odile, role=Role.INFIRMIER, village=monde.village)
    assert given.exists() is allowed


def test_a_role_elsewhere_is_not_offered(monde, odile):
    response = saisir(
        client_de(monde.personnes[Role.DIRECTEUR]), "villages:affecter_ailleurs",
        ailleurs="Odile Bern-Åkerlund", role="infirmier", village=monde.autre_village.pk,
        debut=aujourdhui().isoformat(),
    )  # fmt: skip
    assert response.status_code == 422
    assert "Odile Bern-Åkerlund" in response.text
    assert Affectation.objects.filter(professionnel=odile).count() == 1


def test_a_duty_is_given_to_a_manager_of_another_village(monde, odile):
    champs = {
        "ailleurs": "Odile Bern-Åkerlund", "rang": "2", "debut": aujourdhui().isoformat(),
        "fin": DEMAIN.isoformat(), "telephone": "06 11 22 33 44",
    }  # fmt: skip
    client = client_de(monde.personnes[Role.DIRECTEUR])
    assert saisir(client, "villages:nouvelle_astreinte", monde.village.pk, **champs).status_code == 302
    assert Astreinte.objects.get(professionnel=odile).village == monde.village
