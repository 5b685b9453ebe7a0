"""Beat seals the journal in batches."""

from __future__ import annotations

from celery import shared_task

from socle.audit.scellement import seal


@shared_task(name="socle.audit.tasks.seal_batch", ignore_result=True)
def seal_batch() -> int:
    """Seal what is visible and not sealed; idempotent, and harmless when two run at once."""
    return seal()
