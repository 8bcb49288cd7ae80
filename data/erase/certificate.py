"""The certificate of an erasure: signed JSON (Ed25519, its public key within), proved without this program's data.

The signature is over the JSON of `erased` in orjson's form with sorted keys. The signing key is made for this one
certificate and is gone with the rest; that it is this town's shows by the head of the audit chain, which every backup
names.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.erase.faults import NoCertificate

KIND = "madoguchi erasure certificate"


def signed(erased: dict[str, Any], seed: bytes) -> bytes:
    """The certificate as JSON. `seed`: 32 bytes of chance."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    body = {
        "kind": KIND,
        "erased": erased,
        "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "signature": base64.b64encode(key.sign(_bytes(erased))).decode(),
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def read_certificate(path: Path) -> dict[str, Any]:
    """What a certificate says, once its signature is proved.

    Raises:
        NoCertificate: it is none, or was changed.
    """
    try:
        body = orjson.loads(path.read_bytes())
        if body["kind"] != KIND:
            raise NoCertificate(file=path)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(body["public_key"]))
        erased: dict[str, Any] = body["erased"]
        public.verify(base64.b64decode(body["signature"]), _bytes(erased))
    except (OSError, ValueError, KeyError, TypeError, InvalidSignature) as fault:
        raise NoCertificate(file=path) from fault
    return erased


def is_certificate(path: Path) -> bool:
    """Whether a file looks like one: what `verify` is given may be a backup."""
    try:
        with path.open("rb") as file:
            return KIND.encode() in file.read(4_000_000) and path.suffix == ".json"
    except OSError:
        return False


def _bytes(erased: dict[str, Any]) -> bytes:
    return orjson.dumps(erased, option=orjson.OPT_SORT_KEYS)
