"""Bytes on the disk: free space, streams of pieces, and what the system's errors mean to the operator."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from data.db.faults import DiskFull, Locked, NoRoom, Unreachable, Unwritable

PIECE_BYTES = 64 * 1024
SPARE_BYTES = 16 * 1024 * 1024
MB = 1_000_000


def pieces_of(file: Path) -> Iterator[bytes]:
    """A file's bytes in pieces."""
    with file.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            yield piece


def write_pieces(file: Path, pieces: Iterable[bytes]) -> None:
    """A new file of the owner's (0600), on the disk when this returns."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


def to_disk(folder: Path) -> None:
    """The names in a folder, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def need_room(folder: Path, bytes_needed: int) -> None:
    """Raises:
    NoRoom: before anything is written.
    """
    need, free = bytes_needed + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < need:
        raise NoRoom(path=folder, need=-(-need // MB), free=free // MB)


@contextmanager
def clear_faults(path: Path) -> Iterator[None]:
    """What the system and the drivers raise, as faults with a sentence."""
    try:
        yield
    except DBAPIError as fault:
        text = str(fault.orig)
        if "full" in text:
            raise DiskFull(path=path) from fault
        if "locked" in text:
            raise Locked(path=path) from fault
        raise Unreachable(reason=text.partition("\n")[0][:200]) from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(path=path) from fault
        raise Unwritable(path=path) from fault
