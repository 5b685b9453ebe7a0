from __future__ import annotations

import datetime
import logging
import socket
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from socle.outils.acteur import Acteur, acteur_courant
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.taches.registry import UnknownJobError, job
from socle.taches.services import enqueue
from tests.taches.conftest import without_broker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing(own_registry):
    job("essai.rien")(lambda **ids: None)


def test_a_job_keeps_who_asked_and_its_identifiers_only():
    acteur, objet = Acteur(id=uuid4()), uuid4()
    token = acteur_courant.set(acteur)
    try:
        tache = enqueue("essai.rien", objet_id=objet, rang=3, complet=True, debut="2026-03-14")
    finally:
        acteur_courant.reset(token)
    tache.refresh_from_db()
    assert tache.acteur_id == acteur.id
    assert tache.etat == EtatTache.EN_ATTENTE
    assert tache.parametres == {
        "objet_id": {"uuid": str(objet)},
        "rang": 3,
        "complet": True,
        "debut": "2026-03-14",
    }


@pytest.mark.parametrize("value", ["Léa Martin", "a b", "x" * 65, "a\x00b"])
def test_free_text_is_refused_as_an_argument(value):
    with pytest.raises(ValueError, match="free text"):
        enqueue("essai.rien", texte=value)
    assert not Tache.objects.exists()


@pytest.mark.parametrize("value", [1.5, None, ["a"], {"a": 1}, datetime.date(2026, 3, 14)])
def test_anything_but_a_primitive_is_refused_as_an_argument(value):
    with pytest.raises(TypeError):
        enqueue("essai.rien", chose=value)
    assert not Tache.objects.exists()


def test_an_unknown_job_is_refused_at_once():
    with pytest.raises(UnknownJobError):
        enqueue("essai.inconnue")


def test_the_same_key_asked_twice_is_one_job():
    first = enqueue("essai.rien", cle="jour:2026-03-14")
    assert enqueue("essai.rien", cle="jour:2026-03-14") == first
    assert enqueue("essai.rien", cle="jour:2026-03-15") != first
    assert Tache.objects.count() == 2


def test_without_key_each_request_is_its_own_job():
    assert enqueue("essai.rien") != enqueue("essai.rien")


def test_a_job_disappears_with_the_transaction_that_asked_for_it():
    def ask_and_fail() -> None:
        with transaction.atomic():
            enqueue("essai.rien")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert not Tache.objects.exists()


@pytest.mark.parametrize("code", ["", "Essai", "a b", "a" * 65])
def test_a_malformed_code_is_refused_at_registration(code):
    with pytest.raises(ValueError, match="job code"):
        job(code)


def test_a_code_cannot_have_two_handlers():
    with pytest.raises(ValueError, match="twice"):
        job("essai.rien")(lambda **ids: None)


@pytest.mark.django_db(transaction=True)
def test_with_redis_down_the_job_is_saved_and_one_line_is_logged(broker_down, caplog):
    with caplog.at_level(logging.WARNING, logger="socle.taches.services"):
        tache = enqueue("essai.rien")
    assert Tache.objects.get().pk == tache.pk
    assert [record.getMessage() for record in caplog.records if record.name == "socle.taches.services"] == [
        f"job {tache.pk} stays in the outbox: OperationalError"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_accepts_and_never_answers_does_not_hold_a_request():
    with socket.create_server(("127.0.0.1", 0)) as mute, without_broker(port=mute.getsockname()[1]):
        # Without a limit of its own this would never come back.
        enqueue("essai.rien")
    assert Tache.objects.count() == 1


def test_the_identifier_is_client_side():
    assert isinstance(enqueue("essai.rien").pk, UUID)
