"""The one file a backup is: a header that anybody may see, then sealed parts, streamed, none ever whole in memory.

8 bytes  MDGBAK1\\n
4 bytes  length of the key ring; the ring (keys.json: the data key wrapped by the master key, useless without it)
32 bytes HMAC over the above with the backups' key: tells a wrong key from a damaged file
32 bytes SHA-256 over the above
the rest sealed as in `data/files/sealed.py`; inside, each part is
    2 bytes length of its name, name, then pieces (4 bytes length, bytes) and a piece of length 0
and a name of length 0 ends them. The last part, "parts", lists name, size and SHA-256 of those before it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from data.db.faults import BackupDamaged, NotABackup
from data.files.sealed import DamagedFile, SealedWriter, unseal

MAGIC = b"MDGBAK1\n"
ABOUT, DATABASE, FILES, PARTS = "about", "database", "files", "parts"
RING_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was written."""

    name: str
    size: int
    sha256: str


class ContainerWriter:
    """Header at once, then `add` part by part, then `close`."""

    def __init__(self, file: BinaryIO, ring: bytes, key: bytes) -> None:
        """Args:
        ring: the content of keys.json. key: `Keys.for_purpose("backups")` of the data key in it.
        """
        file.write(_header(ring, key))
        self._sealed = SealedWriter(file, key)
        self.parts: list[Part] = []

    def add(self, name: str, pieces: Iterable[bytes]) -> Part:
        """Add one part of any size."""
        spelt = name.encode()
        self._sealed.write(len(spelt).to_bytes(2, "big") + spelt)
        size, digest = 0, hashlib.sha256()
        for piece in pieces:
            if piece:
                size += len(piece)
                digest.update(piece)
                self._sealed.write(len(piece).to_bytes(4, "big"))
                self._sealed.write(piece)
        self._sealed.write(bytes(4))
        part = Part(name, size, digest.hexdigest())
        self.parts.append(part)
        return part

    def close(self) -> None:
        """The list of parts, and the end."""
        self.add(PARTS, [orjson.dumps([asdict(part) for part in self.parts])])
        self._sealed.write(bytes(2))
        self._sealed.close()


class Header:
    """What stands before the seal.

    Raises:
        NotABackup: no such file, or something else. BackupDamaged: the header was changed or cut.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._begin = file.read(len(MAGIC) + 4)
                length = int.from_bytes(self._begin[len(MAGIC) :], "big")
                if self._begin[: len(MAGIC)] != MAGIC:
                    raise NotABackup(file=path)
                self.ring = file.read(min(length, RING_LIMIT))
                rest = file.read(64)
        except OSError as fault:
            raise NotABackup(file=path) from fault
        self._mac, digest = rest[:32], rest[32:]
        self.length = len(self._begin) + length + 64
        if digest != hashlib.sha256(self._begin + self.ring + self._mac).digest():
            raise BackupDamaged(file=path, part="header")

    def fits(self, key: bytes) -> bool:
        """Whether the sealed parts were sealed with this key."""
        return hmac.compare_digest(self._mac, hmac.digest(key, self._begin + self.ring, "sha256"))


class ContainerReader:
    """The parts in their order, each proved against the list at the end.

    Use: `for name, pieces in reader.parts(): …`; what isn't taken of a part is read over.

    Raises (while reading):
        BackupDamaged: names the part.
    """

    def __init__(self, path: Path, header: Header, key: bytes) -> None:
        self._path = path
        self._start = header.length
        self._key = key
        self._stream: Iterator[bytes] = iter(())
        self._buffer = bytearray()
        self._at = ABOUT
        self.read: list[Part] = []

    def parts(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """(name, pieces) of each part but the list of parts, which is compared here."""
        with self._path.open("rb") as file:
            file.seek(self._start)
            self._stream = unseal(file, self._key, self._path.name)
            while True:
                self._at = PARTS if self.read else ABOUT
                name = self._take(int.from_bytes(self._take(2), "big")).decode()
                self._at = name.partition("/")[0]
                if name == PARTS:
                    self._prove(b"".join(self._pieces(name)))
                    return
                pieces = self._pieces(name)
                yield name, pieces
                for _ in pieces:
                    pass

    def damaged(self) -> BackupDamaged:
        """The fault that names the part being read."""
        return BackupDamaged(file=self._path, part=self._at if self._at in BackupDamaged.PARTS else PARTS)

    def _pieces(self, name: str) -> Iterator[bytes]:
        size, digest = 0, hashlib.sha256()
        while length := int.from_bytes(self._take(4), "big"):
            piece = self._take(length)
            size += length
            digest.update(piece)
            yield piece
        self.read.append(Part(name, size, digest.hexdigest()))

    def _take(self, count: int) -> bytes:
        try:
            while len(self._buffer) < count:
                self._buffer += next(self._stream)
        except (DamagedFile, StopIteration) as fault:
            raise self.damaged() from fault
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _prove(self, listed: bytes) -> None:
        wanted = [Part(**part) for part in orjson.loads(listed)]
        found = self.read[:-1]
        for one, other in zip(wanted, found, strict=False):
            if one != other:
                self._at = other.name.partition("/")[0]
                raise self.damaged()
        # The end of the seal too: nothing may follow, nothing may be missing.
        if len(wanted) != len(found) or self._take(2) != bytes(2) or self._buffer or next(self._end(), b""):
            raise self.damaged()

    def _end(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except DamagedFile as fault:
            raise self.damaged() from fault


def _header(ring: bytes, key: bytes) -> bytes:
    begin = MAGIC + len(ring).to_bytes(4, "big") + ring
    mac = hmac.digest(key, begin, "sha256")
    return begin + mac + hashlib.sha256(begin + mac).digest()
