"""The Chromium of the tests: found on the path, else brought by Playwright, else by Debian.

    python -m deploy.local.browser [PROGRAM]

opens and closes it once, with the interpreter of ``.venv``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys

from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.places import CLONE
from deploy.local.venv import PYTHON

#: Launch arguments that work in a container and keep the browser from calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: The same browser without any window, which Debian packages beside it and Playwright brings along.
COQUILLE = "chromium-headless-shell"


def ensure() -> dict[str, str]:
    """Return the environment that tells the tests their browser: ``MAISON_CHROMIUM`` or nothing."""
    program = _on_path()
    if program and _opens(program):
        return {"MAISON_CHROMIUM": program}
    if _opens(""):
        return {}
    print("Installing Chromium through Playwright…", flush=True)
    _quietly([str(PYTHON), "-m", "playwright", "install", "chromium"])
    if _opens(""):
        return {}
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium…", flush=True)
        _quietly(["apt-get", "update"])
        for package in ("chromium", COQUILLE):  # an older Debian has no package of the second
            _quietly(["apt-get", "install", "--yes", "--no-install-recommends", package])
        program = _on_path()
        if program and _opens(program):
            return {"MAISON_CHROMIUM": program}
    raise SetupError(
        "The tests need Chromium and none could be installed: apt-get install chromium (as root), "
        "or .venv/bin/python -m playwright install --with-deps chromium."
    )


def _on_path() -> str:
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def _opens(program: str) -> bool:
    """Tell whether ``program`` (Playwright's own when empty) really starts."""
    command = [str(PYTHON), "-m", "deploy.local.browser", program]
    try:
        answer = subprocess.run(
            command, cwd=CLONE, env=clean({}), stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=120,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


def _quietly(command: list[str]) -> None:
    """Try ``command``; what matters is whether the browser opens afterwards."""
    environment = clean({"DEBIAN_FRONTEND": "noninteractive"})
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command, cwd=CLONE, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=900,
        )  # fmt: skip


def _main(program: str) -> int:
    from playwright.sync_api import Error, sync_playwright  # only there once .venv is

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program or None, args=list(ARGUMENTS))
            browser.close()
        except Error as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
