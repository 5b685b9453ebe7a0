"""Drain the outbox in the foreground, without Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from socle.taches.execution import reclaim, run_now
from socle.taches.models import Tache


class Command(BaseCommand):
    help = "Exécute au premier plan les tâches en attente, sans Celery ni Redis."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run jobs until none is due; those that fail keep their own delay before the next try."""
        reclaim()
        done = failed = 0
        while True:
            tache_id = Tache.objects.waiting(at=timezone.now()).values_list("pk", flat=True).first()
            if tache_id is None:
                break
            if run_now(tache_id):
                done += 1
            else:
                failed += 1
        self.stdout.write(f"Tâches terminées\u202f: {done}. En échec\u202f: {failed}.")
