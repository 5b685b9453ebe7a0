"""Two requests at the very same moment: a double click, two tabs, an autosave and a save."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from enfants.models import Brouillon, NoteJournal, VersionNote
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from tests import factories
from tests.enfants.saisie import adresse, adresse_brouillon, bloc, saisie
from tests.enfants.test_notes import PASSE, _corriger
from tests.ensemble import together

pytestmark = pytest.mark.django_db(transaction=True)


def _poster(client: Client, url: str, donnees: dict) -> Callable[[], int]:
    return lambda: client.post(url, donnees).status_code


def _poster_et_lire(client: Client, url: str, donnees: dict) -> Callable[[], tuple[int, str]]:
    def act() -> tuple[int, str]:
        response = client.post(url, donnees)
        return response.status_code, response.content.decode()

    return act


def test_a_double_click_gives_one_note_each(monde, connecter):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    clients = [connecter(educatrice) for _ in range(3)]
    donnees = saisie(monde.lea, monde.noe) | bloc(monde.lea, texte="Une fois.") | bloc(monde.noe, rien="on")
    assert together(*(_poster(c, adresse(monde.tilleuls), donnees) for c in clients)) == [302] * 3
    with acting_as(educatrice):
        assert NoteJournal.objects.exclude(pk=monde.note.pk).count() == 2


def test_two_tabs_that_autosave_at_once_make_one_draft(monde, connecter):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    url = adresse_brouillon(monde.tilleuls)
    acts = [
        _poster(connecter(educatrice), url, saisie(monde.lea) | bloc(monde.lea, texte=f"Onglet {rang}."))
        for rang in range(3)
    ]
    assert together(*acts) == [302] * 3
    with acting_as(educatrice):
        assert Brouillon.objects.get().contenu["texte"].startswith("Onglet")


def test_a_save_and_its_last_autosave_leave_no_draft(monde, connecter):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    donnees = saisie(monde.lea) | bloc(monde.lea, texte="Ensemble.")
    together(
        _poster(connecter(educatrice), adresse(monde.tilleuls), donnees),
        _poster(connecter(educatrice), adresse_brouillon(monde.tilleuls), donnees),
    )
    with acting_as(educatrice):
        assert Brouillon.objects.count() == 0
        assert NoteJournal.objects.filter(lot=donnees["lot"]).count() == 1


def test_two_corrections_at_once_make_one_version_and_one_question(monde, connecter):

    educatrice, chef = monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.personnes[Role.CHEF_DE_SERVICE]
    note = factories.creer_note(monde.lea, monde.tilleuls, educatrice, ecrite_le=timezone.now() - PASSE)
    url = f"/notes/{note.pk}/corriger/"
    answers = together(
        *(
            _poster_et_lire(connecter(user), url, _corriger(note, texte=f"Version {rang}."))
            for rang, user in enumerate((educatrice, chef))
        )
    )
    (accepted, _), (refused, page) = sorted(answers)
    assert (accepted, refused) == (302, 409)
    assert "Version 0." in page
    assert "Version 1." in page
    with acting_as(educatrice):
        assert VersionNote.objects.filter(note=note).count() == 2
