"""Beat carries out the destructions whose delay has passed."""

from __future__ import annotations

from celery import shared_task

from socle.chiffrement.services import executer_destructions


@shared_task(name="socle.chiffrement.tasks.destroy_due_keys", ignore_result=True)
def destroy_due_keys() -> int:
    """Destroy the keys that are due; idempotent, each in a transaction of its own."""
    return len(executer_destructions())
