"""A real Celery worker in a process of its own, which a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def eventually(condition: Callable[[], bool], *, within: float = 90) -> None:
    """Wait for another process: look until it is so, fail when it takes too long."""
    deadline, pause = time.monotonic() + within, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        pause.wait(0.05)


def environment(**extra: str) -> dict[str, str]:
    """Return what another process needs to serve the test database, as the application role."""
    database = connection.settings_dict
    address = (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@"
        f":{database['PORT']}/{quote(database['NAME'])}?host={quote(database['HOST'], safe='')}"
    )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "MAISON_BASE": "application",
        "DATABASE_URL": address,
        **extra,
    }


@contextmanager
def worker(**extra: str) -> Iterator[subprocess.Popen]:
    """Run a worker on the test database, as the application role; kill it at the end.

    ``extra`` goes to its environment.
    """
    command = "-A config worker --pool=prefork --concurrency=1 --without-gossip --without-mingle -l error"
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", *command.split(), "--include", "tests.taches.handlers"],
        cwd=ROOT,
        env=environment(**extra),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill -9 the worker and its child, as a machine that runs out of memory does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
