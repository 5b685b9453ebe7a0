"""The evening of a house, through its page: what is written, and what never is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from enfants.models import Enfant, NoteJournal, VersionNote
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import jour_de_soiree
from socle.outils.identifiants import nouvel_id
from tests.monde import Monde
from villages.models import Maison

pytestmark = pytest.mark.django_db


def saisie(*enfants: Enfant, lot: UUID | None = None, **champs: Any) -> dict[str, Any]:
    """Build what the page posts; ``lea__texte="…"`` style keys are given by :func:`bloc`."""
    return {
        "lot": str(lot or nouvel_id()),
        "jour": jour_de_soiree().isoformat(),
        "commun": "",
        "enfant": [str(e.pk) for e in enfants],
        **champs,
    }


def bloc(enfant: Enfant, **champs: Any) -> dict[str, Any]:
    return {f"{enfant.pk.hex}-{champ}": valeur for champ, valeur in champs.items()}


def adresse(maison: Maison) -> str:
    return reverse("enfants:journal", args=[maison.pk])


def test_the_evening_of_a_house_is_written_and_seen(monde: Monde, connecter):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    client: Client = connecter(educatrice)
    page = client.get(adresse(monde.tilleuls))
    assert page.status_code == 200
    assert "Note pour Léa" in page.content.decode()
    donnees = saisie(monde.lea, monde.noe)
    donnees |= bloc(monde.lea, texte="A lu seule, puis a joué avec Noé.", humeur="calme", themes=["loisirs"])
    donnees |= bloc(monde.noe, rien="on")
    reponse = client.post(adresse(monde.tilleuls), donnees, follow=True)
    assert reponse.status_code == 200, reponse.content.decode()
    texte = reponse.content.decode()
    assert "A lu seule, puis a joué avec un autre enfant." in texte
    assert "Rien de particulier" in texte
    assert "Annuler cette note" in texte
    with acting_as(educatrice):
        notes = list(NoteJournal.objects.filter(jour=jour_de_soiree(), lot=donnees["lot"]))
        assert len(notes) == 2
        assert VersionNote.objects.filter(note__in=notes).count() == 2


def test_the_houses_page_shows_who_has_no_note(monde: Monde, connecter):
    client: Client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = client.get("/", follow=True).content.decode()
    assert "Claire" in page
    assert "2 enfants présents" in page
    assert "À écrire" in page
