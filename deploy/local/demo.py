"""``make demo``: the whole software on this machine, with invented children.

The demo never looks at ``DATABASE_URL`` nor ``REDIS_URL``: emptying it can never empty a real
installation. Everything it keeps is under ``var/demo/``.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from deploy.local import keys, places, postgres, redis, sql, venv
from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.postgres import OWNER, SUPERUSER, Server
from deploy.local.supervisor import Supervisor

HOME = places.CLONE / "var" / "demo"
ACCOUNTS = HOME / "comptes.json"
LOADED = HOME / "donnees-chargees"
DATABASE = "maison_demo"
RUNNING = "The demo of this clone is already running: stop it first (Ctrl-C where it was started)."

#: Sized so that every process together stays under one gigabyte.
POSTGRES_SETTINGS = {"shared_buffers": "48MB", "max_connections": "40", "work_mem": "8MB"}
WEB_PROCESSES, WEB_THREADS = 2, 4


def run() -> int:
    """Prepare, start, print, and stay until stopped."""
    port = read_port(os.environ.get("PORT") or "8000")
    HOME.mkdir(parents=True, exist_ok=True)
    with places.lock(HOME / "verrou", RUNNING), Supervisor() as supervisor:
        refuse_taken_port(port)
        venv.ensure("demo")
        logs = HOME / "journaux"
        logs.mkdir(exist_ok=True)
        print("Starting PostgreSQL and Redis…", flush=True)
        server = postgres.start(
            supervisor, "demo", logs / "postgresql.log",
            forced=os.environ.get("MAISON_POSTGRES", ""), keep=True, settings=POSTGRES_SETTINGS,
        )  # fmt: skip
        broker = redis.start(
            supervisor, "demo", logs / "redis.log", forced=os.environ.get("MAISON_REDIS", "")
        )
        environment = site_environment(server, broker)
        keys.write_private(HOME / "environnement", environment)
        prepare_database(supervisor, server, environment)
        serve(supervisor, environment, logs, port)
        announce(port)
        supervisor.wait()
    return 0


def read_port(text: str) -> int:
    """Return the port number, or say what is wrong with it."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise SetupError(f"Only root may use port {port}: make demo PORT=8000.") from error
        except OSError as error:
            raise SetupError(f"Port {port} is taken: choose another, make demo PORT={port + 1}.") from error


def site_environment(server: Server, broker: str) -> dict[str, str]:
    """Return the variables that make ``manage.py`` and the site use the demo."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": server.address(postgres.APPLICATION, DATABASE),
        "DATABASE_OWNER_URL": server.address(OWNER, DATABASE),
        "REDIS_URL": broker,
        "MAISON_DOCUMENTS": str(HOME / "documents"),
        **keys.read_or_generate(HOME / "cles"),
    }


def prepare_database(supervisor: Supervisor, server: Server, environment: Mapping[str, str]) -> None:
    """Create, migrate, and load the invented data once; an unfinished load starts again from nothing."""
    if not LOADED.exists():
        sql.execute(
            server.address(SUPERUSER, "postgres"), [f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"]
        )
        shutil.rmtree(HOME / "documents", ignore_errors=True)
    (HOME / "documents").mkdir(mode=0o700, exist_ok=True)
    postgres.create_roles(server, DATABASE, createdb=False)
    print("Migrating…", flush=True)
    owner = clean({**environment, "MAISON_BASE": "proprietaire"})
    manage: list[str | Path] = [venv.PYTHON, "manage.py"]
    if supervisor.run("migrate", [*manage, "migrate", "--verbosity", "0"], environment=owner):
        raise SetupError("The migrations failed: the message is above.")
    if LOADED.exists() or not has_command("charger_demo", environment):
        return
    print("Loading the invented children, families and ninety days of journal…", flush=True)
    command = [*manage, "charger_demo", "--comptes", ACCOUNTS]
    if supervisor.run("charger_demo", command, environment=clean(environment)):
        raise SetupError("The demo data could not be loaded: the message is above.")
    ACCOUNTS.chmod(0o600)
    LOADED.touch()


def has_command(name: str, environment: Mapping[str, str]) -> bool:
    answer = subprocess.run(
        [venv.PYTHON, "manage.py", "help", "--commands"],
        cwd=places.CLONE, env=clean(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if answer.returncode:
        raise SetupError(f"manage.py does not start:\n{answer.stderr.strip()}")
    return name in answer.stdout.split()


def serve(supervisor: Supervisor, environment: Mapping[str, str], logs: Path, port: int) -> None:
    """Start the site, the worker and the scheduler, and wait for the first page."""
    print("Starting the site…", flush=True)
    programs = venv.VENV / "bin"
    complete = clean(environment)
    web: list[str | Path] = [
        programs / "gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--preload",
        "--bind", f"127.0.0.1:{port}", "--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS),
    ]  # fmt: skip
    celery: list[str | Path] = [programs / "celery", "--app", "config.celery", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "solo",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    supervisor.start("The site", web, environment=complete, log=logs / "web.log")
    supervisor.start("The worker", worker, environment=complete, log=logs / "worker.log")
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    supervisor.start("The scheduler", beat, environment=complete, log=logs / "beat.log")
    supervisor.wait_until(lambda: answers(port), "The site", 90)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 600
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(port: int) -> None:
    print(f"\nMaison commune: http://127.0.0.1:{port}/\n")
    if ACCOUNTS.exists():
        accounts = json.loads(ACCOUNTS.read_text(encoding="utf-8"))
        columns = ("identifiant", "mot_de_passe", "role", "perimetre")
        rows = [columns, *(tuple(str(account[name]) for name in columns) for account in accounts)]
        widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
        for row in rows:
            print(
                "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
        print("\nThe code of the second step, for an account: python3 -m deploy.local code IDENTIFIANT")
        print(f"The same with the secrets for a phone: {ACCOUNTS.relative_to(places.CLONE)}")
    print("Ctrl-C stops everything.", flush=True)


def reset() -> int:
    """Empty the demo. Only what ``make demo`` made is touched."""
    with places.lock(HOME / "verrou", RUNNING):
        home = places.server_home("demo", places.unprivileged_account())
        postgres.stop_leftover(home / places.DATA)
        places.discard_server(home)
        shutil.rmtree(HOME)
    print("The demo is empty: make demo starts again from nothing.")
    return 0
