"""``make assets``: the fonts, from the versions pinned by package-lock.json.

Without them pages fall back to ``system-ui``; the container image carries them.
"""

from __future__ import annotations

import shutil
import subprocess

from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.places import CLONE

DESTINATION = CLONE / "socle" / "ui" / "static" / "vendor" / "fonts"
#: Package, then the weights and styles the stylesheet names; in both Latin subsets.
FONTS = {
    "atkinson-hyperlegible-next": ("400-normal", "700-normal"),
    "bricolage-grotesque": ("600-normal",),
    "andika": ("400-normal", "700-normal"),
}


def run() -> int:
    """Install the pinned packages and copy the files the stylesheet names."""
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("npm is not installed: apt-get install npm (as root), then start again.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    result = subprocess.run(command, cwd=CLONE, env=clean({}), stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        raise SetupError("npm ci failed: its message is above.")
    shutil.rmtree(DESTINATION, ignore_errors=True)
    DESTINATION.mkdir(parents=True)
    for font, faces in FONTS.items():
        package = CLONE / "node_modules" / "@fontsource" / font
        shutil.copy2(package / "LICENSE", DESTINATION / f"{font}.LICENSE.txt")
        for face in faces:
            for subset in ("latin", "latin-ext"):
                shutil.copy2(package / "files" / f"{font}-{subset}-{face}.woff2", DESTINATION)
    print(f"Fonts copied to {DESTINATION.relative_to(CLONE)}.")
    return 0
