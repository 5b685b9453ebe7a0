from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from socle.audit.models import EntreeAudit
from socle.taches import execution, registry
from socle.taches.enums import EtatTache
from socle.taches.execution import reclaim, run_now
from socle.taches.models import Tache
from socle.taches.registry import job
from socle.taches.services import enqueue, report_progress
from socle.taches.tasks import CONSERVATION, GRACE, sweep
from tests.base import owner_connection
from tests.taches.handlers import write_trace

pytestmark = pytest.mark.django_db

#: Others look from connections of their own.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_broker(broker_down):
    """These tests run jobs themselves."""


def fresh(tache: Tache) -> Tache:
    return Tache.objects.get(pk=tache.pk)


def drain() -> str:
    out = StringIO()
    call_command("executer_taches", stdout=out)
    return out.getvalue()


def test_a_handler_receives_what_was_given_and_its_result_is_kept():
    received = {}

    @job("essai.recoit")
    def handler(**ids):
        received.update(ids)
        return {"document_id": ids["objet_id"]}

    objet = uuid4()
    tache = enqueue("essai.recoit", objet_id=objet, rang=3, complet=True, jour="2026-03-14")

    assert run_now(tache.pk)
    assert received == {"objet_id": objet, "rang": 3, "complet": True, "jour": "2026-03-14"}
    assert isinstance(received["objet_id"], UUID)
    assert received["complet"] is True
    done = fresh(tache)
    assert (done.etat, done.avancement, done.essais, done.erreur) == (EtatTache.TERMINEE, 100, 1, "")
    assert done.resultats == {"document_id": objet}
    assert done.commence_le is not None
    assert done.fini_le is not None
    assert done.cree_le <= done.commence_le <= done.fini_le
    assert done.est_finie


def test_a_job_received_twice_runs_once():
    job("essai.trace_ici")(lambda *, objet_id: write_trace(objet_id))
    tache = enqueue("essai.trace_ici", objet_id=uuid4())
    assert run_now(tache.pk)
    assert not run_now(tache.pk)
    assert EntreeAudit.objects.count() == 1


@committed
def test_a_failure_keeps_the_class_of_the_error_and_never_its_message(caplog):
    @job("essai.echec")
    def handler(*, objet_id):
        write_trace(objet_id)
        raise ZeroDivisionError("Canari Durand")

    tache = enqueue("essai.echec", objet_id=uuid4())
    with caplog.at_level(logging.DEBUG):
        assert not run_now(tache.pk)

    failed = fresh(tache)
    assert (failed.etat, failed.erreur, failed.essais) == (EtatTache.EN_ATTENTE, "ZeroDivisionError", 1)
    assert failed.prochaine_tentative > timezone.now() + timedelta(seconds=25)
    assert "ZeroDivisionError" in caplog.text
    assert "Canari" not in caplog.text
    with owner_connection() as owner:
        assert "Canari" not in str(owner.execute("SELECT * FROM taches_tache").fetchall())
    assert not EntreeAudit.objects.exists()


def test_a_job_that_keeps_failing_is_given_up_after_its_attempts():
    @job("essai.echec", essais_max=2)
    def handler(**ids):
        raise ZeroDivisionError

    tache = enqueue("essai.echec")
    run_now(tache.pk)
    run_now(tache.pk)
    given_up = fresh(tache)
    assert (given_up.etat, given_up.essais) == (EtatTache.ECHOUEE, 2)
    assert given_up.fini_le is not None
    assert not run_now(tache.pk)


def test_a_result_that_is_not_an_identifier_is_a_failure():
    job("essai.bavard")(lambda: {"nom": "Canari Durand"})
    tache = enqueue("essai.bavard")
    assert not run_now(tache.pk)
    assert fresh(tache).erreur == "ValueError"


@committed
def test_progress_is_seen_by_others_while_the_job_runs():
    seen = []

    @job("essai.avance")
    def handler(**ids):
        report_progress(37)
        with owner_connection() as other:
            seen.append(other.execute("SELECT etat, avancement FROM taches_tache").fetchone())

    assert run_now(enqueue("essai.avance").pk)
    assert seen == [("en_cours", 37)]


@committed
def test_progress_renews_the_lease():
    leases = []

    @job("essai.avance", bail=timedelta(minutes=3))
    def handler(**ids):
        with owner_connection() as other:
            other.execute("UPDATE taches_tache SET bail = now() - interval '1 hour'")
            report_progress(10)
            leases.append(
                other.execute("SELECT bail > now() + interval '2 minutes' FROM taches_tache").fetchone()
            )

    assert run_now(enqueue("essai.avance").pk)
    assert leases == [(True,)]


def test_progress_outside_a_job_tells_nobody_and_out_of_range_is_refused():
    report_progress(50)
    with pytest.raises(ValueError, match="0 to 100"):
        report_progress(101)
    assert execution.en_cours.get() is None


@committed
def test_a_worker_that_was_replaced_meanwhile_rolls_back_what_it_did():
    """It was silent longer than its lease; another took the job: its own writes do not count."""

    @job("essai.longue")
    def handler(*, objet_id):
        write_trace(objet_id)
        if Tache.objects.get().essais == 1:
            with owner_connection() as other:
                other.execute("UPDATE taches_tache SET bail = now() - interval '1 second'")
            with ThreadPoolExecutor(1) as pool:
                pool.submit(take_over).result(20)

    def take_over():
        try:
            assert reclaim() == 1
            assert run_now(tache.pk)
        finally:
            connection.close()

    tache = enqueue("essai.longue", objet_id=uuid4())
    assert not run_now(tache.pk)
    done = fresh(tache)
    assert (done.etat, done.essais, done.erreur) == (EtatTache.TERMINEE, 2, "")
    assert EntreeAudit.objects.count() == 1


@committed
def test_two_workers_that_claim_the_same_job_run_it_once():
    start = threading.Barrier(4)
    job("essai.trace_ici")(lambda *, objet_id: write_trace(objet_id))
    tache = enqueue("essai.trace_ici", objet_id=uuid4())

    def work() -> bool:
        try:
            start.wait(10)
            return run_now(tache.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = [future.result(20) for future in [pool.submit(work) for _ in range(4)]]
    assert sorted(results) == [False, False, False, True]
    assert EntreeAudit.objects.count() == 1


def abandon(tache: Tache, *, essais: int) -> None:
    Tache.objects.filter(pk=tache.pk).update(
        etat=EtatTache.EN_COURS, essais=essais, bail=timezone.now() - timedelta(seconds=1)
    )


def test_a_job_whose_worker_died_is_put_back_in_line():
    job("essai.rien")(lambda: None)
    tache = enqueue("essai.rien")
    abandon(tache, essais=1)
    assert reclaim() == 1
    assert fresh(tache).etat == EtatTache.EN_ATTENTE
    assert drain() == "Tâches terminées\u202f: 1. En échec\u202f: 0.\n"


def test_a_job_within_its_lease_is_left_to_its_worker():
    job("essai.rien")(lambda: None)
    tache = enqueue("essai.rien")
    Tache.objects.update(etat=EtatTache.EN_COURS, bail=timezone.now() + timedelta(minutes=1))
    assert reclaim() == 0
    assert not run_now(tache.pk)


def test_a_job_that_kills_its_workers_is_given_up():
    job("essai.rien", essais_max=2)(lambda: None)
    tache = enqueue("essai.rien")
    abandon(tache, essais=2)
    reclaim()
    given_up = fresh(tache)
    assert (given_up.etat, given_up.erreur) == (EtatTache.ECHOUEE, "LeaseExpired")


def test_a_job_whose_code_has_disappeared_is_given_up():
    job("essai.rien")(lambda: None)
    tache = enqueue("essai.rien")
    del registry._jobs["essai.rien"]
    assert not run_now(tache.pk)
    assert (fresh(tache).etat, fresh(tache).erreur) == (EtatTache.ECHOUEE, "UnknownJobError")


def test_the_command_drains_the_outbox_and_respects_the_delay_of_failures():
    @job("essai.echec")
    def handler(**ids):
        raise ZeroDivisionError

    job("essai.rien")(lambda: None)
    for code in ("essai.rien", "essai.echec", "essai.rien"):
        enqueue(code)
    assert drain() == "Tâches terminées\u202f: 2. En échec\u202f: 1.\n"
    assert drain() == "Tâches terminées\u202f: 0. En échec\u202f: 0.\n"


def test_a_sweep_without_broker_leaves_every_job_in_the_outbox():
    job("essai.rien")(lambda: None)
    tache = enqueue("essai.rien")
    Tache.objects.update(prochaine_tentative=timezone.now() - GRACE)
    assert sweep() == 0
    assert fresh(tache).etat == EtatTache.EN_ATTENTE
    assert drain().startswith("Tâches terminées\u202f: 1.")


def test_a_sweep_forgets_jobs_finished_long_ago_and_no_other():
    job("essai.rien")(lambda: None)
    old, recent, waiting = (enqueue("essai.rien") for _ in range(3))
    run_now(old.pk)
    run_now(recent.pk)
    Tache.objects.filter(pk=old.pk).update(fini_le=timezone.now() - CONSERVATION - timedelta(days=1))
    sweep()
    assert set(Tache.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}
