"""The demo: what it refuses, what it keeps private, the codes it shows."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from deploy.local import demo, keys, totp
from deploy.local.environment import clean
from deploy.local.errors import SetupError


def test_the_demo_never_sees_the_addresses_of_the_caller(monkeypatch: pytest.MonkeyPatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PGHOST", "MAISON_TROUSSEAU_FILE"):
        monkeypatch.setenv(name, "elsewhere")
    environment = clean({"DATABASE_URL": "ours"})
    assert environment["DATABASE_URL"] == "ours"
    assert "elsewhere" not in environment.values()


@pytest.mark.parametrize("text", ["", "0", "65536", "http", "-1", "٨٠٠٠"])
def test_an_impossible_port_is_refused_with_a_sentence(text: str):
    with pytest.raises(SetupError, match="PORT must be a number"):
        demo.read_port(text)


def test_a_taken_port_is_refused_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"PORT={port + 1}"):
            demo.refuse_taken_port(port)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path):
    path = tmp_path / "cles"
    first = keys.read_or_generate(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.read_or_generate(path) == first
    assert set(first) == {"MAISON_SECRET_KEY", "MAISON_TROUSSEAU", "MAISON_CLE_EMPREINTE", "MAISON_CLE_AUDIT"}
    assert keys.generate() != first


def test_the_code_is_that_of_the_standard():
    """RFC 6238, appendix B, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [totp.code(secret, moment) for moment in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]
