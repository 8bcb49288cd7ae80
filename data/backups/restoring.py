"""Putting a backup back: all of it is opened and proved in a scratch place, and only then takes the old one's place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from data.backups.about import About
from data.backups.container import FILES
from data.backups.databases import BackedUp, database_of
from data.backups.disk import clear_faults, need_room, to_disk, write_pieces
from data.backups.embedded import DATABASE_FILE
from data.backups.locks import alone_in_home
from data.backups.reading import Opened, open_backup, unpacked
from data.backups.scratch import scratch
from data.backups.swapping import begin, cancel, clear, finish, pending
from data.clock import TOKYO
from data.db.faults import AlreadyLive, StillRunning
from data.db.keys import KEYRING, unwrapped, wrapped, write_private
from data.db.opening import RENEWING
from data.keys.candidates import present_master
from data.keys.faults import RenewalUnfinished
from data.settings import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `about` is None when an interrupted restore (of `file`) was finished instead.

    `old`: the folder in HOME with what was there before; None: nothing. `old_database`: on PostgreSQL, its new name.
    """

    file: str
    about: About | None
    files: int
    old: Path | None
    old_database: str


def restore_backup(path: Path, settings: Settings, *, force: bool, now: datetime) -> Restored:
    """Make HOME, and the database, what they were when the backup was made.

    Args:
        force: also when there is something; it is kept in a folder of its own.

    Raises:
        StartFault: nothing was changed; or, after a kill, RestoreUnfinished tells everybody until this is run again.
    """
    home, database = settings.home, database_of(settings)
    with alone_in_home(home), clear_faults(home):
        if (home / RENEWING).exists():
            raise RenewalUnfinished
        swap = pending(home)
        if swap is not None:
            old_database = finish(home, swap, database)
            return Restored(swap.file, None, 0, _if_there(home / swap.old), old_database)
        live = _live(home, database)
        if live is not None and not force:
            raise AlreadyLive(path=live)
        clear(home)
        with scratch(home) as place:
            opened = open_backup(path, settings, place)
            need_room(place, path.stat().st_size)
            (place / FILES).mkdir(mode=0o700)

            def put_file(name: str, pieces: Iterator[bytes]) -> None:
                target = place / name
                if not target.parent.exists():
                    target.parent.mkdir(mode=0o700)
                write_pieces(target, pieces)

            with unpacked(opened, database, place, keep=True, put_file=put_file) as proof:
                write_private(place / KEYRING, _ring(opened, settings))
                for folder in (*(place / FILES).iterdir(), place / FILES, place):
                    to_disk(folder)
            swap = begin(home, place, f"before-{now.astimezone(TOKYO):%Y%m%d-%H%M%S}", path.name)
        try:
            old_database = finish(home, swap, database)
        except StillRunning:
            cancel(home, swap, database)
            raise
        return Restored(path.name, proof.about, proof.files, _if_there(home / swap.old), old_database)


def _ring(opened: Opened, settings: Settings) -> bytes:
    """The backup's keys, and those of this HOME: what was backed up since must open afterwards, too."""
    master, ring = present_master(settings), settings.home / KEYRING
    if master is None or not ring.exists():
        return opened.ring
    try:
        present = unwrapped(ring.read_bytes(), master)
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
        return opened.ring
    return wrapped(opened.keys.beside(present), master)


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


def _live(home: Path, database: BackedUp) -> Path | None:
    for name in (DATABASE_FILE, KEYRING):
        if (home / name).exists():
            return home / name
    return home if database.is_there() else None
