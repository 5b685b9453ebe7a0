"""The demo's own keys, made once and kept with its data: one without the other is worth nothing."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def generate() -> dict[str, str]:
    """Return fresh keys under the names the settings read."""
    return {
        "MAISON_SECRET_KEY": secrets.token_urlsafe(64),
        "MAISON_TROUSSEAU": f"k{secrets.token_hex(3)}:{_random_key()}",
        "MAISON_CLE_EMPREINTE": _random_key(),
        "MAISON_CLE_AUDIT": _random_key(),
    }


def write_private(path: Path, variables: Mapping[str, str]) -> None:
    """Write ``NAME='value'`` lines that only the owner reads, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}='{value}'\n" for name, value in variables.items())
    draft.replace(path)


def read_or_generate(path: Path) -> dict[str, str]:
    """Return the keys kept in ``path``; make them the first time."""
    if not path.exists():
        write_private(path, generate())
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines) if name}
