"""A quick note: whom it is about, then the words, at any hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from enfants.enums import NatureNote
from enfants.models import NoteJournal, VersionNote
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/note-rapide/"


def _donnees(*enfants, **champs) -> dict:
    return {
        "lot": str(nouvel_id()),
        "enfants": [str(e.pk) for e in enfants],
        "texte": "Appel de l’école.",
        "jour": aujourdhui().isoformat(),
    } | champs


def test_children_are_offered_by_house(monde, connecter):
    page = connecter(monde.personnes[Role.CHEF_DE_SERVICE]).get(URL).content.decode()
    assert "Les Tilleuls" in page
    assert "Les Érables" in page
    assert "Malo" not in page


def test_the_same_words_go_in_each_file_with_the_house_of_each(monde, connecter):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    client = connecter(chef)
    donnees = _donnees(monde.lea, monde.ines, texte="Noé a appelé Inès.", themes=["ecole"], importante="on")
    page = client.post(URL, donnees, follow=True).content.decode()
    assert "C’est enregistré" in page
    with acting_as(chef):
        notes = {n.enfant_id: n for n in NoteJournal.objects.filter(lot=donnees["lot"])}
        assert notes[monde.lea.pk].maison_id == monde.tilleuls.pk
        assert notes[monde.ines.pk].maison_id == monde.erables.pk
        assert {n.nature for n in notes.values()} == {NatureNote.NOTE_RAPIDE}
        textes = {v.enfant_id: v.texte for v in VersionNote.objects.filter(note__in=notes.values())}
    assert textes[monde.lea.pk] == f"@[{monde.noe.pk}] a appelé Inès."
    assert textes[monde.ines.pk] == f"Noé a appelé @[{monde.ines.pk}]."


def test_sent_twice_it_is_one_note(monde, connecter):
    client, donnees = connecter(monde.personnes[Role.AIDE_FAMILIAL]), _donnees(monde.lea)
    assert client.post(URL, donnees).url == client.post(URL, donnees).url
    with acting_as(monde.personnes[Role.AIDE_FAMILIAL]):
        assert NoteJournal.objects.filter(nature=NatureNote.NOTE_RAPIDE).count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"enfants": []}, "Choisissez au moins un enfant."),
        ({"texte": "  "}, "Écrivez quelques mots."),
        ({"texte": "é" * 200_000}, "Ce texte a 200\u202f000 caractères"),
        ({"texte": "a\x00"}, "U+0000"),
        ({"jour": (aujourdhui() + timedelta(days=1)).isoformat()}, "Cette date est dans le futur."),
    ],
)
def test_a_refusal_keeps_what_was_typed(monde, connecter, champs, phrase):
    donnees = _donnees(monde.lea) | champs
    response = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).post(URL, donnees)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert donnees["lot"] in response.content.decode()
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert not NoteJournal.objects.filter(nature=NatureNote.NOTE_RAPIDE).exists()


def test_a_child_out_of_reach_is_refused(monde, connecter):
    response = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).post(URL, _donnees(monde.ines))
    assert response.status_code == 422
    assert "n’est pas parmi ceux à qui vous écrivez" in response.content.decode()


def test_the_page_costs_the_same_for_one_child_and_for_three(monde, connecter, django_assert_num_queries):
    client = connecter(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    client.get(URL)
    with django_assert_num_queries(13):
        client.get(URL)
    specialise = monde.personnes[Role.EDUCATEUR_SPECIALISE].professionnel
    for enfant in (monde.noe, monde.ines):
        factories.affecter(specialise, Role.EDUCATEUR_SPECIALISE, enfant=enfant)
    with django_assert_num_queries(13):
        client.get(URL)
