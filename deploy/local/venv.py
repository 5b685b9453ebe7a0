"""The ``.venv`` of the clone, installed from the hash-locked requirements."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.errors import SetupError
from deploy.local.places import CLONE

VENV = CLONE / ".venv"
PYTHON = VENV / "bin" / "python"


def ensure(requirements: str) -> None:
    """Make ``.venv`` and install ``requirements/<requirements>.txt`` unless it already is."""
    if sys.version_info < (3, 11):
        raise SetupError("Python 3.11 or later is needed: name it with make PYTHON=python3.11 …")
    if not _works():
        _create()
    locked = CLONE / "requirements" / f"{requirements}.txt"
    stamp = VENV / f"installed-{requirements}"
    digest = hashlib.sha256(locked.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(
        f"Installing {locked.relative_to(CLONE)} into .venv (the first time takes a minute or two)…",
        flush=True,
    )
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    # --no-deps: the lock is complete, and pip need not resolve it again.
    result = subprocess.run(
        [*command, "--no-deps", "--require-hashes", "--requirement", str(locked)],
        cwd=CLONE, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if result.returncode:
        raise SetupError(
            f"pip could not install {locked.relative_to(CLONE)}: its message is above. "
            "It needs a package index (PIP_INDEX_URL or pip.conf if yours is not the public one)."
        )
    stamp.write_text(digest)


def _works() -> bool:
    """Tell whether ``.venv`` still points at a living interpreter."""
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
    return answer.returncode == 0


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise SetupError(
            "Python's venv module is not installed: apt-get install python3-venv (as root), then start again."
        )
    print("Making .venv…", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    result = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        raise SetupError(
            "python3 -m venv failed: its message is above. "
            "On Debian it needs the package python3-venv: apt-get install python3-venv (as root)."
        )


def package_directory(module: str) -> Path:
    """Return the directory of an installed package of ``.venv``, without importing it."""
    found = sorted((VENV / "lib").glob(f"python3*/site-packages/{module}"))
    if not found:
        raise SetupError(f"The package {module} is missing from .venv: remove .venv and start again.")
    return found[-1]
