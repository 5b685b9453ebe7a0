"""What Celery knows of jobs: run one by its id, and sweep the outbox."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from socle.taches.execution import reclaim, run_now
from socle.taches.models import Tache
from socle.taches.services import dispatch

#: A fresh job is left this long to the message that its commit sent.
GRACE = timedelta(seconds=20)
#: A job handed over again is left this long in Celery's queue before one more message.
RELANCE = timedelta(minutes=5)
#: Finished jobs are kept this long: they hold identifiers only, and serve to understand a failure.
CONSERVATION = timedelta(days=30)
LOT = 500


@shared_task(name="socle.taches.tasks.run", ignore_result=True)
def run(*, tache_id: str) -> None:
    """Run one job of the outbox; a message received twice does nothing the second time."""
    run_now(UUID(tache_id))


@shared_task(name="socle.taches.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """Hand over what was missed and return how many jobs were.

    Missed are the jobs whose message was lost (Redis down at commit, or emptied since), those whose
    retry is due, and those whose worker died. Stops at the first message that cannot be sent.
    """
    reclaim()
    now = timezone.now()
    Tache.objects.finished_before(now - CONSERVATION).delete()
    count = 0
    for tache_id in Tache.objects.waiting(at=now - GRACE).values_list("pk", flat=True)[:LOT]:
        if not dispatch(tache_id):
            break
        Tache.objects.filter(pk=tache_id, prochaine_tentative__lte=now).update(
            prochaine_tentative=now + RELANCE
        )
        count += 1
    return count
