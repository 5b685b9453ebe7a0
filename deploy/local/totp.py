"""The six digits a phone would show for a demo account (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from deploy.local.demo import ACCOUNTS
from deploy.local.errors import SetupError


def code(secret: str, moment: float) -> str:
    """Return the code of base32 ``secret`` at ``moment`` (seconds since 1970)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(moment // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def show(identifiant: str) -> int:
    """Print the present code of one demo account."""
    if not ACCOUNTS.exists():
        raise SetupError("There is no demo account yet: make demo first.")
    for account in json.loads(ACCOUNTS.read_text(encoding="utf-8")):
        if account["identifiant"] == identifiant:
            print(code(account["totp_secret"], time.time()) if account["totp_secret"] else "No second step.")
            return 0
    raise SetupError(f"No demo account is called {identifiant}.")
