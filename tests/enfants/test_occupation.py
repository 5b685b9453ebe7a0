"""Places and presence over time: right on a small village, silent about small numbers at head office."""

from __future__ import annotations

from datetime import timedelta

import pytest
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
        with django_assert_num_queries(16):
            assert "Les Collines" in client.get(page).content.decode()
        factories.creer_enfant(
            factories.creer_village(nom), "Zoé", "Petit",
            maison=factories.creer_maison(Village.objects.get(nom=nom), "Une"),
        )  # fmt: skip
