"""How many brothers and sisters live together: numbers by month, small ones hidden from head office."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from enfants.models import Sejour
from fratries.models import MembreFratrie
from fratries.selectors.vie_commune import NOMBRE_DE_MOIS, compter, jours_de_mesure, nuits_ensemble, trop_peu
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de

TIENNENT = {r for r in Role if Capacite.ECRIRE_ORGANISATION in CAPACITES[r]}


def test_only_children_with_a_sibling_in_the_village_count_and_all_must_share_the_house():
    a, b, c, d, e, seul = (uuid4() for _ in range(6))
    nord, sud, famille, autre = (uuid4() for _ in range(4))
    familles = {a: famille, b: famille, c: autre, d: autre, e: autre, seul: uuid4()}
    homes = {a: nord, b: nord, c: nord, d: nord, e: sud, seul: sud}
    assert compter(homes, familles) == (5, 2)
    assert compter({}, familles) == (0, 0)


def test_the_last_day_of_each_month_then_today():
    assert jours_de_mesure(date(2026, 3, 15), 4) == [
        date(2026, 3, 15),
        date(2026, 2, 28),
        date(2026, 1, 31),
        date(2025, 12, 31),
    ]


@pytest.mark.parametrize(
    ("concernes", "reunis", "expected"),
    [(0, 0, False), (4, 4, True), (9, 4, True), (9, 6, True), (10, 5, False), (9, 9, False), (9, 0, False)],
)
def test_a_small_number_or_what_is_left_of_it_is_hidden(concernes, reunis, expected):
    assert trop_peu(concernes, reunis) is expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_it_is_read_by_who_answers_for_a_village(monde, role):
    page = client_de(monde.personnes[role]).get(reverse("fratries:vie_commune"))
    assert page.status_code == (200 if role in TIENNENT else 403)
    text = page.content.decode()
    assert ("Les Collines" in text) == (role in TIENNENT)
    assert ("La Rivière" in text) == (role is Role.SIEGE)
    assert "Léa" not in text


def _table(page: HttpResponse) -> str:
    """The last table: the time spent together in Les Collines, with ordinary spaces."""
    found = page.content.decode().split("<table")[-1].split("</table>")[0]
    return found.replace("\u202f", " ").replace("\xa0", " ")


def _reunis(page: HttpResponse) -> str:
    """The table before it: who lives together in Les Collines."""
    found = page.content.decode().split("<table")[-2].split("</table>")[0]
    return found.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.django_db
def test_the_direction_reads_two_children_and_head_office_does_not(monde):
    direction = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("fratries:vie_commune"))
    assert _reunis(direction).count('"Réunis">2<') == 7
    assert "moins de 5" not in _reunis(direction)
    siege = client_de(monde.personnes[Role.SIEGE]).get(reverse("fratries:vie_commune"))
    assert '"Réunis">2<' not in _reunis(siege)
    assert _reunis(siege).count("moins de 5") == 7


@pytest.mark.django_db
def test_head_office_reads_enough_children(monde):
    for n in range(3):
        pair = [
            factories.creer_enfant(monde.village, f"E{n}{k}", "Aa", maison=monde.erables) for k in range(2)
        ]
        factories.creer_fratrie(monde.village, *pair)
    page = client_de(monde.personnes[Role.SIEGE]).get(reverse("fratries:vie_commune")).content.decode()
    assert '<td data-libelle="Concernés">8</td><td data-libelle="Réunis">8</td>' in page


@pytest.mark.django_db
def test_both_figures_are_drawn_over_time_and_small_numbers_are_not(monde):
    direction = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("fratries:vie_commune"))
    [shares, nights] = _dessins(direction)
    assert shares.count(">100 %</text>") == shares.count('class="barre-valeur"') == 7
    assert shares.count(">–</text>") == NOMBRE_DE_MOIS - 7
    assert nights.count('class="barre-valeur"') == 7
    assert (
        nights.index("Nuits")
        < nights.index(str(aujourdhui().year - 1))
        < nights.rindex(str(aujourdhui().year))
    )
    siege = client_de(monde.personnes[Role.SIEGE]).get(reverse("fratries:vie_commune"))
    for hidden in _dessins(siege):
        assert "barre-valeur" not in hidden
        assert "moins de 5" in hidden or "Pas assez de chiffres" in hidden


def _dessins(page: HttpResponse) -> list[str]:
    """What is drawn for Les Collines, tables left out."""
    section = page.content.decode().split(">Les Collines</h2>")[1].split("</section>")[0]
    section = section.replace("\u202f", " ").replace("\xa0", " ")
    return [figure.split("<details")[0] for figure in section.split("<figure")[1:]]


@pytest.mark.django_db
def test_siblings_in_two_houses_are_not_together_from_that_day(monde):
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.noe)
        stay.fin = aujourdhui()
        stay.save()
        Sejour(enfant=monde.noe, maison=monde.erables, debut=aujourdhui()).save()
    page = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("fratries:vie_commune")).content.decode()
    rows = page.split("<tbody>")[1].split("</tr>")
    assert '"Réunis">0<' in rows[0]
    assert '"Réunis">2<' in rows[1]


def test_nights_under_the_same_roof_count_each_child_who_has_a_sibling_there():
    a, b, c = uuid4(), uuid4(), uuid4()
    nord, sud, village, famille = uuid4(), uuid4(), uuid4(), uuid4()
    familles = {a: famille, b: famille, c: uuid4()}
    rows = [
        (a, nord, village, date(2026, 2, 1), None),
        (b, sud, village, date(2026, 1, 1), date(2026, 2, 27)),
        (b, nord, village, date(2026, 2, 27), None),
        (c, nord, village, date(2026, 1, 1), None),
    ]
    assert nuits_ensemble(rows, familles, date(2026, 2, 1), date(2026, 2, 28)) == (4, 2)
    assert nuits_ensemble(rows, familles, date(2026, 1, 1), date(2026, 1, 31)) == (0, 0)


@pytest.mark.django_db
def test_time_spent_with_a_sibling_who_lives_elsewhere_is_counted_and_hidden_when_few(monde):
    with acting_as_system(raison="test"):
        elsewhere = MembreFratrie(fratrie=monde.fratrie, prenom="Tom", ailleurs=True)
        elsewhere.save()
    seen = {"membres": [elsewhere.pk], "jour": aujourdhui().replace(day=1), "etat": "tenue"}
    factories.creer_rencontre(monde.lea, **seen)
    factories.creer_rencontre(monde.lea, **seen | {"etat": "manquee"})
    direction = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("fratries:vie_commune"))
    row = _table(direction).split("<tbody>")[1].split("</tr>")[0]
    assert '"Enfants">1</td><td data-libelle="Rencontres">1</td><td data-libelle="Heures">3<' in row
    siege = client_de(monde.personnes[Role.SIEGE]).get(reverse("fratries:vie_commune"))
    hidden = _table(siege).split("<tbody>")[1].split("</tr>")[0]
    assert '"Enfants">moins de 5</td><td data-libelle="Rencontres">–<' in hidden
    assert '"Nuits sous le même toit">–<' in hidden


@pytest.mark.django_db
@pytest.mark.parametrize("villages", [0, 2])
def test_the_page_costs_the_same_with_more_villages(monde, villages, django_assert_num_queries):
    for n in range(villages):
        village = factories.creer_village(f"V{n}")
        maison = factories.creer_maison(village, f"M{n}")
        pair = [factories.creer_enfant(village, f"E{n}{k}", "Aa", maison=maison) for k in range(2)]
        factories.creer_fratrie(village, *pair)
    client = client_de(monde.personnes[Role.SIEGE])
    client.get(reverse("fratries:vie_commune"))
    with django_assert_num_queries(REQUETES):
        client.get(reverse("fratries:vie_commune"))


REQUETES = 18
