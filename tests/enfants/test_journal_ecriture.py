"""The evening of a house, through its page: what is written, and what never is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from enfants.forms.journal import prefixe
from enfants.models import Brouillon, NoteJournal, VersionNote
from enfants.models.journal import LONGUEUR_MAX
from socle.audit.models import EntreeAudit
from socle.chiffrement.models import CleSujet
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests import factories
from tests.enfants.saisie import adresse, adresse_brouillon, bloc, saisie
from tests.monde import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_educatrice(monde: Monde, connecter) -> Client:
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def _versions(monde: Monde, **filtre: Any) -> list[VersionNote]:
    """Every version written by the éducatrice through the page, oldest first."""
    return list(
        VersionNote.objects.exclude(note=monde.note)
        .filter(note__auteur=monde.personnes[Role.EDUCATEUR_FAMILIAL], **filtre)
        .order_by("id")
    )


def test_the_evening_of_a_house_is_written_and_shown(monde, client_educatrice):
    page = client_educatrice.get(adresse(monde.tilleuls)).content.decode()
    assert "Note pour Léa" in page
    assert "L’enfant pourra lire cette note un jour." in page
    donnees = saisie(monde.lea, monde.noe)
    donnees |= bloc(
        monde.lea, texte="A lu seule, puis a joué avec Noé. 😀", humeur="calme", themes=["loisirs"]
    )
    donnees |= bloc(monde.noe, rien="on", importante="on")
    texte = client_educatrice.post(adresse(monde.tilleuls), donnees, follow=True).content.decode()
    assert "A lu seule, puis a joué avec un autre enfant. 😀" in texte
    assert "Rien de particulier" in texte
    assert texte.count("Annuler cette note") == 2
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        lea, noe = sorted(_versions(monde), key=lambda v: v.enfant_id != monde.lea.pk)
        assert lea.texte == f"A lu seule, puis a joué avec @[{monde.noe.pk}]. 😀"
        assert (lea.humeur, lea.themes, lea.importante, lea.numero) == ("calme", ["loisirs"], False, 1)
        assert (noe.texte, noe.rien_de_particulier, noe.importante) == ("", True, True)
        assert (lea.note.themes, noe.note.importante) == (["loisirs"], True)
        assert lea.note.lot == noe.note.lot
        assert lea.note.versions.count() == 1
    with acting_as_system(raison="test"):
        entree = EntreeAudit.objects.get(action="journal.ecriture")
    assert set(entree.enfants) == {monde.lea.pk, monde.noe.pk}
    assert set(entree.objets) == {lea.note_id, noe.note_id}


def test_a_child_of_whom_nothing_is_said_stays_without_note(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Bonne soirée.")
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert {v.enfant_id for v in _versions(monde)} == {monde.lea.pk}


def test_a_common_text_is_sealed_once_per_child_with_its_own_addition(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe, commun="Crêpes faites par Léa.")
    donnees |= bloc(monde.noe, texte="Il en a mangé quatre.")
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        par_enfant = {v.enfant_id: v for v in _versions(monde)}
        assert par_enfant[monde.lea.pk].texte == par_enfant[monde.noe.pk].texte
        assert par_enfant[monde.noe.pk].complement == "Il en a mangé quatre."
        assert par_enfant[monde.lea.pk].complement == ""
        stored = {pk: v.__dict__["texte"] for pk, v in par_enfant.items()}
        assert stored[monde.lea.pk] != stored[monde.noe.pk]


def test_a_common_text_goes_to_the_chosen_children_only(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe, commun="Piscine.", pour=[str(monde.noe.pk)])
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert [v.enfant_id for v in _versions(monde)] == [monde.noe.pk]


def test_each_file_reads_the_common_text_with_its_own_name(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe, commun="Léa et Noé ont fait des crêpes.")
    texte = client_educatrice.post(adresse(monde.tilleuls), donnees, follow=True).content.decode()
    assert "Léa et un autre enfant ont fait des crêpes." in texte
    assert "Un autre enfant et Noé ont fait des crêpes." in texte


def test_a_child_away_tonight_can_still_be_written_about(monde, client_educatrice):
    factories.creer_absence(monde.noe)
    page = client_educatrice.get(adresse(monde.tilleuls)).content.decode()
    assert "Absents ce soir (1)" in page
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.noe, texte="A téléphoné.")
    assert client_educatrice.post(adresse(monde.tilleuls), donnees).status_code == 302
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert [v.enfant_id for v in _versions(monde)] == [monde.noe.pk]


def test_a_mood_can_be_unset(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Calme.", humeur="sans")
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert [v.humeur for v in _versions(monde)] == [""]


# --- twice ----------------------------------------------------------------------------


def test_the_same_form_sent_twice_gives_one_note_each_and_the_same_page(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Une fois.") | bloc(monde.noe, rien="on")
    first = client_educatrice.post(adresse(monde.tilleuls), donnees)
    second = client_educatrice.post(adresse(monde.tilleuls), donnees)
    assert first.url == second.url
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert len(_versions(monde)) == 2


def test_a_form_come_back_to_and_changed_loses_no_word(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="D’abord.")
    first = client_educatrice.post(adresse(monde.tilleuls), donnees)
    changed = donnees | bloc(monde.lea, texte="Ensuite.")
    second = client_educatrice.post(adresse(monde.tilleuls), changed)
    third = client_educatrice.post(adresse(monde.tilleuls), changed)
    assert first.url != second.url == third.url
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert [v.texte for v in _versions(monde)] == ["D’abord.", "Ensuite."]


def test_a_note_taken_back_can_be_sent_again(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Encore.")
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        [version] = _versions(monde)
    client_educatrice.post(f"/notes/{version.note_id}/annuler/")
    assert client_educatrice.post(adresse(monde.tilleuls), donnees).status_code == 302
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert len(_versions(monde, note__annulee_le__isnull=True)) == 1


def test_two_people_may_write_the_same_evening(monde, client_educatrice, connecter):
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Vu à deux.")
    assert client_educatrice.post(adresse(monde.tilleuls), donnees).status_code == 302
    assert chef.post(adresse(monde.tilleuls), donnees).status_code == 302
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        assert VersionNote.objects.filter(texte__isnull=False, note__lot=donnees["lot"]).count() == 1
        assert NoteJournal.objects.filter(enfant=monde.lea, jour=jour_de_soiree()).count() == 3


# --- refused, with what was typed kept ------------------------------------------------------


def _refused(client: Client, monde: Monde, donnees: dict[str, Any], phrase: str) -> str:
    before = EntreeAudit.objects.filter(action="journal.ecriture").count()
    response = client.post(adresse(monde.tilleuls), donnees)
    texte: str = response.content.decode()
    assert response.status_code == 422
    assert phrase in texte
    assert donnees["lot"] in texte
    assert EntreeAudit.objects.filter(action="journal.ecriture").count() == before
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert _versions(monde) == []
    return texte


def test_a_day_to_come_is_refused(monde, client_educatrice):
    demain = (aujourdhui() + timedelta(days=1)).isoformat()
    donnees = saisie(monde.lea, jour=demain) | bloc(monde.lea, texte="Mots gardés.")
    texte = _refused(client_educatrice, monde, donnees, "Cette date est dans le futur.")
    assert "Mots gardés." in texte
    assert demain in texte


def test_a_date_that_does_not_exist_is_refused(monde, client_educatrice):
    donnees = saisie(monde.lea, jour="2026-02-31") | bloc(monde.lea, texte="Mots gardés.")
    assert "Mots gardés." in _refused(client_educatrice, monde, donnees, "Cette date n’existe pas.")


def test_two_hundred_thousand_characters_are_refused_beside_the_field(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="😀" * 200_000)
    donnees |= bloc(monde.noe, texte="Le reste attend.")
    texte = _refused(client_educatrice, monde, donnees, "Ce texte a 200\u202f000 caractères")
    assert "😀" * 200_000 in texte
    assert "Le reste attend." in texte
    assert f'id="id_{prefixe(monde.lea.pk)}-texte_error"' in texte


def test_the_longest_note_full_of_names_is_saved(monde, client_educatrice):
    long = ("Noé " * LONGUEUR_MAX)[: LONGUEUR_MAX - 1]
    donnees = saisie(monde.lea) | bloc(monde.lea, texte=long)
    assert client_educatrice.post(adresse(monde.tilleuls), donnees).status_code == 302


def test_an_invisible_character_is_refused(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Bonsoir\x00 Léa")
    _refused(client_educatrice, monde, donnees, "caractère invisible (U+0000)")


def test_themes_without_a_word_are_not_silently_dropped(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, themes=["ecole"])
    _refused(client_educatrice, monde, donnees, "Ajoutez quelques mots")


def test_a_common_text_for_nobody_is_refused(monde, client_educatrice):
    donnees = saisie(monde.lea, commun="Pour qui au juste.", pour=[])
    assert "Pour qui au juste." in _refused(client_educatrice, monde, donnees, "Choisissez pour qui")


def test_an_empty_page_says_what_to_do(monde, client_educatrice):
    _refused(client_educatrice, monde, saisie(monde.lea, monde.noe), "Rien n’est encore écrit.")


def test_an_unknown_mood_or_theme_is_refused(monde, client_educatrice):
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="x", humeur="18/20", themes=["fric"])
    _refused(client_educatrice, monde, donnees, "choix")


def test_a_child_of_another_house_does_not_exist_here(monde, client_educatrice):
    for stranger in (monde.ines.pk, monde.malo.pk, uuid4(), "pas-un-id"):
        donnees = saisie(monde.lea) | bloc(monde.lea, texte="x") | {"enfant": [str(stranger)]}
        assert client_educatrice.post(adresse(monde.tilleuls), donnees).status_code == 404
    donnees = saisie(monde.lea, commun="x", pour=[str(monde.ines.pk)])
    _refused(client_educatrice, monde, donnees, "Un enfant choisi n’est pas dans cette maison.")


def test_a_child_who_did_not_live_there_that_day_is_refused(monde, connecter):
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    donnees = saisie(monde.lea, monde.ines) | bloc(monde.lea, texte="Ici.") | bloc(monde.ines, texte="Là.")
    response = chef.post(adresse(monde.tilleuls), donnees)
    assert response.status_code == 422
    texte = response.content.decode()
    assert "ne vivait pas dans cette maison" in texte
    assert "Là." in texte
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        assert NoteJournal.objects.exclude(pk=monde.note.pk).count() == 0


def test_nothing_is_half_saved_when_the_last_child_fails(monde, client_educatrice):
    """Noé's key is gone: nothing is written for Léa either, and the page stands."""
    _destroy_key(monde.noe.pk)
    page = client_educatrice.get(adresse(monde.tilleuls))
    assert page.status_code == 200
    assert "Cette information ne peut pas être ouverte." in page.content.decode()
    donnees = (
        saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Reste à l’écran.") | bloc(monde.noe, rien="on")
    )
    texte = _refused(client_educatrice, monde, donnees, "rien n’a été enregistré")
    assert "Reste à l’écran." in texte


def _destroy_key(sujet_id: UUID) -> None:
    CleSujet.objects.filter(pk=sujet_id).update(cle_enveloppee=None, detruite_le=timezone.now())


# --- the day, the drafts, the cost ----------------------------------------------------------


@pytest.mark.parametrize(
    ("heure", "jour"), [(3, 9), (6, 10)], ids=["yesterday before five", "today after five"]
)
def test_the_date_offered(monde, connecter, heure, jour):
    # January: the association's zone is one hour ahead of UTC.
    with time_machine.travel(datetime(2027, 1, 10, heure - 1, tzinfo=UTC), tick=False):
        client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
        page = client.get(adresse(monde.tilleuls)).content.decode()
    assert f'value="2027-01-{jour:02d}"' in page


def test_another_day_can_be_asked_for_and_written(monde, client_educatrice):
    hier = aujourdhui() - timedelta(days=1)
    assert (
        f'value="{hier}"' in client_educatrice.get(f"{adresse(monde.tilleuls)}?jour={hier}").content.decode()
    )
    donnees = saisie(monde.lea, jour=hier.isoformat()) | bloc(monde.lea, texte="Hier.")
    client_educatrice.post(adresse(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert [v.note.jour for v in _versions(monde)] == [hier]


def test_saving_drops_the_drafts_of_the_whole_page(monde, client_educatrice):
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Un.") | bloc(monde.noe, texte="Deux.")
    client_educatrice.post(adresse_brouillon(monde.tilleuls), donnees)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert Brouillon.objects.count() == 2
    client_educatrice.post(adresse(monde.tilleuls), donnees | bloc(monde.noe, texte=""))
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert Brouillon.objects.count() == 0


def test_the_page_costs_the_same_for_one_child_and_for_three(monde, connecter, django_assert_num_queries):
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    chef.get(adresse(monde.erables))
    with django_assert_num_queries(17):
        chef.get(adresse(monde.erables))
    for prenom in ("Tom", "Zoé"):
        factories.creer_enfant(monde.village, prenom, "Petit", maison=monde.erables)
    with django_assert_num_queries(17):
        chef.get(adresse(monde.erables))


def test_saving_costs_two_queries_more_per_child(monde, client_educatrice, django_assert_num_queries):
    client_educatrice.get(adresse(monde.tilleuls))
    un = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Un.")
    with django_assert_num_queries(27):
        client_educatrice.post(adresse(monde.tilleuls), un)
    deux = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Un.") | bloc(monde.noe, texte="Deux.")
    with django_assert_num_queries(29):
        client_educatrice.post(adresse(monde.tilleuls), deux)
