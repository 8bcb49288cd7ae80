"""Secrets that must be read again (one-time code seeds), and hashes that nobody can try without our key."""

from __future__ import annotations

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Unsealable(Exception):
    """The text was not sealed with this key for this owner, or was changed."""


class Sealer:
    """AES-256-GCM bound to an owner: what was sealed for one person opens for nobody else."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes, `Keys.for_purpose("signin")`."""
        self._cipher = AESGCM(_derive(key, b"seal"))
        self._hash_key = _derive(key, b"hash")

    def seal(self, plain: str, owner: str) -> str:
        """Text for the database or a job's row."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), owner.encode())).decode()

    def unseal(self, sealed: str, owner: str) -> str:
        """What was sealed.

        Raises:
            Unsealable: another key, another owner, or a changed text.
        """
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode()).decode()
        except (InvalidTag, ValueError) as fault:
            raise Unsealable from fault

    def digest(self, *parts: str) -> str:
        """64 hex digits over the parts, under our key: a stolen table alone can't be searched for short secrets."""
        return hmac.digest(self._hash_key, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hex()


def _derive(key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"madoguchi:signin:" + use).derive(key)
