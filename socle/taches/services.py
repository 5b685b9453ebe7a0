"""Asking for a job, and telling how far it is."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu import pools
from kombu.exceptions import OperationalError

from socle.outils.acteur import acteur_courant
from socle.taches import arguments, execution, registry
from socle.taches.models import Tache
from socle.taches.registry import Primitive

logger = logging.getLogger(__name__)

#: Seconds the broker is given to answer.
DELAI = 0.5


def enqueue(code: str, *, cle: str | None = None, **ids: Primitive) -> Tache:
    """Write a job in the current transaction and, once it is committed, hand it to Celery.

    If Celery cannot be reached the job stays in the outbox and the next sweep takes it: asking
    never fails for want of Redis. If the transaction is rolled back there is no job. With ``cle``
    the same job asked twice is one job: the row that exists is returned, whatever its state.

    Raises UnknownJobError, and TypeError or ValueError when an argument is not a primitive
    identifier (str code, int, bool, UUID).
    """
    registry.get(code)
    tache = Tache(code=code, cle=cle, parametres=arguments.encode(ids), acteur_id=acteur_courant.get().id)
    if cle is None:
        tache.save(force_insert=True)
    else:
        with transaction.atomic():
            Tache.objects.bulk_create([tache], ignore_conflicts=True)
            kept = Tache.objects.get(code=code, cle=cle)
        if kept.pk != tache.pk:
            return kept
    transaction.on_commit(partial(dispatch, tache.pk), robust=True)
    return tache


def dispatch(tache_id: UUID) -> bool:
    """Hand a job to Celery; False, and one line in the log, when the broker does not answer.

    A person is waiting for the page: a broker that is down, or accepts and stays silent, costs half
    a second, less than a worker's own connections are given.
    """
    broker = current_app.connection(
        transport_options={"socket_connect_timeout": DELAI, "socket_timeout": DELAI, "max_retries": 0}
    )
    try:
        with pools.producers[broker].acquire(block=True) as producer:
            current_app.send_task(
                "socle.taches.tasks.run",
                kwargs={"tache_id": str(tache_id)},
                producer=producer,
                retry=False,
                ignore_result=True,
            )
    except (OperationalError, OSError) as error:
        logger.warning("job %s stays in the outbox: %s", tache_id, type(error).__name__)
        return False
    return True


def report_progress(percent: int) -> None:
    """Tell how far the job being run is, at once visible to everyone; renews its lease.

    Outside a job (the same service called from a command) there is nobody to tell and nothing
    happens. Raises ValueError outside 0–100.
    """
    if not 0 <= percent <= 100:
        raise ValueError("progress goes from 0 to 100")
    current = execution.en_cours.get()
    if current is not None:
        current.report(percent)
