"""Making a backup: a copy of the database as of one moment, the stored files it names, the wrapped key; then the proof.

Works beside the running program and never enters its writer. The master key is not in it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from data.backups.about import About
from data.backups.container import ABOUT, DATABASE, FILES, ContainerWriter
from data.backups.databases import database_of
from data.backups.disk import PIECE_BYTES, clear_faults, need_room, to_disk
from data.backups.folder import drop_old, file_name, folder_of
from data.backups.reading import Proof, prove
from data.backups.scratch import scratch
from data.db.faults import NothingToBackUp
from data.db.keys import KEYRING, Keys
from data.settings import Settings
from data.version import version

UNPROVED = ".unproved"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and proved."""

    path: Path
    size: int
    about: About
    proof: Proof


def make_backup(settings: Settings, keys: Keys, *, now: datetime) -> Made:
    """Make one, prove it by restoring it into a scratch place, keep it, and drop those past their time.

    A backup that can't be proved stays as `….backup.unproved` until the next good one: better than none.

    Raises:
        StartFault: why there is none, or why it isn't proved. Anything half-made is gone.
    """
    database, folder = database_of(settings), folder_of(settings.home)
    with clear_faults(settings.home), scratch(folder) as place:
        if not database.is_there():
            raise NothingToBackUp(path=settings.home)
        files_size = sum(_size(path) for path in _stored(settings.home).values())
        need_room(folder, database.size() * max(database.copies, 1) + files_size)
        made = place / "made.backup"
        about = _write(made, settings, keys, place, now)
        try:
            proof = prove(made, settings)
        except Exception:
            _publish(made, folder, now, UNPROVED)
            drop_old(settings.home)
            raise
        path = _publish(made, folder, now)
        drop_old(settings.home)
        return Made(path, path.stat().st_size, about, proof)


def _write(made: Path, settings: Settings, keys: Keys, place: Path, now: datetime) -> About:
    database = database_of(settings)
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, database.copied(place, keys) as (contents, pieces):
        ring = (settings.home / KEYRING).read_bytes()
        writer = ContainerWriter(file, ring, keys.for_purpose("backups"))
        # A file's row comes after its bytes: what the copy names was whole by then. What it doesn't name stays out.
        stored = _stored(settings.home)
        about = contents.about(
            engine=database.engine, version=version(), now=now, missing=len(contents.lasting_ids - stored.keys())
        )
        writer.add(ABOUT, [about.as_json()])
        writer.add(DATABASE, pieces)
        for public_id in sorted(contents.file_ids & stored.keys()):
            path = stored[public_id]
            try:
                source = path.open("rb")
            except FileNotFoundError:  # its time was over, and it was deleted meanwhile
                continue
            with source:
                writer.add(f"{FILES}/{path.parent.name}/{path.name}", iter(partial(source.read, PIECE_BYTES), b""))
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    return about


def _stored(home: Path) -> dict[str, Path]:
    """The files under HOME/files by their name, which is their public id."""
    return {path.name: path for path in (home / FILES).glob("*/*")}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _publish(made: Path, folder: Path, now: datetime, ending: str = "") -> Path:
    """Give it its name, which no other has."""
    while True:
        path = folder / (file_name(now) + ending)
        try:
            os.link(made, path)
        except FileExistsError:
            now += timedelta(seconds=1)
        else:
            to_disk(folder)
            return path
