"""Jobs that the tests give to a real worker; imported by the worker with ``--include``."""

from __future__ import annotations

import signal

from socle.audit.models import EntreeAudit
from socle.taches.registry import job
from socle.taches.services import report_progress


def write_trace(objet_id) -> None:
    """Leave an effect that can be counted."""
    EntreeAudit.objects.create(
        action="essai.trace", libelle="trace", categorie="technique", objets=[objet_id]
    )


@job("essai.trace")
def leave_trace(*, objet_id):
    write_trace(objet_id)
    return {"objet_id": objet_id}


@job("essai.lente_au_premier_essai")
def slow_at_first(*, objet_id):
    """Write, tell how far, and hang for ever the first time; the second time, finish."""
    from socle.taches.models import Tache

    write_trace(objet_id)
    report_progress(40)
    if Tache.objects.get(parametres__objet_id__uuid=str(objet_id)).essais == 1:
        signal.pause()
