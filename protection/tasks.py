"""What beat wakes in this app."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from protection.services.relances import relancer


@shared_task(name="protection.tasks.relancer_les_delais", ignore_result=True)
def relancer_les_delais() -> int:
    """Say what is late of the incidents, once each."""
    return relancer(timezone.now())
