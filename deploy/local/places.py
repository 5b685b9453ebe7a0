"""Where things live on this machine.

Three rules. Everything belongs to the clone (two clones never meet). Sockets have short
paths, because the kernel refuses more than 107 bytes. And when root starts PostgreSQL, which
refuses to run as root, data goes where the unprivileged account can already reach it:
no directory of anybody is opened up for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.errors import SetupError

#: The clone this package belongs to.
CLONE = Path(__file__).resolve().parent.parent.parent

#: What the kernel accepts for a socket path, less the terminating zero.
SOCKET_PATH_MAX = 107

#: Where root may put data its unprivileged account reaches, best first.
OUTSIDE_PREFIX = "maison-commune-"
OUTSIDE = (Path("/var/lib"), Path("/var/tmp"), Path("/tmp"))  # noqa: S108  real directories, checked below


#: In the home of a server: its data, and the beginning of the name of copied binaries.
DATA, COPY = "serveur", "postgresql-"


@dataclass(frozen=True)
class Account:
    """Who a server process runs as; ``name`` is empty when it is simply the caller."""

    name: str
    uid: int
    gid: int

    @property
    def is_caller(self) -> bool:
        return self.uid == os.geteuid()


def unprivileged_account() -> Account:
    """Return the caller, or for root an account that already exists and has no rights."""
    if os.geteuid() != 0:
        return Account("", os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise SetupError(
        "PostgreSQL refuses to run as root and this machine has neither a postgres nor a nobody account."
    )


def child_options(account: Account) -> dict[str, Any]:
    """Return the ``subprocess`` options that make a child run as ``account``."""
    if account.is_caller:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": [], "umask": 0o077}


def can_enter(directory: Path, account: Account) -> bool:
    """Ask the kernel, as ``account``, whether the nearest existing ancestor can be entered."""
    while not directory.exists():
        directory = directory.parent
    test = shutil.which("test") or "/usr/bin/test"
    answer = subprocess.run(
        [test, "-x", str(directory)], cwd="/", check=False, capture_output=True, **child_options(account)
    )
    return answer.returncode == 0


def clone_key(clone: Path) -> str:
    """Return eight characters that tell this clone from the others on the machine."""
    return hashlib.sha256(str(clone).encode()).hexdigest()[:8]


def server_home(purpose: str, account: Account, clone: Path = CLONE) -> Path:
    """Choose where a cluster lives: the clone's ``var/`` when ``account`` reaches it, else outside."""
    inside = clone / "var" / purpose
    if account.is_caller or can_enter(inside, account):
        return inside
    for parent in OUTSIDE:
        if parent.is_dir() and os.access(parent, os.W_OK) and can_enter(parent, account):
            return parent / f"{OUTSIDE_PREFIX}{clone_key(clone)}" / purpose
    raise SetupError(
        f"The account {account.name} can enter neither {clone} nor any of "
        f"{', '.join(map(str, OUTSIDE))}: give PostgreSQL a place, or set DATABASE_URL for the tests."
    )


def make_private(directory: Path, account: Account) -> None:
    """Create ``directory`` for ``account`` alone; ancestors we create are ours and enterable."""
    missing = [parent for parent in directory.parents if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        parent.chmod(0o755)
    if not directory.exists():
        directory.mkdir(mode=0o700)
        os.chown(directory, account.uid, account.gid)
    directory.chmod(0o700)


def discard_server(home: Path) -> None:
    """Remove a cluster, the binaries copied for it, and the directories outside the clone that held them."""
    for entry in (home / DATA, *home.glob(f"{COPY}*")):
        shutil.rmtree(entry, ignore_errors=True)
    for directory in (home, home.parent) if home.parent.name.startswith(OUTSIDE_PREFIX) else (home,):
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()


def socket_directory(purpose: str, account: Account, clone: Path = CLONE) -> Path:
    """Make and return a short private directory for the sockets of one purpose.

    Its name is predictable, so a directory somebody else put there is refused.
    """
    base = Path("/tmp")  # noqa: S108  ownership is verified below
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if account.is_caller and runtime and os.access(runtime, os.W_OK | os.X_OK) and len(runtime) < 50:
        base = Path(runtime)
    directory = (
        base
        / f"maison-{os.geteuid()}-{clone_key(clone)}-{purpose}{'-' + account.name if account.name else ''}"
    )
    try:
        directory.mkdir(mode=0o700)
        os.chown(directory, account.uid, account.gid)
    except FileExistsError:
        pass
    status = directory.lstat()
    if (
        not stat.S_ISDIR(status.st_mode)
        or status.st_uid != account.uid
        or stat.S_IMODE(status.st_mode) != 0o700
    ):
        raise SetupError(f"{directory} exists and is not ours: remove it, then start again.")
    return directory


@contextmanager
def lock(path: Path, sentence: str) -> Iterator[None]:
    """Hold ``path`` for the length of the block; raise SetupError with ``sentence`` when it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(sentence) from error
        yield
    finally:
        os.close(descriptor)
