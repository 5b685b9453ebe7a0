"""The relay: what happened since I was last here, and who has read what."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from enfants.models import LectureNote
from enfants.services.relais import accuser_lecture
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests import factories

pytestmark = pytest.mark.django_db

RELAIS = 20
RELAIENT = {Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.CADRE_ASTREINTE}
LECTEURS = RELAIENT | {
    Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE, Role.INFIRMIER, Role.CHEF_DE_SERVICE, Role.DIRECTEUR,
}  # fmt: skip


@pytest.fixture
def lu(monde):
    """Accounts of the house: who writes, who comes after."""
    return monde.personnes[Role.AIDE_FAMILIAL]


@pytest.fixture
def relais(monde, connecter, lu):
    client = connecter(lu)
    return lambda **query: client.get(reverse("enfants:relais"), query).text


def ecrire(monde, texte, *, enfant=None, maison=None, auteur=None, **champs):
    return factories.creer_note(
        enfant or monde.lea,
        maison or monde.tilleuls,
        auteur or monde.personnes[Role.EDUCATEUR_FAMILIAL],
        texte,
        **champs,
    )


@pytest.mark.parametrize("role", list(Role))
def test_who_may_open_the_relay_and_what_they_find(monde, connecter, role):
    ecrire(monde, "Une soirée aux Tilleuls.", auteur=factories.creer_utilisateur("quelqu-un"))
    response = connecter(monde.personnes[role]).get(reverse("enfants:relais"))
    assert response.status_code == (200 if role in LECTEURS else 403)
    assert ("Une soirée aux Tilleuls." in response.text) == (role in RELAIENT)
    if role in LECTEURS - RELAIENT:
        assert "Aucune maison à relayer aujourd’hui" in response.text


def test_only_the_notes_of_my_houses_are_there(monde, connecter):
    ecrire(monde, "Aux Tilleuls.", auteur=monde.personnes[Role.STAGIAIRE])
    ecrire(monde, "Aux Érables.", enfant=monde.ines, maison=monde.erables)
    ecrire(monde, "Aux Sorbiers.", enfant=monde.malo, maison=monde.sorbiers)
    house = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:relais")).text
    assert [name in house for name in ("Aux Tilleuls.", "Aux Érables.", "Aux Sorbiers.")] == [
        True,
        False,
        False,
    ]
    on_call = connecter(monde.personnes[Role.CADRE_ASTREINTE]).get(reverse("enfants:relais")).text
    assert [name in on_call for name in ("Aux Tilleuls.", "Aux Érables.", "Aux Sorbiers.")] == [
        True,
        True,
        False,
    ]


def test_a_replacement_finds_the_house_they_take_over(monde, connecter):
    ecrire(monde, "À savoir pour demain.")
    hugo = factories.creer_professionnel("hugo", prenom="Hugo")
    today = aujourdhui()
    factories.creer_relais(hugo, monde.tilleuls, today, today + timedelta(days=1))
    assert "À savoir pour demain." in connecter(hugo.compte).get(reverse("enfants:relais")).text


def test_a_note_written_before_a_move_stays_in_the_house_it_left(monde, relais):
    ecrire(monde, "Ancienne maison.", enfant=monde.ines, maison=monde.tilleuls)
    assert "Ancienne maison." not in relais()


def test_mine_those_read_those_taken_back_and_old_ones_are_left_out(monde, relais, lu):
    ecrire(monde, "La mienne.", auteur=lu)
    read = ecrire(monde, "Déjà lue.")
    ecrire(monde, "Trop vieille.", jour=aujourdhui() - timedelta(days=15))
    ecrire(monde, "Encore là.", jour=aujourdhui() - timedelta(days=14))
    with acting_as(lu):
        accuser_lecture(acteur=lu, notes=[read.pk])
    text = relais()
    assert [name in text for name in ("La mienne.", "Déjà lue.", "Trop vieille.", "Encore là.")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_important_notes_come_first_then_by_day_and_child(monde, relais):
    today = jour_de_soiree()
    ecrire(monde, "Banale d’aujourd’hui.", enfant=monde.noe)
    ecrire(monde, "Banale d’hier.", jour=today - timedelta(days=1))
    ecrire(monde, "Importante d’avant-hier.", jour=today - timedelta(days=2), importante=True)
    text = relais()
    order = [text.index(word) for word in ("Importante d", "Banale d’aujourd", "Banale d’hier")]
    assert order == sorted(order)


def test_reading_writes_receipts_for_exactly_the_notes_shown(monde, connecter, lu):
    ecrire(monde, "Première.")
    client = connecter(lu)
    text = client.get(reverse("enfants:relais")).text
    ecrire(monde, "Arrivée pendant la lecture.")
    ids = re.findall(r'name="notes" value="([^"]+)"', text)
    assert len(ids) == 2
    response = client.post(reverse("enfants:relais_lu"), {"notes": ids}, follow=True)
    assert "Arrivée pendant la lecture." in response.text
    assert "Première." not in response.text
    with acting_as_system(raison="test"):
        assert {str(lecture.note_id) for lecture in LectureNote.objects.all()} == set(ids)
    entry = EntreeAudit.objects.get(action="enfants.relais_lu")
    assert {str(ident) for ident in entry.objets} == set(ids)


def test_the_same_receipt_twice_is_one(monde, connecter, lu):
    note = ecrire(monde, "Une seule fois.")
    client = connecter(lu)
    for _ in range(2):
        assert client.post(reverse("enfants:relais_lu"), {"notes": [note.pk]}).status_code == 302
    with acting_as_system(raison="test"):
        assert LectureNote.objects.filter(note=note, lecteur=lu).count() == 1
    assert EntreeAudit.objects.filter(action="enfants.relais_lu").count() == 1


def test_a_receipt_is_refused_for_a_note_out_of_my_houses(monde, connecter, lu):
    elsewhere = ecrire(monde, "Aux Érables.", enfant=monde.ines, maison=monde.erables)
    client = connecter(lu)
    posted = [elsewhere.pk, monde.note_ailleurs.pk, uuid4(), "n’importe quoi"]
    assert client.post(reverse("enfants:relais_lu"), {"notes": posted}).status_code == 302
    with acting_as_system(raison="test"):
        assert LectureNote.objects.count() == 0


def test_a_director_writes_no_receipt(monde, connecter):
    connecter(monde.personnes[Role.DIRECTEUR]).post(reverse("enfants:relais_lu"), {"notes": [monde.note.pk]})
    with acting_as_system(raison="test"):
        assert LectureNote.objects.count() == 0


def test_who_has_read_is_told_with_the_time(monde, connecter, lu):
    author = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    sabrina = factories.creer_professionnel("sabrina", prenom="Sabrina")
    factories.affecter(sabrina, Role.AIDE_FAMILIAL, maison=monde.tilleuls)
    note = ecrire(monde, "À faire passer.")
    with acting_as(sabrina.compte):
        accuser_lecture(acteur=sabrina.compte, notes=[note.pk])
    assert re.search(
        r"Lu par Sabrina, \d+\u00a0h\u00a0\d\d", connecter(lu).get(reverse("enfants:relais")).text
    )
    mine = connecter(author).get(reverse("enfants:relais"), {"vue": "lues"}).text
    assert "À faire passer." in mine
    assert "Écrite par vous" in mine
    assert "Lu par Sabrina" in mine
    assert "Personne d’autre ne l’a encore lue" in mine  # the note of the small world


def test_nothing_left_says_so(monde, connecter, lu):
    client = connecter(lu)
    client.post(reverse("enfants:relais_lu"), {"notes": [monde.note.pk]})
    assert "Vous avez tout lu" in client.get(reverse("enfants:relais")).text
    assert "Rien ces trois derniers jours" not in client.get(reverse("enfants:relais"), {"vue": "lues"}).text


def test_opening_the_relay_is_audited_with_the_notes_shown(monde, relais):
    relais()
    entry = EntreeAudit.objects.get(action="enfants.relais")
    assert entry.objets == [monde.note.pk]
    assert entry.enfants == [monde.lea.pk]


def test_the_relay_costs_the_same_with_one_or_three_notes(monde, connecter, lu, django_assert_num_queries):
    client = connecter(lu)
    client.get(reverse("enfants:relais"))
    for _ in range(2):
        with django_assert_num_queries(RELAIS):
            client.get(reverse("enfants:relais"))
        ecrire(monde, "Une de plus.")
        ecrire(monde, "Et une autre.", enfant=monde.noe)
