"""Running one job: claim, handler, mark.

The claim commits first, with a lease. The handler then runs in one transaction that also marks
the job done, and the mark holds only if the claim is still ours: a worker that was killed leaves
nothing half-written, and one that was thought dead and comes back rolls back. So the database
sees the effect of a job once, whatever happens to workers.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from socle.taches import arguments, registry
from socle.taches.enums import EtatTache
from socle.taches.models import Tache

logger = logging.getLogger(__name__)

PREMIERE_ATTENTE = timedelta(seconds=30)
ATTENTE_MAX = timedelta(hours=1)
#: Below this time a progress report that moves little is not written.
INTERVALLE = timedelta(milliseconds=500)


class LeaseLostError(RuntimeError):
    """Another worker took the job over: what this one did is rolled back."""


class Execution:
    """The job this thread is running.

    Progress goes through a connection of its own: the handler's transaction is not visible before
    it ends, and ending it early would break the promise above.
    """

    def __init__(self, tache: Tache, bail: timedelta) -> None:
        self.tache_id: UUID = tache.pk
        self.essai: int = tache.essais
        self._bail = bail
        self._last: tuple[int, datetime] | None = None
        self._side: BaseDatabaseWrapper | None = None

    def report(self, percent: int) -> None:
        now = timezone.now()
        if self._last is not None and (percent <= self._last[0] or now - self._last[1] < INTERVALLE):
            return
        self._last = (percent, now)
        if self._side is None:
            self._side = connection.copy()
        with self._side.cursor() as cursor:
            cursor.execute(
                "UPDATE taches_tache SET avancement = GREATEST(avancement, %s), bail = %s "
                "WHERE id = %s AND etat = %s AND essais = %s",
                [percent, now + self._bail, self.tache_id, EtatTache.EN_COURS, self.essai],
            )

    def close(self) -> None:
        if self._side is not None:
            self._side.close()


en_cours: ContextVar[Execution | None] = ContextVar("tache_en_cours", default=None)


def _claim(tache_id: UUID) -> Tache | None:
    """Take a waiting job that nobody else is taking; None when there is nothing to do."""
    with transaction.atomic():
        tache = (
            Tache.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(pk=tache_id, etat=EtatTache.EN_ATTENTE)
            .first()
        )
        if tache is None:
            return None
        now = timezone.now()
        try:
            bail = registry.get(tache.code).bail
        except registry.UnknownJobError:
            # The software was downgraded, or the job renamed while it waited: nothing can run it.
            tache.etat, tache.erreur, tache.fini_le = EtatTache.ECHOUEE, "UnknownJobError", now
            tache.save(update_fields=["etat", "erreur", "fini_le"])
            logger.error("job %s has the unknown code %s", tache.pk, tache.code)
            return None
        tache.etat = EtatTache.EN_COURS
        tache.essais += 1
        tache.avancement = 0
        tache.commence_le = tache.commence_le or now
        tache.bail = now + bail
        tache.save(update_fields=["etat", "essais", "avancement", "commence_le", "bail"])
        return tache


def _mark_failed(tache: Tache, error: Exception) -> None:
    job = registry.get(tache.code)
    now = timezone.now()
    logger.error(
        "job %s (%s) failed at attempt %d: %s", tache.pk, tache.code, tache.essais, type(error).__name__
    )
    values: dict[str, object] = {"erreur": type(error).__name__[:100], "bail": None}
    if tache.essais >= job.essais_max:
        values |= {"etat": EtatTache.ECHOUEE, "fini_le": now}
    else:
        wait = min(PREMIERE_ATTENTE * 2 ** (tache.essais - 1), ATTENTE_MAX)
        values |= {"etat": EtatTache.EN_ATTENTE, "prochaine_tentative": now + wait}
    Tache.objects.filter(pk=tache.pk, etat=EtatTache.EN_COURS, essais=tache.essais).update(**values)


def run_now(tache_id: UUID) -> bool:
    """Run a waiting job to its end; False when it was not waiting, or when it failed."""
    tache = _claim(tache_id)
    if tache is None:
        return False
    job = registry.get(tache.code)
    execution = Execution(tache, job.bail)
    token = en_cours.set(execution)
    try:
        with transaction.atomic():
            result = job.handler(**arguments.decode(tache.parametres))
            marked = Tache.objects.filter(pk=tache.pk, etat=EtatTache.EN_COURS, essais=tache.essais).update(
                etat=EtatTache.TERMINEE,
                avancement=100,
                resultat=None if result is None else arguments.encode(result),
                erreur="",
                bail=None,
                fini_le=timezone.now(),
            )
            if not marked:
                raise LeaseLostError
    except Exception as error:
        _mark_failed(tache, error)
        return False
    finally:
        en_cours.reset(token)
        execution.close()
    return True


def reclaim() -> int:
    """Put back in line the jobs whose worker died; give up those that killed too many."""
    now = timezone.now()
    count = 0
    with transaction.atomic():
        for tache in Tache.objects.abandoned(at=now).select_for_update(no_key=True, skip_locked=True):
            try:
                exhausted = tache.essais >= registry.get(tache.code).essais_max
            except registry.UnknownJobError:
                exhausted = True
            tache.bail, tache.erreur = None, "LeaseExpired"
            if exhausted:
                tache.etat, tache.fini_le = EtatTache.ECHOUEE, now
            else:
                tache.etat, tache.prochaine_tentative = EtatTache.EN_ATTENTE, now
            tache.save(update_fields=["etat", "bail", "erreur", "fini_le", "prochaine_tentative"])
            count += 1
    return count
