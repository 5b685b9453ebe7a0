"""The days of the school life in the agenda: on their day, for who reads school, and for a telephone unnamed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from enfants.enums import EtatContrat
from enfants.models import ContratEducatif, PlanScolaire, Scolarite, SuiviAssiduite
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.enfants.test_agenda import AUJOURDHUI, LUNDI, LUNDI_AGENDA, jours, lire, page, suivre

#: What a house's week says of each thing, and the day of the week it says it on.
ATTENDUS = {
    "Noé : rentrée": 0,
    "Léa : dernier jour d’école ou de formation": 1,
    "Léa : le contrat éducatif commence": 2,
    "Noé : contrat éducatif à revoir ensemble": 3,
    "Léa : plan scolaire à renouveler": 4,
    "Noé : point sur la présence à l’école": 5,
    "Noé : stage": 6,
}


@pytest.fixture
def ecoles(monde):
    """A week of school at the Tilleuls, one thing a day."""
    jour = [LUNDI + timedelta(days=rank) for rank in range(7)]
    factories.creer_scolarite(monde.noe, debut=jour[0], etablissement="Canari-école")
    factories.creer_scolarite(monde.lea, fin=jour[1], etablissement="Canari-collège")
    factories.creer_contrat(monde.lea, debut=jour[2], fin=jour[2] + timedelta(days=90))
    factories.creer_contrat_en_cours(monde.noe, fin=jour[3])
    factories.creer_plan(monde.lea, nature="pps", fin=jour[4], amenagements="Canari-plan")
    factories.creer_suivi(monde.noe, prochaine_le=jour[5], situation="Canari-suivi")
    factories.creer_stage(monde.noe, debut=jour[6], lieu="Canari-stage")
    return monde


def test_each_thing_is_on_its_day(ecoles, connecter):
    found = jours(page(connecter(ecoles.personnes[Role.EDUCATEUR_FAMILIAL])))
    for phrase, rank in ATTENDUS.items():
        assert [phrase in day for day in found] == [n == rank for n in range(7)], phrase


def test_an_internship_that_lasts_stands_above_the_days_and_is_told_the_week_after(monde, connecter):
    factories.creer_stage(monde.noe, debut=LUNDI, fin=LUNDI + timedelta(days=11))
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    for week in (LUNDI, LUNDI + timedelta(days=7)):
        found = page(client, f"/agenda/?jour={week}")
        assert found.count("Noé : stage") == 1
        assert not any("Noé : stage" in day for day in jours(found))
    assert "Noé : stage" not in page(client, f"/agenda/?jour={LUNDI + timedelta(days=14)}")


def test_what_is_over_for_good_is_not_shown(ecoles, connecter):
    client = connecter(ecoles.personnes[Role.EDUCATEUR_FAMILIAL])
    closed = ("Léa : plan scolaire", "Noé : point sur", "Noé : contrat", "Léa : le contrat")
    before = page(client)
    assert all(phrase in before for phrase in closed)
    with acting_as_system(raison="test"):
        for record in (*PlanScolaire.objects.all(), *SuiviAssiduite.objects.all()):
            record.clos_le = AUJOURDHUI
            record.save()
        for contrat in ContratEducatif.objects.all():
            contrat.etat = EtatContrat.ARRETE
            contrat.save()
        for scolarite in Scolarite.objects.all():
            scolarite.instruit = False
            scolarite.save()
    after = page(client)
    assert "Noé : stage" in after
    assert not any(phrase in after for phrase in (*closed, "rentrée", "dernier jour"))


#: Who reads the school life, among those who open the agenda of the house.
LISENT = {
    Role.EDUCATEUR_FAMILIAL: True,
    Role.AIDE_FAMILIAL: True,
    Role.STAGIAIRE: True,
    Role.EDUCATEUR_SPECIALISE: True,
    Role.PSYCHOLOGUE: True,
    Role.CHEF_DE_SERVICE: True,
    Role.DIRECTEUR: True,
    Role.REFERENT_ASE: False,
    Role.INFIRMIER: False,
    Role.SECRETARIAT: False,
    Role.CADRE_ASTREINTE: False,
}


@pytest.mark.parametrize("role", LISENT)
def test_it_is_for_who_reads_school(ecoles, connecter, role):
    url = f"{reverse('enfants:agenda_enfant', args=[ecoles.lea.pk])}?jour={LUNDI}"
    found = page(connecter(ecoles.personnes[role]), url)
    assert ("Léa : plan scolaire à renouveler" in found) is LISENT[role]
    assert "Noé" not in found


@pytest.mark.parametrize("role", [r for r in Role if r not in LISENT])
def test_who_opens_no_agenda_of_a_child_learns_nothing(ecoles, connecter, role):
    response = connecter(ecoles.personnes[role]).get(
        f"{reverse('enfants:agenda_enfant', args=[ecoles.lea.pk])}?jour={LUNDI}"
    )
    assert response.status_code == 404
    assert "plan scolaire" not in response.content.decode()


def test_another_house_sees_nothing_of_it(ecoles, connecter):
    stranger = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "ailleurs@sorbiers", maison=ecoles.sorbiers, enfant=ecoles.malo
    )
    found = page(connecter(stranger))
    assert not any(phrase in found for phrase in ATTENDUS)


def test_from_outside_a_child_whose_place_is_secret_is_not_told_in_the_house(ecoles, connecter):
    referent = ecoles.personnes[Role.REFERENT_ASE]
    for enfant in (ecoles.lea, ecoles.noe):
        for permission in ("lire_identite", "lire_scolarite"):
            factories.accorder(referent, enfant, permission)
    week = f"{LUNDI_AGENDA}&lieu={ecoles.tilleuls.pk}"
    client = connecter(referent)
    assert "Léa : plan scolaire à renouveler" in page(client, week)
    factories.creer_mesure(ecoles.lea, lieu_secret=True, lieu_secret_pour="Le père")
    found = page(client, week)
    assert "Léa" not in found
    assert "Noé : rentrée" in found


def test_the_page_says_neither_the_school_nor_the_kind_of_plan(ecoles, connecter):
    found = page(connecter(ecoles.personnes[Role.EDUCATEUR_FAMILIAL]))
    for hidden in ("Canari", "PPS", "handicap"):
        assert hidden not in found


def test_a_telephone_learns_no_name_no_school_and_no_plan(ecoles, connecter):
    adresse = suivre(connecter(ecoles.personnes[Role.EDUCATEUR_FAMILIAL]))
    brut = Client().get(adresse).content.decode().replace("\r\n ", "")
    for canari in ("Léa", "Noé", "Martin", "Canari", "plan", "contrat", "présence", str(ecoles.lea.pk)):
        assert canari not in brut
    said = [str(event["SUMMARY"]) for event in lire(adresse)]
    for phrase in ("Rentrée", "Dernier jour d’école", "Stage"):
        assert said.count(phrase) == 1
    assert said.count("À faire pour l’école") == 4


def test_what_was_shown_is_journalled_without_a_word_of_it(ecoles, connecter):
    page(connecter(ecoles.personnes[Role.EDUCATEUR_FAMILIAL]))
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.filter(action="scolarite.lecture").latest("id")
    assert set(entry.enfants) == {ecoles.lea.pk, ecoles.noe.pk}
    assert "stage" not in repr(vars(entry))


def test_a_week_of_school_costs_the_same_with_one_child_and_with_three(
    monde, connecter, django_assert_num_queries
):
    client = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    url = f"{LUNDI_AGENDA}&lieu={monde.erables.pk}"
    factories.creer_plan(monde.ines, fin=LUNDI)
    client.get(url)
    with django_assert_num_queries(REQUETES):
        client.get(url)
    for prenom in ("Tom", "Zoé"):
        enfant = factories.creer_enfant(monde.village, prenom, "Petit", maison=monde.erables)
        factories.creer_plan(enfant, fin=LUNDI)
        factories.creer_suivi(enfant, prochaine_le=LUNDI)
        factories.creer_contrat_en_cours(enfant, fin=LUNDI)
    with django_assert_num_queries(REQUETES):
        client.get(url)


#: One of them is the school's: seven kinds of days in a single query.
REQUETES = 24
