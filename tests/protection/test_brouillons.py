"""Declarations left unsent: their author is warned a week before, and nothing is erased without it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from protection.models import DeclarationEnCours, PieceDeclaration
from protection.services.brouillons import effacer_les_oublies
from protection.services.codes import AVIS_BROUILLON
from protection.services.declaration import garder
from protection.tasks import effacer_les_brouillons
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.notifications.registre import get
from tests import factories
from tests.saisie import client_de

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def brouillon(educatrice) -> DeclarationEnCours:
    made = factories.creer_declaration_en_cours(educatrice)
    factories.creer_piece_en_cours(made)
    return made


def passer(jours: float) -> int:
    """Let days pass since now, and wake the task; return how many were erased."""
    with time_machine.travel(timezone.now() + timedelta(days=jours)):
        return effacer_les_brouillons()


def avis() -> list[Avis]:
    with acting_as_system(raison="test"):
        return list(Avis.objects.filter(code=AVIS_BROUILLON, retire_le__isnull=True))


def reste() -> bool:
    with acting_as_system(raison="test"):
        return DeclarationEnCours.objects.exists()


def fichiers(coffre: Path) -> list[Path]:
    return [path for path in coffre.rglob("*") if path.is_file()]


def test_the_author_is_told_at_23_days_and_it_goes_at_30_with_its_files(
    brouillon, educatrice, coffre, django_capture_on_commit_callbacks
):
    assert passer(22.9) == 0
    assert avis() == []
    assert passer(23) == 0
    [told] = avis()
    assert told.destinataire_id == educatrice.pk
    assert passer(23.5) == 0
    assert len(avis()) == 1
    assert passer(29.9) == 0
    assert reste()
    with django_capture_on_commit_callbacks(execute=True):
        assert passer(30) == 1
    assert not reste()
    assert not fichiers(coffre)
    assert avis() == []
    with acting_as_system(raison="test"):
        assert not PieceDeclaration.objects.exists()
        [entry] = EntreeAudit.objects.filter(action="incidents.brouillon_efface")
        assert (entry.acteur_id, entry.objets) == (None, [brouillon.pk])


def test_what_nobody_was_told_of_waits_for_the_warning_and_a_week_more(brouillon):
    """Beat was stopped for two months: the first run warns, it does not erase."""
    assert passer(60) == 0
    assert len(avis()) == 1
    assert passer(66.9) == 0
    assert reste()
    assert passer(67) == 1


def test_typing_again_starts_the_time_anew(brouillon, educatrice):
    passer(23)
    with time_machine.travel(timezone.now() + timedelta(days=25)), acting_as(educatrice):
        garder(acteur=educatrice, ident=brouillon.pk, page="faits", valeurs={"faits": ["Je reprends."]})
    assert passer(40) == 0
    assert len(avis()) == 1
    assert passer(48) == 0
    assert len(avis()) == 2
    assert passer(55) == 1


def test_typing_while_the_task_runs_keeps_it(brouillon, educatrice):
    """The list was made, then the author came back: the row is looked at again, locked."""
    passer(23)
    moment = timezone.now() + timedelta(days=30)
    with acting_as(educatrice):
        garder(acteur=educatrice, ident=brouillon.pk, page="faits", valeurs={"faits": ["Me voici."]})
    assert effacer_les_oublies(moment) == 0
    assert reste()


def test_the_page_of_drafts_says_how_long_they_are_kept(brouillon, educatrice):
    client = client_de(educatrice)
    adresse = reverse("protection:mes_declarations")
    assert "Sans y toucher pendant trente jours" in client.get(adresse).text
    passer(23)
    assert "elle est effacée le" in client.get(adresse).text
    assert "Un texte commencé attend" in client.get(reverse("notifications:liste")).text


def test_the_warning_says_nothing_of_an_incident(brouillon):
    passer(23)
    genre = get(AVIS_BROUILLON)
    assert not [mot for mot in ("incident", "déclar") if mot in (genre.titre + genre.phrase).lower()]
