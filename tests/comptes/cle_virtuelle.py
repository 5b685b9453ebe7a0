"""A passkey in software: answers WebAuthn challenges as a device would."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT_ET_VERIFIE = 0x05
AVEC_CLE = 0x40


class CleVirtuelle:
    """One resident credential for ``localhost``-like hosts, user verified."""

    def __init__(self, rp_id: str = "testserver") -> None:
        self.rp_id = rp_id
        self.origin = f"https://{rp_id}"
        self.identifiant = os.urandom(16)
        self._privee = ec.generate_private_key(ec.SECP256R1())
        self.compte = b""

    def _client_data(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData(
            json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()
        )

    def _authenticator_data(self, flags: int, attested: bytes = b"") -> AuthenticatorData:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(self.rp_id.encode())
        return AuthenticatorData.create(digest.finalize(), flags, 1, attested)

    def _answer(self, response: dict[str, Any]) -> str:
        raw = websafe_encode(self.identifiant)
        return json.dumps(
            {
                "id": raw,
                "rawId": raw,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )

    def register(self, options: dict[str, Any]) -> str:
        """Answer a creation challenge."""
        public = options["publicKey"]
        self.compte = public["user"]["id"]
        attested = AttestedCredentialData.create(
            b"\0" * 16, self.identifiant, ES256.from_cryptography_key(self._privee.public_key())
        )
        data = self._authenticator_data(PRESENT_ET_VERIFIE | AVEC_CLE, attested)
        return self._answer(
            {
                "clientDataJSON": websafe_encode(
                    bytes(self._client_data("webauthn.create", public["challenge"]))
                ),
                "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            }
        )

    def authenticate(self, options: dict[str, Any]) -> str:
        """Answer a sign-in challenge."""
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = self._authenticator_data(PRESENT_ET_VERIFIE)
        signature = self._privee.sign(bytes(data) + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(bytes(client_data)),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signature),
                "userHandle": self.compte,
            }
        )
