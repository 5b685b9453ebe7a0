"""Places and presence over time: right on a small village, silent about small numbers at head office."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from enfants.models import Sejour
from enfants.selectors.occupation import occupation_des_villages
from enfants.services import accueillir
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de
from villages.models import Village

pytestmark = pytest.mark.django_db

VOIENT = {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.SIEGE}


def _seen(user, village) -> object:
    with acting_as(user):
        rows = Village.objects.visible_to(user, "ecrire_organisation").order_by("nom", "pk")
        return next(v for v in occupation_des_villages(user, rows) if v.village == village)


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_occupancy(monde, role):
    response = client_de(monde.personnes[role]).get(reverse("enfants:occupation"))
    assert response.status_code == (200 if role in VOIENT else 403)
    if role in VOIENT:
        page = response.content.decode()
        assert "Les Collines" in page
        assert ("La Rivière" in page) == (role is Role.SIEGE)
        assert "Léa" not in page


def test_nights_and_rates_of_a_full_month(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    last = _seen(directeur, monde.village).mois[1]
    days = (aujourdhui().replace(day=1) - last.mois).days
    # Three children in two houses of six places, away or not, a whole month.
    factories.creer_absence(monde.lea, debut=last.mois, fin=last.mois + timedelta(days=3))
    found = _seen(directeur, monde.village).mois[1]
    assert (found.places, found.nuits, found.capacite) == (12, 3 * days, 12 * days)
    assert found.taux == 25
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.lea)
        stay.fin = last.mois + timedelta(days=10)
        stay.save()
    assert _seen(directeur, monde.village).mois[1].nuits == 2 * days + 10


def test_nights_over_capacity_tell_why_and_who_to_the_direction_only(monde):
    chef, directeur = monde.personnes[Role.CHEF_DE_SERVICE], monde.personnes[Role.DIRECTEUR]
    debut = aujourdhui() - timedelta(days=5)
    pleine = factories.creer_maison(monde.village, "La Pleine", places=1)
    factories.creer_enfant(monde.village, "Un", "Dupré", maison=pleine)
    with acting_as(chef):
        accueillir(
            acteur=chef, enfant=factories.creer_enfant(monde.village, "Deux", "Dupré"), maison=pleine,
            debut=debut, motif_depassement="Pour ne pas séparer les deux frères.",
        )  # fmt: skip
    [over] = _seen(directeur, monde.village).depassements
    assert (over.maison, over.debut, over.fin, over.en_plus) == (pleine, debut, None, 1)
    assert over.motifs == [("Pour ne pas séparer les deux frères.", "Claire Renaud")]
    page = client_de(directeur).get(reverse("enfants:occupation")).content.decode()
    assert "Pour ne pas séparer les deux frères." in page
    siege = client_de(monde.personnes[Role.SIEGE]).get(reverse("enfants:occupation")).content.decode()
    assert "Pour ne pas séparer" not in siege
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(maison=pleine, debut=debut)
        stay.fin = debut + timedelta(days=2)
        stay.save()
    [over] = _seen(directeur, monde.village).depassements
    assert over.fin == debut + timedelta(days=2)


def test_head_office_is_told_nothing_of_fewer_than_five_children(monde):
    siege = monde.personnes[Role.SIEGE]
    hidden = _seen(siege, monde.village)
    assert {m.masque for m in hidden.mois[:6]} == {True}
    assert {point.valeur for point in hidden.barres} == {None, 0}
    assert {point.ecrit for point in hidden.barres if point.valeur is None} == {"moins de 5"}
    for number in range(2):
        factories.creer_enfant(monde.village, f"Enfant{number}", "Dupré", maison=monde.erables)
    shown = _seen(siege, monde.village)
    assert {m.masque for m in shown.mois[:6]} == {False}
    assert shown.barres[-1].valeur > 0
    assert [m.masque for m in _seen(monde.personnes[Role.DIRECTEUR], monde.village).mois] == [False] * 12


def test_the_page_costs_the_same_with_one_or_three_villages(monde, django_assert_num_queries):
    siege = monde.personnes[Role.SIEGE]
    client, page = client_de(siege), reverse("enfants:occupation")
    client.get(page)
    for nom in ("Le Lac", "La Dune"):
        with django_assert_num_queries(18):
            assert "Les Collines" in client.get(page).content.decode()
        factories.creer_enfant(
            factories.creer_village(nom), "Zoé", "Petit",
            maison=factories.creer_maison(Village.objects.get(nom=nom), "Une"),
        )  # fmt: skip


# --- dated numbers of places -----------------------------------------------------------------


def test_a_house_that_grows_in_the_month_counts_each_night_with_its_places(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    last = _seen(directeur, monde.village).mois[1]
    days = (aujourdhui().replace(day=1) - last.mois).days
    grandit = factories.creer_maison(monde.village, "La Grandit", places=5)
    with_five = _seen(directeur, monde.village).mois
    factories.changer_places(grandit, 6, last.mois + timedelta(days=10))
    found = _seen(directeur, monde.village).mois
    assert (with_five[1].places, with_five[1].capacite) == (17, 17 * days)
    # Ten nights of five places, the others of six; the column says how the month ended.
    assert (found[1].places, found[1].capacite) == (18, 17 * 10 + 18 * (days - 10))
    assert found[2] == with_five[2]
    assert found[0].places == 18
    page = client_de(directeur).get(reverse("enfants:occupation")).content.decode()
    assert '<td class="nombre" data-libelle="Places">18</td>' in page
    assert '<td class="nombre" data-libelle="Places">17</td>' in page


def test_a_number_planned_for_later_changes_no_night_of_today(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    before = _seen(directeur, monde.village).mois
    factories.changer_places(monde.tilleuls, 9, aujourdhui() + timedelta(days=30))
    assert _seen(directeur, monde.village).mois == before


def test_a_house_too_full_yesterday_is_not_today_once_it_has_a_place_more(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    pleine = factories.creer_maison(monde.village, "La Pleine", places=1)
    for prenom in ("Un", "Deux"):
        factories.creer_enfant(monde.village, prenom, "Dupré", maison=pleine)
    [over] = _seen(directeur, monde.village).depassements
    assert (over.fin, over.en_plus, over.places) == (None, 1, 1)
    grown = aujourdhui() - timedelta(days=3)
    factories.changer_places(pleine, 2, grown)
    [over] = _seen(directeur, monde.village).depassements
    assert (over.fin, over.en_plus, over.places) == (grown, 1, 1)
    page = client_de(directeur).get(reverse("enfants:occupation")).content.decode()
    assert "1 enfant de plus que les 1 place" in page.replace("\u202f", " ")


def test_a_house_that_loses_a_place_is_too_full_from_that_day(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    for prenom in ("Un", "Deux"):
        factories.creer_enfant(monde.village, prenom, "Dupré", maison=monde.erables)
    assert _seen(directeur, monde.village).depassements == []
    shrunk = aujourdhui() - timedelta(days=3)
    with acting_as_system(raison="test"):
        there = Sejour.objects.filter(maison=monde.erables, fin__isnull=True).count()
    factories.changer_places(monde.erables, there - 1, shrunk)
    [over] = _seen(directeur, monde.village).depassements
    assert (over.debut, over.en_plus, over.places) == (shrunk, 1, there - 1)


def test_on_the_first_of_a_month_the_places_are_those_of_tonight(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.creer_maison(monde.village, "La Fermée", fermee_le=aujourdhui() - timedelta(days=1))
    premier = (aujourdhui().replace(day=1) + timedelta(days=32)).replace(day=1)
    factories.changer_places(monde.tilleuls, 7, premier)
    with time_machine.travel(datetime.combine(premier, time(12), tzinfo=ZoneInfo("Europe/Paris"))):
        month = _seen(directeur, monde.village).mois[0]
    assert (month.mois, month.places, month.capacite, month.en_clair) == (premier, 13, 0, "–")


def test_a_house_offers_its_places_from_the_day_it_opens(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    before = _seen(directeur, monde.village).mois
    opened = before[1].mois + timedelta(days=20)
    factories.creer_maison(monde.village, "La Neuve", places=4, ouverte_le=opened)
    found = _seen(directeur, monde.village).mois
    nights = (aujourdhui().replace(day=1) - opened).days
    assert found[1].capacite - before[1].capacite == 4 * nights
    assert (found[2].places, found[2].capacite) == (before[2].places, before[2].capacite)


def test_an_arrival_to_come_counts_the_places_of_its_day(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    pleine = factories.creer_maison(monde.village, "La Pleine", places=1)
    factories.creer_enfant(monde.village, "Un", "Dupré", maison=pleine)
    later = aujourdhui() + timedelta(days=30)
    factories.changer_places(pleine, 2, later)
    deux, trois = (factories.creer_enfant(monde.village, p, "Dupré") for p in ("Deux", "Trois"))
    with acting_as(chef):
        with pytest.raises(ValidationError, match="complète à cette date"):
            accueillir(acteur=chef, enfant=deux, maison=pleine, debut=later - timedelta(days=1))
        assert accueillir(acteur=chef, enfant=deux, maison=pleine, debut=later).debut == later
        with pytest.raises(ValidationError, match="complète à cette date"):
            accueillir(acteur=chef, enfant=trois, maison=pleine, debut=later)


def test_nobody_arrives_before_the_house_opens(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    opened = aujourdhui() + timedelta(days=30)
    neuve = factories.creer_maison(monde.village, "La Neuve", ouverte_le=opened)
    enfant = factories.creer_enfant(monde.village, "Un", "Dupré")
    with acting_as(chef):
        with pytest.raises(ValidationError, match="pas encore ouverte"):
            accueillir(acteur=chef, enfant=enfant, maison=neuve, debut=opened - timedelta(days=1))
        assert accueillir(acteur=chef, enfant=enfant, maison=neuve, debut=opened).maison == neuve


@pytest.mark.parametrize("houses", [1, 3])
def test_dated_places_cost_the_same_with_one_or_three_houses(monde, houses, django_assert_num_queries):
    for number in range(houses):
        maison = factories.creer_maison(monde.village, f"Maison {number}", places=5)
        factories.changer_places(maison, 6, aujourdhui() - timedelta(days=40))
    client, page = client_de(monde.personnes[Role.DIRECTEUR]), reverse("enfants:occupation")
    client.get(page)
    with django_assert_num_queries(19):
        client.get(page)
