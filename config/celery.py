"""Celery: it only runs what the outbox holds, and wakes the sweep and the audit sealer."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

app = Celery("maison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
