"""Celery: it only runs what the outbox holds, and wakes the sweep and the audit sealer."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

app = Celery("maison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _refuse_unsafe_keys(**_kwargs: Any) -> None:
    """A worker whose keys are missing or weak does not start, any more than the web does.

    Celery logs and forgets the errors of receivers; it does not catch SystemExit.
    """
    from socle.chiffrement.checks import refuse_unsafe_keys  # once the apps are loaded

    try:
        refuse_unsafe_keys()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
