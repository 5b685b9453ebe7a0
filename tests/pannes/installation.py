"""A whole installation of our own that may be broken: PostgreSQL, Redis, gunicorn, a worker.

The servers are those of the demo (``deploy.local``), on private sockets. What is killed here is
killed for real, by its number, and started again on the same data.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from deploy.local import keys, places, postgres, redis
from deploy.local.environment import clean
from deploy.local.postgres import APPLICATION, OWNER, SUPERUSER, Server
from deploy.local.supervisor import Child, Supervisor

DATABASE = "maison_pannes"
#: A commit survives a server that is killed; only a machine that loses power would miss the flush.
POSTGRES_SETTINGS = {"fsync": "off", "shared_buffers": "32MB", "max_connections": "40"}


def eventually(condition: Callable[[], Any], *, within: float = 30) -> Any:
    """Look until ``condition()`` is true and return what it gave; fail when it takes too long."""
    deadline, pause = time.monotonic() + within, threading.Event()
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never came"
        pause.wait(0.02)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class Installation:
    """What runs, and the small world written in it."""

    supervisor: Supervisor
    logs: Path
    server: Server
    environment: dict[str, str]
    postgres: Child
    redis: Child
    monde: dict[str, Any] = field(default_factory=dict)
    web: Child | None = None
    port: int = 0

    # --- programs ---------------------------------------------------------------------

    def python(self, *arguments: str, owner: bool = False, **extra: str) -> str:
        """Run a program of the installation to its end and return what it says."""
        role = {"MAISON_BASE": "proprietaire"} if owner else {}
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=places.CLONE,
            env=clean({**self.environment, **role, **extra}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def populate(self, *arguments: str, **extra: str) -> None:
        self.monde |= json.loads(self.python("-m", "tests.pannes.monde", *arguments, **extra))

    def serve(self, name: str = "web", **extra: str) -> tuple[Child, int]:
        """Start gunicorn on a free port, as the demo does."""
        port = free_port()
        command: list[str | Path] = [
            sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py",
            "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
        ]  # fmt: skip
        child = self.supervisor.start(
            name, command, environment=clean(self.environment | extra), log=self.logs / f"{name}.log"
        )
        self.supervisor.wait_until(lambda: accepts(port), name, 60)
        return child, port

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Run a Celery worker for the length of the block."""
        command = "worker --pool solo --without-gossip --without-mingle --loglevel WARNING"
        child = self.supervisor.start(
            "worker",
            [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", *command.split()],
            environment=clean(self.environment),
            log=self.logs / "worker.log",
        )
        try:
            yield
        finally:
            self.kill(child)

    # --- faults -----------------------------------------------------------------------

    def kill(self, child: Child, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill one program and wait until it is gone, its own children too."""
        left = children_of(child.process.pid) if child.process.poll() is None else []
        child.process.send_signal(number)
        child.process.wait(30)
        self.supervisor.children.remove(child)
        # They see that their parent is gone, and leave.
        eventually(lambda: not any(map(alive, left)))

    def restart_postgres(self) -> None:
        self.postgres = self._again(self.postgres, account=places.unprivileged_account())
        eventually(self._answers)

    def restart_redis(self) -> None:
        self.redis = self._again(self.redis)
        path = Path(self.environment["REDIS_URL"].removeprefix("unix://").partition("?")[0])
        eventually(path.is_socket)

    def kill_gunicorn_worker(self) -> None:
        """Kill -9 the process that serves the pages; its master starts another."""
        assert self.web is not None
        (pid,) = children_of(self.web.process.pid)
        os.kill(pid, signal.SIGKILL)
        master = self.web.process.pid
        eventually(lambda: (now := children_of(master)) and now != [pid])

    def _again(self, child: Child, **options: Any) -> Child:
        environment = clean({})
        directory = self.server.data if child is self.postgres else places.CLONE
        return self.supervisor.start(
            child.name,
            list(child.process.args),  # type: ignore[arg-type]
            environment=environment,
            log=child.log,
            stop_signal=child.stop_signal,
            directory=directory,
            **options,
        )

    def _answers(self) -> bool:
        try:
            with self.admin() as admin:
                admin.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    # --- looking ----------------------------------------------------------------------

    def admin(self) -> psycopg.Connection:
        """Open a connection that no rule stops."""
        return psycopg.connect(self.server.address(SUPERUSER, DATABASE), autocommit=True)

    def count(self, table: str, where: str = "true", **values: object) -> int:
        with self.admin() as admin:
            row = admin.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()
        assert row is not None
        return int(row[0])

    @contextmanager
    def held(self, table: str) -> Iterator[Callable[[], bool]]:
        """Hold a table so that whoever writes it waits; yield whether somebody does."""
        with self.admin() as admin:
            admin.autocommit = False
            admin.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")

            def somebody_waits() -> bool:
                return self.count("pg_locks", "NOT granted") > 0

            yield lambda: bool(eventually(somebody_waits))
            with suppress(psycopg.OperationalError):  # the server may have been killed meanwhile
                admin.rollback()


@contextmanager
def installed(purpose: str, directory: Path) -> Iterator[Installation]:
    """Start everything, migrated and with its small world; leave nothing behind."""
    with Supervisor() as supervisor:
        server = postgres.start(
            supervisor, purpose, directory / "postgresql.log", keep=False, settings=POSTGRES_SETTINGS
        )
        broker = redis.start(supervisor, purpose, directory / "redis.log")
        pg, rd = supervisor.children
        with psycopg.connect(server.address(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {OWNER} LOGIN")
            admin.execute(f"CREATE ROLE {APPLICATION} LOGIN")
            admin.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        documents = directory / "documents"
        documents.mkdir()
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": server.address(APPLICATION, DATABASE),
            "DATABASE_OWNER_URL": server.address(OWNER, DATABASE),
            "REDIS_URL": broker,
            "MAISON_DOCUMENTS": str(documents),
            "MAISON_NUMERO_ASTREINTE": "06 12 34 56 78",
            **keys.generate(),
        }
        # Two key-encryption keys, the first active: a server may then be started without it.
        other = keys.generate()["MAISON_TROUSSEAU"]
        environment["MAISON_TROUSSEAU"] += f",{other}"
        installation = Installation(supervisor, directory, server, environment, pg, rd)
        installation.python("manage.py", "migrate", "--verbosity", "0", owner=True)
        installation.populate("monde")
        installation.web, installation.port = installation.serve()
        yield installation
