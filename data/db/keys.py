"""Keys: one master key wraps the data key; every use has its own key, derived from the data key by HKDF.

HOME/keys.json holds the data key wrapped by the master key (AES-256-GCM), so that the master key can be changed without
touching the data. The master key itself comes from the environment or from a file that should lie elsewhere.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.db.faults import BadKey, KeyMissing, WrongKey, fault_of_disk

KEY_BYTES = 32
WRAP_PURPOSE = "wrap data key"
KEYRING = "keys.json"
KEYFILE = "master.key"


class Keys:
    """The data key, opened. `for_purpose` gives a 32-byte key that serves one purpose only."""

    def __init__(self, data_key: bytes) -> None:
        self._data_key = data_key

    def for_purpose(self, purpose: str) -> bytes:
        """HKDF-SHA256 over the data key; `purpose` is "database", "attachments", "audit", "links" ..."""
        return _derive(self._data_key, purpose)


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"madoguchi:{purpose}".encode()).derive(key)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read (0600), whole or not at all."""
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except OSError as fault:
        scratch.unlink(missing_ok=True)
        raise fault_of_disk(fault, path.parent) from fault


def read_key(text: str, where: object) -> bytes:
    """64 hex digits (or base64 of 32 bytes) to a key.

    Raises:
        BadKey: anything else.
    """
    text = text.strip()
    for decode in (bytes.fromhex, lambda value: base64.b64decode(value, validate=True)):
        try:
            key = decode(text)
        except ValueError:
            continue
        if len(key) == KEY_BYTES:
            return key
    raise BadKey(where=where)


def open_keys(home: Path, *, master_key: str = "", master_key_file: Path | None = None, database: Path | None) -> Keys:
    """The keys of one HOME; made on the very first start.

    Args:
        master_key: 64 hex digits from the environment; wins over the file.
        database: the embedded database's file, or None on PostgreSQL. When it exists (or the key ring does), no key is
            ever made: a missing one is a fault.

    Raises:
        KeyMissing, BadKey, WrongKey, Unwritable: see their sentences.
    """
    ring = home / KEYRING
    keyfile = master_key_file or home / KEYFILE
    used = ring.exists() or (database is not None and database.exists())
    if master_key:
        master = read_key(master_key, "MADOGUCHI_MASTER_KEY")
    elif keyfile.exists():
        try:
            master = read_key(keyfile.read_text(encoding="ascii"), keyfile)
        except (OSError, UnicodeDecodeError) as fault:
            raise BadKey(where=keyfile) from fault
    elif used:
        raise KeyMissing(path=database or ring, key=keyfile)
    else:
        master = secrets.token_bytes(KEY_BYTES)
        write_private(keyfile, master.hex().encode() + b"\n")
    if not ring.exists():
        if database is not None and database.exists():
            raise KeyMissing(path=database, key=ring)
        data_key = secrets.token_bytes(KEY_BYTES)
        write_keyring(home, master, data_key)
        return Keys(data_key)
    return Keys(_unwrapped(master, ring, database))


def write_keyring(home: Path, master: bytes, data_key: bytes) -> None:
    """Wrap the data key with a master key, atomically in the place of what was there."""
    write_private(home / KEYRING, _wrapped(master, data_key))


def _wrapped(master: bytes, data_key: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_derive(master, WRAP_PURPOSE)).encrypt(nonce, data_key, None)
    return json.dumps({"version": 1, "data_key": base64.b64encode(nonce + sealed).decode()}).encode() + b"\n"


def _unwrapped(master: bytes, ring: Path, database: Path | None) -> bytes:
    try:
        sealed = base64.b64decode(json.loads(ring.read_bytes())["data_key"])
        return AESGCM(_derive(master, WRAP_PURPOSE)).decrypt(sealed[:12], sealed[12:], None)
    except InvalidTag as fault:
        raise WrongKey(path=database or ring) from fault
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadKey(where=ring) from fault
