"""``make test`` and ``make bench``: real servers, then the programs."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from deploy.local import browser, keys, places, servers, venv
from deploy.local.environment import clean
from deploy.local.supervisor import Supervisor

#: Nothing is worth keeping: no flush to disk.
TEST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
}
#: Durable as in production: the bench measures commits too.
BENCH_SETTINGS = {"shared_buffers": "512MB", "max_connections": "60", "max_wal_size": "4GB"}


def test(*, complet: bool) -> int:
    """Run pytest on two processes with everything it needs."""
    busy = "The tests of this clone are already running: wait for them, or stop them."
    with places.lock(places.CLONE / "var" / "tests.verrou", busy), Supervisor() as supervisor:
        venv.ensure("test")
        chromium = browser.ensure()
        with servers.provided(supervisor, "test", TEST_SETTINGS) as addresses:
            environment = clean({
                **addresses, **chromium,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                **({"MAISON_TEST_COMPLET": "1"} if complet else {}),
            })  # fmt: skip
            # Tests are handed over until the end: with whole files, a process waits long for the other's last.
            command: list[str | Path] = [venv.PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal"]
            arguments = shlex.split(os.environ.get("PYTEST_ARGS", ""))
            return supervisor.run("pytest", [*command, *arguments], environment=environment)


def bench() -> int:
    """Run ``manage.py banc``, which makes and drops its own databases."""
    busy = "A bench of this clone is already running."
    with places.lock(places.CLONE / "var" / "bench.verrou", busy), Supervisor() as supervisor:
        venv.ensure("test")
        with servers.provided(supervisor, "bench", BENCH_SETTINGS) as addresses:
            environment = clean({
                **addresses, **keys.generate(),
                "DJANGO_SETTINGS_MODULE": "config.settings.bench",
                "MAISON_DOCUMENTS": str(places.CLONE / "var" / "bench" / "documents"),
            })  # fmt: skip
            arguments = shlex.split(os.environ.get("BENCH_ARGS", ""))
            return supervisor.run(
                "banc", [venv.PYTHON, "manage.py", "banc", *arguments], environment=environment
            )
