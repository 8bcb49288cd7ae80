"""Encryption of files: AES-256-GCM in chunks, so that none is ever whole in memory and none can be cut or reordered.

Layout: 4 bytes `MDG1`, 16 bytes salt, then per chunk 12 bytes nonce, 4 bytes length, 1 byte mark, ciphertext
with tag. The chunk's
number and whether it is the last are authenticated with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"MDG1"
CHUNK_BYTES = 64 * 1024
LAST, MORE = b"\x01", b"\x00"


class DamagedFile(Exception):
    """The file was changed, cut, or sealed with another key."""


class SealedWriter:
    """Write bytes; `close()` seals the last chunk."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(16)
        self._file = file
        self._cipher = AESGCM(_file_key(key, salt))
        self._number = 0
        self._buffer = bytearray()
        file.write(MAGIC + salt)

    def write(self, data: bytes) -> None:
        """Add bytes of any length."""
        self._buffer += data
        # One chunk is always kept back: only `close` knows which is the last.
        while len(self._buffer) > CHUNK_BYTES:
            self._seal(bytes(self._buffer[:CHUNK_BYTES]), MORE)
            del self._buffer[:CHUNK_BYTES]

    def close(self) -> None:
        """Seal what remains."""
        self._seal(bytes(self._buffer), LAST)

    def _seal(self, data: bytes, mark: bytes) -> None:
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, data, self._number.to_bytes(8, "big") + mark)
        self._file.write(nonce + len(sealed).to_bytes(4, "big") + mark + sealed)
        self._number += 1


def read_sealed(path: Path, key: bytes) -> Iterator[bytes]:
    """The file's bytes, chunk by chunk.

    Raises:
        DamagedFile: see there.
    """
    with path.open("rb") as file:
        yield from unseal(file, key, path.name)


def unseal(file: BinaryIO, key: bytes, name: str) -> Iterator[bytes]:
    """Like `read_sealed`, from where an open file stands to its end."""
    head = file.read(20)
    if len(head) != 20 or head[:4] != MAGIC:
        raise DamagedFile(name)
    cipher = AESGCM(_file_key(key, head[4:]))
    number, mark = 0, MORE
    while mark == MORE:
        frame = file.read(17)
        if len(frame) != 17:
            raise DamagedFile(name)
        length, mark = int.from_bytes(frame[12:16], "big"), frame[16:]
        sealed = file.read(length) if length <= CHUNK_BYTES + 16 else b""
        # The length is not sealed itself: one beyond the end of the file would read the same bytes.
        if len(sealed) != length:
            raise DamagedFile(name)
        try:
            yield cipher.decrypt(frame[:12], sealed, number.to_bytes(8, "big") + mark)
        except InvalidTag as fault:
            raise DamagedFile(name) from fault
        number += 1
    if file.read(1):
        raise DamagedFile(name)


def _file_key(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"madoguchi:file").derive(key)
