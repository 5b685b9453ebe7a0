"""The matrix on every address of the journal, posting included."""

from __future__ import annotations

import pytest

from enfants.models import NoteJournal
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.enfants.saisie import adresse, adresse_brouillon, bloc, saisie
from tests.enfants.test_note_rapide import _donnees

pytestmark = pytest.mark.django_db

ECRIVENT = {
    Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.CHEF_DE_SERVICE,
}  # fmt: skip
LISENT = ECRIVENT | {Role.PSYCHOLOGUE, Role.INFIRMIER, Role.DIRECTEUR, Role.CADRE_ASTREINTE}


def _count() -> int:
    with acting_as_system(raison="test"):
        return NoteJournal.objects.count()


@pytest.mark.parametrize("role", list(Role))
def test_posting_the_evening(monde, connecter, role):
    before = _count()
    client = connecter(monde.personnes[role])
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Soir.")
    assert client.post(adresse(monde.tilleuls), donnees).status_code == (302 if role in ECRIVENT else 404)
    assert client.post(adresse_brouillon(monde.tilleuls), donnees).status_code == (
        302 if role in ECRIVENT else 404
    )
    assert _count() - before == (1 if role in ECRIVENT else 0)


@pytest.mark.parametrize("role", list(Role))
def test_posting_a_quick_note(monde, connecter, role):
    before = _count()
    response = connecter(monde.personnes[role]).post("/note-rapide/", _donnees(monde.lea))
    assert response.status_code == (302 if role in ECRIVENT else 403)
    assert _count() - before == (1 if role in ECRIVENT else 0)


@pytest.mark.parametrize("role", list(Role))
def test_reading_a_note(monde, connecter, role):
    response = connecter(monde.personnes[role]).get(f"/notes/{monde.note.pk}/")
    assert response.status_code == (200 if role in LISENT else 404)
    assert ("Journée tranquille." in response.content.decode()) is (role in LISENT)


@pytest.mark.parametrize("role", [Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_the_same_role_in_another_house_or_village_finds_nothing(monde, connecter, role):
    maison, enfant = (
        (monde.erables, monde.ines) if role is Role.EDUCATEUR_FAMILIAL else (monde.sorbiers, monde.malo)
    )
    stranger = connecter(factories.creer_personne(role, "etranger", maison=maison, enfant=enfant))
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Soir.")
    for url in (
        adresse(monde.tilleuls),
        f"/maisons/{monde.tilleuls.pk}/",
        f"/notes/{monde.note.pk}/",
        f"/notes/{monde.note.pk}/annuler/",
        f"/notes/{monde.note.pk}/corriger/",
    ):
        assert stranger.get(url).status_code == 404
    for url in (
        adresse(monde.tilleuls),
        adresse_brouillon(monde.tilleuls),
        f"/notes/{monde.note.pk}/annuler/",
    ):
        assert stranger.post(url, donnees).status_code == 404


def test_another_child_s_account_finds_nothing(monde, connecter):
    client = connecter(factories.creer_personne(Role.ENFANT, "noe", maison=monde.tilleuls, enfant=monde.noe))
    for url in (adresse(monde.tilleuls), f"/maisons/{monde.tilleuls.pk}/", f"/notes/{monde.note.pk}/"):
        assert client.get(url).status_code == 404
    for url in ("/ma-maison/", "/journal/", "/note-rapide/", "/journal/enregistre/"):
        assert client.get(url).status_code == 403


def test_what_was_just_saved_is_shown_to_its_author_only(monde, connecter):
    educatrice, chef = (
        connecter(monde.personnes[r]) for r in (Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE)
    )
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Soir.")
    url = educatrice.post(adresse(monde.tilleuls), donnees).url
    assert educatrice.get(url).status_code == 200
    assert chef.get(url).status_code == 404
    assert chef.get("/journal/enregistre/?envoi=rien").status_code == 404
