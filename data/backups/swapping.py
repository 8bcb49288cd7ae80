"""The old HOME's parts out, the restored ones in. What is to be done is written down first, so it can be finished."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from data.backups.container import FILES
from data.backups.databases import BackedUp
from data.backups.disk import to_disk
from data.backups.embedded import DATABASE_FILE, SIDE_FILES
from data.db.keys import KEYRING, write_private
from data.db.opening import RESTORING

PARTS = (DATABASE_FILE, FILES, KEYRING)
PREFIX = ".restored-"


@dataclass(frozen=True, slots=True)
class Swap:
    """What is under way: names of folders in HOME. `old` takes what was there; `file`: the backup's name."""

    new: str
    old: str
    file: str


def clear(home: Path) -> None:
    """Delete what restores left that were killed before they began to swap."""
    for folder in home.glob(PREFIX + "*"):
        shutil.rmtree(folder)


def begin(home: Path, place: Path, old: str, file: str) -> Swap:
    """What lies in `place` is to come into HOME: from here on the restore can only go forward."""
    new = place.rename(home / f"{PREFIX}{place.name.rpartition('-')[2]}")
    swap = Swap(new.name, old, file)
    write_private(home / RESTORING, orjson.dumps(asdict(swap)))
    to_disk(home)
    return swap


def cancel(home: Path, swap: Swap, database: BackedUp) -> None:
    """Nothing has moved yet, and nothing shall."""
    (home / RESTORING).unlink()
    database.discard(home / swap.new)
    shutil.rmtree(home / swap.new)


def pending(home: Path) -> Swap | None:
    """The swap that was interrupted."""
    try:
        return Swap(**orjson.loads((home / RESTORING).read_bytes()))
    except FileNotFoundError:
        return None


def finish(home: Path, swap: Swap, database: BackedUp) -> str:
    """Do what is left of a swap; returns the new name of the old database, "" on the embedded default.

    Raises:
        StillRunning: PostgreSQL only, before anything moved.
    """
    new, old = home / swap.new, home / swap.old
    old_database = database.swap(new, swap.old.replace("-", "_"))
    # The log before its database: only together with the old database does it mean anything.
    outgoing = SIDE_FILES if (new / DATABASE_FILE).exists() else ()
    for name in outgoing:
        _put_aside(home, old, name)
    for name in PARTS:
        if (new / name).exists():
            _put_aside(home, old, name)
            os.replace(new / name, home / name)
    to_disk(home)
    (home / RESTORING).unlink()
    to_disk(home)
    shutil.rmtree(new, ignore_errors=True)
    return old_database


def _put_aside(home: Path, old: Path, name: str) -> None:
    if (home / name).exists():
        old.mkdir(mode=0o700, exist_ok=True)
        os.replace(home / name, old / name)
