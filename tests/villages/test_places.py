"""Dated numbers of places: who changes them, from when they hold, and that no house goes without one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import CapaciteMaison, Maison
from villages.selectors.places import Places, places_des_maisons
from villages.services import enregistrer_maison

pytestmark = pytest.mark.django_db


def _champs(**autres: object) -> dict[str, object]:
    return {"nom": "Les Tilleuls", "places": "7", "dispositif": "familiale", **autres}


def _numbers(maison) -> list[tuple[date, int]]:
    return list(places_des_maisons([maison.pk]).de(maison.pk))


def test_a_change_holds_from_its_day_and_leaves_the_days_before(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    du = aujourdhui() - timedelta(days=10)
    sent = saisir(client, "villages:modifier_maison", monde.tilleuls.pk, **_champs(places_du=du.isoformat()))
    assert sent.status_code == 302
    places = places_des_maisons([monde.tilleuls.pk])
    assert places.le(monde.tilleuls.pk, du - timedelta(days=1)) == 6
    assert places.le(monde.tilleuls.pk, du) == places.le(monde.tilleuls.pk, aujourdhui()) == 7
    with acting_as_system(raison="test"):
        row = CapaciteMaison.objects.get(maison=monde.tilleuls, a_partir_du=du)
        assert row.versions.get().history_user_id == monde.personnes[Role.CHEF_DE_SERVICE].pk


def test_the_same_number_said_again_writes_nothing(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    before = _numbers(monde.tilleuls)
    assert (
        saisir(client, "villages:modifier_maison", monde.tilleuls.pk, **_champs(places="6")).status_code
        == 302
    )
    assert _numbers(monde.tilleuls) == before
    for _ in range(2):
        saisir(client, "villages:modifier_maison", monde.tilleuls.pk, **_champs())
    assert _numbers(monde.tilleuls) == [*before, (aujourdhui(), 7)]


def test_a_number_planned_for_later_is_told_and_not_in_force(monde):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    later = aujourdhui() + timedelta(days=20)
    saisir(client, "villages:modifier_maison", monde.tilleuls.pk, **_champs(places_du=later.isoformat()))
    page = client.get(reverse("villages:village", args=[monde.village.pk])).content.decode()
    assert "sur 6" in page
    assert "7 places à partir du" in page
    form = client.get(reverse("villages:modifier_maison", args=[monde.tilleuls.pk])).content.decode()
    assert 'name="places" value="6"' in form
    assert "7 places à partir du" in form


def test_a_new_house_has_its_places_from_the_day_it_opens(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    opened = aujourdhui() + timedelta(days=5)
    saisir(
        client, "villages:nouvelle_maison", monde.village.pk,
        **_champs(nom="Les Saules", places="5", ouverte_le=opened.isoformat()),
    )  # fmt: skip
    maison = Maison.objects.get(nom="Les Saules")
    assert _numbers(maison) == [(opened, 5)]
    page = client.get(reverse("villages:village", args=[monde.village.pk])).content.decode()
    assert "Pas encore ouverte" in page


def test_a_house_does_not_close_before_it_opens(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    response = saisir(
        client, "villages:modifier_maison", monde.tilleuls.pk,
        **_champs(ouverte_le="2026-03-02", fermee_le="2026-03-02"),
    )  # fmt: skip
    assert response.status_code == 422
    assert "avant l’ouverture" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_maison(monde.village, "Deux", ouverte_le=date(2026, 3, 2), fermee_le=date(2026, 3, 1))


@pytest.mark.parametrize("role", [Role.EDUCATEUR_FAMILIAL, Role.SECRETARIAT])
def test_whoever_does_not_maintain_the_house_changes_no_place(monde, role):
    user = monde.personnes[role]
    with acting_as(user), pytest.raises(PermissionDenied):
        enregistrer_maison(acteur=user, maison=monde.tilleuls, places=9)
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef), pytest.raises(PermissionDenied):
        enregistrer_maison(acteur=chef, maison=monde.sorbiers, places=9)
    assert [n for _, n in _numbers(monde.tilleuls)] == [6]


def test_the_database_refuses_two_numbers_a_day_none_at_all_and_zero(monde):
    today = aujourdhui()
    factories.changer_places(monde.tilleuls, 7)
    for places, day in ((8, today), (0, today + timedelta(days=1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            CapaciteMaison(maison=monde.tilleuls, places=places, a_partir_du=day).save()
    Maison(village=monde.village, nom="Sans place").save()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="number of places"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@given(st.dictionaries(st.integers(-20, 50), st.integers(1, 9), min_size=1, max_size=4))
def test_nights_offered_are_the_sum_of_each_day_s_places(rows):
    maison, du, au = nouvel_id(), date(2026, 1, 15), date(2026, 2, 15)
    places = Places({maison: [(du + timedelta(days=n), held) for n, held in sorted(rows.items())]})
    days = [du + timedelta(days=n) for n in range((au - du).days)]
    assert places.offertes(maison, du, au) == sum(places.le(maison, day) for day in days)
    assert places.minimum(maison, du, au) == min(places.le(maison, day) for day in days)
    assert places.offertes(maison, au, du) == 0


def _le(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("versions", "actuel", "attendu"),
    [
        # Saved for its name alone, then grown, then saved again.
        ([(5, 2024, 1), (5, 2025, 2), (6, 2025, 3), (6, 2026, 1)], 6, [(2024, 1, 5), (2025, 3, 6)]),
        ([(5, 2024, 1), (6, 2025, 3), (5, 2026, 1)], 5, [(2024, 1, 5), (2025, 3, 6), (2026, 1, 5)]),
        ([(5, 2024, 1)], 5, [(2024, 1, 5)]),
        # No version, or none of the last number: it is known from the day of the migration.
        ([], 4, [(2026, 11, 4)]),
        ([(5, 2024, 1)], 4, [(2024, 1, 5), (2026, 11, 4)]),
    ],
)
def test_the_numbers_houses_had_are_read_from_their_versions(versions, actuel, attendu):
    migration = import_module("villages.migrations.0009_places_reprises_de_l_historique")
    said = [(places, _le(year, month, 1, 0, 30), None) for places, year, month in versions]
    found = migration.nombres_dates(said, actuel, _le(2026, 11, 1, 0, 30))
    assert [(day.year, day.month, places) for day, places, _, _ in found] == attendu
    assert {day.day for day, *_ in found} == {1}


def test_of_two_numbers_written_the_same_day_the_last_holds():
    migration = import_module("villages.migrations.0009_places_reprises_de_l_historique")
    said = [(5, _le(2024, 1, 1, 9), None), (6, _le(2025, 3, 4, 9), None), (7, _le(2025, 3, 4, 10), None)]
    found = migration.nombres_dates(said, 7, _le(2026, 11, 1))
    assert [row[:2] for row in found] == [(date(2024, 1, 1), 5), (date(2025, 3, 4), 7)]
    back = [*said, (5, _le(2025, 3, 4, 11), None)]
    assert [row[:2] for row in migration.nombres_dates(back, 5, _le(2026, 11, 1))] == [(date(2024, 1, 1), 5)]
