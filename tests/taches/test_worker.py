"""With a real Redis and a real Celery worker in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from socle.audit.models import EntreeAudit
from socle.taches.enums import EtatTache
from socle.taches.execution import reclaim
from socle.taches.models import Tache
from socle.taches.services import enqueue
from socle.taches.tasks import GRACE, sweep
from tests.taches import handlers  # noqa: F401 registers the jobs
from tests.taches.conftest import without_broker
from tests.taches.ouvrier import eventually, kill, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
    yield
    client.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
    client.close()


def state(tache: Tache) -> tuple[str, int]:
    return Tache.objects.values_list("etat", "avancement").get(pk=tache.pk)


def test_a_job_asked_in_a_transaction_is_done_by_the_worker_after_its_commit():
    objet = uuid4()
    with worker():
        with transaction.atomic():
            tache = enqueue("essai.trace", objet_id=objet)
        eventually(lambda: state(tache) == (EtatTache.TERMINEE, 100))
    assert Tache.objects.get().resultats == {"objet_id": objet}
    assert EntreeAudit.objects.count() == 1


def test_a_job_whose_transaction_is_rolled_back_reaches_neither_outbox_nor_broker():
    def ask_and_fail() -> None:
        with transaction.atomic():
            enqueue("essai.trace", objet_id=uuid4())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert not Tache.objects.exists()
    assert redis.Redis.from_url(settings.REDIS_URL).llen(settings.CELERY_TASK_DEFAULT_QUEUE) == 0


def test_a_worker_killed_midway_leaves_nothing_and_the_job_is_done_once_by_another():
    objet = uuid4()
    tache = enqueue("essai.lente_au_premier_essai", objet_id=objet)
    with worker() as first:
        eventually(lambda: state(tache) == (EtatTache.EN_COURS, 40))
        kill(first)
    assert state(tache)[0] == EtatTache.EN_COURS
    assert not EntreeAudit.objects.exists()
    assert reclaim() == 0

    moment = timezone.now() - GRACE
    Tache.objects.update(bail=moment)
    reclaim()
    Tache.objects.update(prochaine_tentative=moment)
    assert sweep() == 1
    with worker():
        eventually(lambda: state(tache) == (EtatTache.TERMINEE, 100))
    assert Tache.objects.get().essais == 2
    assert EntreeAudit.objects.count() == 1


def test_jobs_asked_while_redis_was_down_are_caught_up_by_the_sweep():
    with without_broker():
        taches = [enqueue("essai.trace", objet_id=uuid4()) for _ in range(3)]
        Tache.objects.update(prochaine_tentative=timezone.now() - GRACE)
        assert sweep() == 0
    assert [state(tache) for tache in taches] == [(EtatTache.EN_ATTENTE, 0)] * 3

    with worker():
        assert sweep() == 3
        eventually(lambda: all(state(tache)[0] == EtatTache.TERMINEE for tache in taches))
    assert EntreeAudit.objects.count() == 3


def test_a_sweep_does_not_send_again_what_it_has_just_sent():
    with without_broker():
        enqueue("essai.trace", objet_id=uuid4())
    Tache.objects.update(prochaine_tentative=timezone.now() - GRACE)
    assert [sweep(), sweep()] == [1, 0]


def test_a_fresh_job_is_left_to_the_message_its_commit_sent():
    enqueue("essai.trace", objet_id=uuid4())
    assert sweep() == 0
