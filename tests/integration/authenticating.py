"""An authenticator in software: it keeps one key for each site, as a device does (WebAuthn)."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ES256, P256, KEY_TYPE_EC2 = -7, 1, 2


def base64url(data: bytes) -> str:
    """Return bytes as WebAuthn writes them as JSON."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Device:
    """A device that knows its owner; `flags` and `count` are what it says of each use."""

    origin: str = "http://house"
    credential_id: bytes = b"device-credential-0001"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make a passkey, as `navigator.credentials.create` does."""
        client = self._client("webauthn.create", options["challenge"])
        key = self.key.public_key().public_numbers()
        public = {
            1: KEY_TYPE_EC2,
            3: ES256,
            -1: P256,
            -2: key.x.to_bytes(32, "big"),
            -3: key.y.to_bytes(32, "big"),
        }
        attested = (
            bytes(16)
            + struct.pack(">H", len(self.credential_id))
            + self.credential_id
            + cbor2.dumps(public)
        )
        data = self._data(options["rp"]["id"], WITH_KEY) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {
                "clientDataJSON": base64url(client),
                "attestationObject": base64url(attestation),
                "transports": ["internal"],
            }
        )

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        """Use the passkey, as `navigator.credentials.get` does."""
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], 0)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": base64url(client),
                "authenticatorData": base64url(data),
                "signature": base64url(signature),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _data(self, site: str, more: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + struct.pack(
            ">BI", self.flags | more, self.count
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        named = base64url(self.credential_id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
