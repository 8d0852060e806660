"""A security key made of software: makes a key pair, signs challenges, counts (WebAuthn level 2, ES256)."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40


def plain(content: bytes) -> str:
    """Bytes as WebAuthn writes them."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class SoftwareToken:
    """One key for one account of one site; every part of an answer can be made wrong."""

    def __init__(self, home: str, origin: str) -> None:
        self.home = home
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.handle = b""
        self.counts, self.count = True, 0  # the passkeys of phones and computers do not count
        self.flags = PRESENT | VERIFIED

    def makes(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`."""
        self.handle = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        about = self._about(self.flags | HOLDS_KEY) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": plain(client), "attestationObject": plain(attested)})

    def shows(self, options: dict[str, Any], **wrong: str) -> str:
        """The answer to `navigator.credentials.get`; `wrong` replaces parts of it."""
        self.count += self.counts
        about = self._about(self.flags)
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {
            "clientDataJSON": plain(client),
            "authenticatorData": plain(about),
            "signature": plain(signature),
            "userHandle": plain(self.handle),
        }
        return self._answer({**parts, **wrong})

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.home.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": plain(self.id), "rawId": plain(self.id), "type": "public-key", "response": response})
