"""The list of children and the front page of a file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from enfants.querysets import EnfantQuerySet
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories

pytestmark = pytest.mark.django_db

LISENT_IDENTITE = {
    Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE,
    Role.INFIRMIER, Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
    Role.REFERENT_ASE,
}  # fmt: skip
LISENT_JOURNAL = LISENT_IDENTITE - {Role.SECRETARIAT, Role.REFERENT_ASE}
DU_VILLAGE = {
    Role.INFIRMIER, Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_files_of_its_perimeter_and_no_other(monde, connecter, role):
    client = connecter(monde.personnes[role])
    for enfant in monde.enfants:
        own = (
            enfant in (monde.lea, monde.noe)
            if "familial" in role or role is Role.STAGIAIRE
            else enfant == monde.lea
        )
        village = role in DU_VILLAGE and enfant != monde.malo
        expected = role in LISENT_IDENTITE and (own or village)
        response = client.get(reverse("enfants:fiche", args=[enfant.pk]))
        assert response.status_code == (200 if expected else 404), (role, enfant.pk)


@pytest.mark.parametrize("role", sorted(LISENT_IDENTITE))
def test_the_journal_is_shown_to_its_readers_only(monde, connecter, role):
    factories.creer_note(
        monde.lea, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], "Un secret de soirée."
    )
    page = connecter(monde.personnes[role]).get(reverse("enfants:fiche", args=[monde.lea.pk])).text
    assert "Léa" in page
    assert ("Un secret de soirée." in page) == (role in LISENT_JOURNAL)


def test_the_fiche_begins_with_who_the_child_is(monde, connecter):
    page = connecter(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:fiche", args=[monde.lea.pk])).text
    age = aujourdhui().year - 2017 - ((aujourdhui().month, aujourdhui().day) < (5, 4))
    assert f"{age} ans · fratrie de Noé · Les Tilleuls depuis 6 mois" in page
    assert reverse("fratries:fratrie", args=[monde.lea.pk]) in page
    assert reverse("enfants:sejours", args=[monde.lea.pk]) in page
    assert "<title>Fiche d’un enfant · Maison commune</title>" in page


def test_who_writes_is_led_to_a_note_about_this_child(monde, connecter):
    note = f"{reverse('enfants:note_rapide')}?enfant={monde.lea.pk}"
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert note in client.get(reverse("enfants:fiche", args=[monde.lea.pk])).text
    assert f'value="{monde.lea.pk}" id="id_enfants_' in client.get(note).text
    assert client.get(note).context["form"]["enfants"].value() == [str(monde.lea.pk)]
    page = connecter(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:fiche", args=[monde.lea.pk])).text
    assert note not in page


def test_an_ended_assignment_opens_nothing(monde, connecter):
    claire = factories.creer_professionnel("claire")
    factories.affecter(
        claire, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls, fin=aujourdhui() - timedelta(days=1)
    )
    assert connecter(claire.compte).get(reverse("enfants:fiche", args=[monde.lea.pk])).status_code == 404


def test_the_wall_holds_when_the_filter_of_the_view_is_removed(monde, connecter, monkeypatch):
    stranger = factories.creer_professionnel("genets")
    factories.affecter(stranger, Role.EDUCATEUR_FAMILIAL, maison=monde.sorbiers)
    client = connecter(stranger.compte)
    monkeypatch.setattr(EnfantQuerySet, "visible_to", lambda self, user, permission: QuerySet.all(self))
    assert client.get(reverse("enfants:fiche", args=[monde.malo.pk])).status_code == 200
    for name in ("fiche", "fil", "sejours", "impression"):
        assert client.get(reverse(f"enfants:{name}", args=[monde.lea.pk])).status_code == 404
    assert "Léa" not in client.get(reverse("enfants:liste")).text


def test_opening_a_file_is_audited_with_ids_only(monde, connecter):
    note = factories.creer_note(monde.lea, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL])
    connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:fiche", args=[monde.lea.pk]))
    fiche = EntreeAudit.objects.get(action="enfants.fiche")
    fil = EntreeAudit.objects.get(action="enfants.fil")
    assert fiche.enfants == [monde.lea.pk]
    assert fil.objets == [note.pk, monde.note.pk]
    assert fil.acteur_id == monde.personnes[Role.EDUCATEUR_FAMILIAL].pk


def test_a_child_without_key_keeps_its_page(monde, connecter):
    factories.perdre_la_cle(monde.lea.pk)
    response = connecter(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:fiche", args=[monde.lea.pk]))
    assert response.status_code == 200
    assert PHRASE_ILLISIBLE in response.text
    assert "Noé" in response.text


def test_the_list_groups_children_by_house_in_alphabetical_order(monde, connecter):
    factories.creer_enfant(monde.village, "Élodie", "Martin", maison=monde.tilleuls)
    response = connecter(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:liste"))
    groups = [(group.titre, len(group.enfants)) for group in response.context["groupes"]]
    assert groups == [("Les Érables", 1), ("Les Tilleuls", 3)]
    order = [response.text.index(prenom) for prenom in ("Inès D.", "Élodie M.", "Léa M.", "Noé M.")]
    assert order == sorted(order)


def test_the_list_is_audited_with_the_children_shown(monde, connecter):
    connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:liste"))
    entry = EntreeAudit.objects.get(action="enfants.liste")
    assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}


def test_the_list_can_be_kept_to_one_house(monde, connecter):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    page = client.get(reverse("enfants:liste"), {"maison": monde.erables.pk}).text
    assert "Inès" in page
    assert "Léa" not in page


@pytest.mark.parametrize("cherche", ["lea", "LÉA", "Lé", "martin lea", "mart"])
def test_a_name_is_found_by_what_people_type(monde, connecter, cherche):
    page = connecter(monde.personnes[Role.DIRECTEUR]).post(reverse("enfants:liste"), {"q": cherche}).text
    assert "Léa M." in page
    assert "Inès" not in page


def test_a_search_never_reaches_beyond_the_perimeter_nor_the_address(monde, connecter):
    response = connecter(monde.personnes[Role.DIRECTEUR]).post(reverse("enfants:liste"), {"q": "Malo"})
    assert "Personne ne porte ce nom ici" in response.text
    assert "Le Goff" not in response.text
    assert 'method="post"' in response.text


def test_a_closed_name_does_not_break_the_list(monde, connecter):
    factories.perdre_la_cle(monde.lea.pk)
    response = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:liste"))
    [group] = response.context["groupes"]
    assert [vu.enfant.pk for vu in group.enfants] == [monde.noe.pk, monde.lea.pk]
    assert PHRASE_ILLISIBLE in response.text


def test_nobody_s_list_says_what_to_do(monde, connecter):
    assert connecter(monde.personnes[Role.DPO]).get(reverse("enfants:liste")).status_code == 403


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_with_one_or_three_children(
    monde, connecter, django_assert_num_queries, combien
):
    maison = factories.creer_maison(monde.autre_village, "Les Genêts")
    for rang in range(combien):
        enfant = factories.creer_enfant(monde.autre_village, f"Enfant{rang}", "Roux", maison=maison)
        factories.creer_fratrie(monde.autre_village, enfant)
    personne = factories.creer_professionnel("genets")
    factories.affecter(personne, Role.EDUCATEUR_FAMILIAL, maison=maison)
    client = connecter(personne.compte)
    client.get(reverse("enfants:liste"))
    with django_assert_num_queries(LISTE):
        client.get(reverse("enfants:liste"))


@pytest.mark.parametrize("combien", [1, 3])
def test_the_fiche_costs_the_same_with_one_or_three_notes(
    monde, connecter, django_assert_num_queries, combien
):
    for _ in range(combien):
        factories.creer_note(monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL])
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    client.get(reverse("enfants:fiche", args=[monde.noe.pk]))
    with django_assert_num_queries(FICHE):
        client.get(reverse("enfants:fiche", args=[monde.noe.pk]))


def test_the_houses_of_a_child_are_a_fragment_and_a_page(monde, connecter):
    client = connecter(monde.personnes[Role.SECRETARIAT])
    url = reverse("enfants:sejours", args=[monde.lea.pk])
    page, fragment = client.get(url).text, client.get(url, headers={"HX-Request": "true"}).text
    assert "Les Tilleuls" in fragment
    assert fragment.strip() in page


def test_a_baby_s_age_is_told_in_months(monde, connecter):
    today = aujourdhui()
    bebe = factories.creer_enfant(
        monde.village, "Jade", "Martin", naissance=date(today.year - 1, today.month, 1), maison=monde.tilleuls
    )
    page = connecter(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:fiche", args=[bebe.pk])).text
    assert "12 mois" in page


LISTE = 16
FICHE = 29
