"""Keys: one master key wraps the data keys; every use has its own key, derived from a data key by HKDF.

HOME/keys.json, the key ring, holds the data keys wrapped by the master key (AES-256-GCM), so that the master key can be
changed without touching the data; while it is being changed, the ring is wrapped by both. The master key itself comes
from the environment or from a file that should lie elsewhere.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.db.faults import BadKey, BadKeyring, KeyForbidden, KeyMissing, WrongKey, fault_of_disk

KEY_BYTES = 32
WRAP_PURPOSE = "wrap data key"
KEYRING = "keys.json"
KEYFILE = "master.key"
# What is encrypted anew when the data key changes. Everything else (the audit chain, links) proves what was written
# under the first data key, and goes on under it.
RENEWED = frozenset({"database", "attachments", "backups", "columns", "blind index"})


class Keys:
    """The data keys, opened. `for_purpose` gives a 32-byte key that serves one purpose only."""

    def __init__(
        self, data_key: bytes, earlier: Iterable[bytes] = (), others: Iterable[tuple[bytes, ...]] = ()
    ) -> None:
        """Args:
        earlier: the data keys before this one, the first first; they open backups made then.
        others: chains that this one does not go on from (a backup of before was put back since), each the first
            first; they open the backups made meanwhile.
        """
        self.data_key = data_key
        self.earlier = tuple(earlier)
        self.others = tuple(others)

    @property
    def id(self) -> str:
        """8 hex digits that name the data key without giving it away."""
        return key_id(self.data_key)

    def for_purpose(self, purpose: str) -> bytes:
        """HKDF-SHA256 over the data key; `purpose` is "database", "attachments", "audit", "links" ..."""
        root = self.data_key if purpose in RENEWED or not self.earlier else self.earlier[0]
        return _derive(root, purpose)

    def history(self) -> list[Keys]:
        """These keys, then those of each time before, the newest first; then those of the other chains."""
        chains = [(*self.earlier, self.data_key), *self.others]
        return [Keys(keys[at], keys[:at]) for keys in chains for at in range(len(keys) - 1, -1, -1)]

    def beside(self, present: Keys) -> Keys:
        """These keys, which shall take the place of the `present` ones, without losing what those open."""
        chain = (*self.earlier, self.data_key)
        known = dict.fromkeys([*self.others, (*present.earlier, present.data_key), *present.others])
        return Keys(self.data_key, self.earlier, [one for one in known if one != chain[: len(one)]])

    def renewed(self) -> Keys:
        """With a new data key."""
        return Keys(secrets.token_bytes(KEY_BYTES), (*self.earlier, self.data_key), self.others)


def key_id(key: bytes) -> str:
    """8 hex digits that name a key without giving it away."""
    return hmac.digest(key, b"madoguchi:key id", "sha256")[:4].hex()


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
    used = ring.exists() or (database is not None and database.exists())
    master = master_key_of(home, master_key=master_key, master_key_file=master_key_file)
    if master is None:
        keyfile = master_key_file or home / KEYFILE
        if used:
            raise KeyMissing(path=database or ring, key=keyfile)
        master = secrets.token_bytes(KEY_BYTES)
        write_private(keyfile, master.hex().encode() + b"\n")
    if not ring.exists():
        if database is not None and database.exists():
            raise KeyMissing(path=database, key=ring)
        data_key = secrets.token_bytes(KEY_BYTES)
        write_keyring(home, master, data_key)
        return Keys(data_key)
    return open_ring(ring, master, database or ring)


def master_key_of(home: Path, *, master_key: str = "", master_key_file: Path | None = None) -> bytes | None:
    """The master key as it is set; None when there is no file of it.

    Raises:
        BadKey: it can't be read.
    """
    if master_key:
        return read_key(master_key, "MADOGUCHI_MASTER_KEY")
    return keyfile_read(master_key_file or home / KEYFILE)


def keyfile_read(path: Path) -> bytes | None:
    """The key in a file; None when there is no such file.

    Raises:
        BadKey: it can't be read. KeyForbidden: not by this user.
    """
    try:
        return read_keyfile(path) if path.exists() else None
    except PermissionError as fault:  # of a folder on the way
        raise KeyForbidden(where=path) from fault


def read_keyfile(path: Path) -> bytes:
    """The key in a file.

    Raises:
        BadKey: none is. KeyForbidden: this user may not look.
    """
    try:
        return read_key(path.read_text(encoding="ascii"), path)
    except PermissionError as fault:
        raise KeyForbidden(where=path) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise BadKey(where=path) from fault


def write_keyring(home: Path, master: bytes, data_key: bytes) -> None:
    """A ring of one data key, wrapped with a master key, atomically in the place of what was there."""
    write_private(home / KEYRING, wrapped(Keys(data_key), master))


def wrapped(keys: Keys, *masters: bytes) -> bytes:
    """The content of a key ring that each of these master keys opens."""
    others = [[key.hex() for key in chain] for chain in keys.others]
    earlier = [key.hex() for key in keys.earlier]
    plain = json.dumps({"data": keys.data_key.hex(), "earlier": earlier, "others": others}).encode()
    entries = []
    for master in masters:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(_derive(master, WRAP_PURPOSE)).encrypt(nonce, plain, None)
        entries.append({"master": key_id(master), "keys": base64.b64encode(nonce + sealed).decode()})
    return json.dumps({"version": 2, "wraps": entries}).encode() + b"\n"


def masters_of(ring: bytes) -> list[str]:
    """The ids of the master keys that open a ring; "" for one of the first programs, which didn't say."""
    return [str(entry.get("master", "")) for entry in _entries(ring)]


def open_ring(ring: Path, master: bytes, what: Path) -> Keys:
    """The keys in the file `ring`. `what`: the data a wrong key is told for.

    Raises:
        WrongKey: another master key. BadKey: it can't be read.
    """
    try:
        return unwrapped(ring.read_bytes(), master)
    except InvalidTag as fault:
        raise WrongKey(path=what) from fault
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadKeyring(where=ring) from fault


def unwrapped(ring: bytes, master: bytes) -> Keys:
    """The keys in the content of a ring.

    Raises:
        InvalidTag: another master key. ValueError, KeyError, TypeError, AttributeError: it is no ring.
    """
    cipher = AESGCM(_derive(master, WRAP_PURPOSE))
    for entry in _entries(ring):
        if entry.get("master", key_id(master)) != key_id(master):
            continue
        sealed = base64.b64decode(entry["keys"])
        plain = cipher.decrypt(sealed[:12], sealed[12:], None)
        if "master" not in entry:
            return Keys(plain)
        found = json.loads(plain)
        others = [tuple(map(bytes.fromhex, chain)) for chain in found.get("others", ())]
        return Keys(bytes.fromhex(found["data"]), map(bytes.fromhex, found["earlier"]), others)
    raise InvalidTag


def _entries(ring: bytes) -> list[dict[str, Any]]:
    found = json.loads(ring)
    if found["version"] == 1:
        return [{"keys": found["data_key"]}]
    entries: list[dict[str, Any]] = found["wraps"]
    return entries
