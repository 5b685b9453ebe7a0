from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.checks import Error
from django.utils import timezone

from socle.audit.audit import REFUS
from socle.audit.checks import check_audit
from socle.audit.models import EntreeAudit
from socle.audit.selectors import Filtre, entrees, formulation, page
from socle.audit.services import record, record_apart
from socle.outils.acteur import PERSONNE, Acteur
from socle.outils.declarations import Categorie

pytestmark = pytest.mark.django_db


@pytest.fixture
def acteur() -> Acteur:
    return Acteur(id=uuid4())


def test_entries_are_filtered_by_person_child_action_category_and_date(lecture, acteur):
    enfant = uuid4()
    wanted = record("essai.lecture", enfants=[uuid4(), enfant], acteur=acteur)
    other = record("acces.refus", acteur=Acteur(id=uuid4()))
    day = timezone.localdate()

    assert list(entrees(Filtre())) == [other, wanted]
    for filtre in (
        Filtre(acteur_id=acteur.id),
        Filtre(enfant_id=enfant),
        Filtre(action="essai.lecture"),
        Filtre(categorie=Categorie.JOURNAL),
        Filtre(categorie=Categorie.JOURNAL, depuis=day, jusqu_au=day),
    ):
        assert list(entrees(filtre)) == [wanted], filtre
    assert not entrees(Filtre(jusqu_au=day - timedelta(days=1))).exists()
    assert not entrees(Filtre(depuis=day + timedelta(days=1))).exists()


def test_a_masked_declaration_cannot_be_found_by_its_author_or_by_its_child(declaration, acteur):
    enfant = uuid4()
    entree = record("essai.declaration", enfants=[enfant], acteur=acteur)
    assert list(entrees(Filtre())) == [entree]
    assert not entrees(Filtre(acteur_id=acteur.id)).exists()
    assert not entrees(Filtre(enfant_id=enfant)).exists()


def test_pages_follow_each_other_without_gap_nor_repeat_while_entries_arrive(lecture, acteur):
    written = [record("essai.lecture", acteur=acteur).pk for _ in range(7)]
    first = page(Filtre(), taille=3)
    record("essai.lecture", acteur=acteur)
    second = page(Filtre(), apres=first.suivante, taille=3)
    third = page(Filtre(), apres=second.suivante, taille=3)
    read = [entree.pk for part in (first, second, third) for entree in part.entrees]
    assert read == written[::-1]
    assert third.suivante is None


def test_an_unknown_position_gives_the_first_page(lecture):
    entree = record("essai.lecture")
    assert page(Filtre(), apres=uuid4()).entrees == [entree]


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_costs_the_same_queries_whatever_its_size(lecture, size, django_assert_num_queries):
    first = [record("essai.lecture") for _ in range(size)][-1]
    with django_assert_num_queries(2):
        page(Filtre(), apres=first.pk)


def test_the_sentence_gives_identifiers_and_counts_only(lecture, acteur):
    entree = record("essai.lecture", objets=[uuid4(), uuid4()], enfants=[uuid4()], acteur=acteur)
    assert formulation(entree) == f"Le compte {acteur.id} a lu le journal d’essai (2 objets, 1 enfant)."


def test_the_sentence_is_the_one_frozen_when_the_entry_was_written(lecture, acteur):
    record("essai.lecture", acteur=acteur)
    object.__setattr__(lecture, "phrase", "a fait autre chose")
    assert "a lu le journal d’essai" in formulation(EntreeAudit.objects.get())


def test_the_sentence_of_the_system_gives_its_reason(lecture):
    entree = record("essai.lecture", acteur=Acteur(id=None, raison="rappel"))
    assert formulation(entree) == "Le système («\u202frappel\u202f») a lu le journal d’essai."


def test_the_sentence_of_a_refusal_names_the_page(db):
    entree = record_apart(REFUS.code, acteur=PERSONNE, adresse="enfants:fiche", objets=[uuid4()])
    assert (
        formulation(entree)
        == "Une personne non connectée s’est vu refuser une page (1 objet, page enfants:fiche)."
    )


def test_a_masked_sentence_shows_neither_who_nor_which_children(declaration, acteur):
    entree = record("essai.declaration", enfants=[uuid4()], acteur=acteur)
    assert formulation(entree) == "Une personne non affichée a fait une déclaration d’essai."


def test_an_entry_whose_action_has_disappeared_is_masked(declaration, acteur):
    entree = record("essai.declaration", enfants=[uuid4()], acteur=acteur)
    entree.action = "essai.disparue"
    assert formulation(entree).startswith("Une personne non affichée")


@pytest.mark.parametrize(
    "key", ["", "pas du base64", "Y291cnQ=", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
)
def test_a_missing_short_or_filler_key_stops_the_start(settings, key):
    settings.CLE_AUDIT = key
    assert [type(message) for message in check_audit()] == [Error]


@pytest.mark.parametrize("months", [0, 5, 37])
def test_a_retention_outside_the_legal_range_stops_the_start(settings, months):
    settings.AUDIT_CONSERVATION_MOIS = months
    assert [message.id for message in check_audit()] == ["audit.E002"]
