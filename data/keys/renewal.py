"""A new data key: everything is encrypted anew in a copy beside the old, which then takes its place.

Nobody works with HOME meanwhile. The copy lies in HOME/renewing; a run that was killed goes on with the files it had
copied, and exports the database again, which may have changed since. Once the copy is proved, HOME/renewing.json says
what is to be done, and from there on it only goes forward: until it is finished nothing else starts. What was there
before stays in HOME/before-renewal-…, until `rotate-key --confirm`.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import orjson
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from data.backups.container import FILES
from data.backups.databases import database_of
from data.backups.disk import clear_faults, need_room, to_disk
from data.backups.embedded import DATABASE_FILE, SIDE_FILES
from data.backups.locks import alone_in_home
from data.clock import TOKYO
from data.db import opening, postgres
from data.db.faults import KeyMissing, NothingToBackUp, StillRunning
from data.db.keys import KEYRING, Keys, open_ring, unwrapped, wrapped, write_private
from data.keys.candidates import keyfile_of, present_master
from data.keys.columns import renew_columns
from data.keys.copying import copy_database, copy_files
from data.keys.faults import NoKeys
from data.keys.master import OLD_DATA
from data.keys.master import RENEWED_COPY as FOLDER
from data.settings import Settings


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is under way, as HOME/renewing.json has it. `old`: the folder that takes what was there."""

    old: str
    rows: int
    files: int
    damaged: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """What was done. `damaged`: stored files that could not be opened before, and still can't."""

    rows: int
    files: int
    damaged: int
    values: int
    old: Path
    old_id: str
    new_id: str


def renew_data_key(settings: Settings, *, now: datetime) -> Renewed:
    """Encrypt database, files and encrypted columns under a new data key; or finish what was interrupted.

    Raises:
        StartFault: why not; the data are as they were.
    """
    home = settings.home
    if not home.is_dir():
        raise NoKeys(home=home)
    with alone_in_home(home), clear_faults(home):
        begun = pending(home)
        if begun is None:
            if not (home / KEYRING).exists() and not settings.database_path.exists():
                raise NoKeys(home=home)  # or opening it would make a new one
            keys = opening.open_home(settings)
            only_us(settings)
            begun = _prepared(settings, keys, now)
            write_private(home / opening.RENEWING, orjson.dumps(asdict(begun)))
            to_disk(home)
        else:
            only_us(settings)
        return _finished(settings, begun)


def pending(home: Path) -> Renewal | None:
    """The renewal that was interrupted while it swapped."""
    try:
        return Renewal(**orjson.loads((home / opening.RENEWING).read_bytes()))
    except FileNotFoundError:
        return None


def _prepared(settings: Settings, keys: Keys, now: datetime) -> Renewal:
    home, folder, database = settings.home, settings.home / FOLDER, database_of(settings)
    if not database.is_there():
        raise NothingToBackUp(path=settings.database_path)
    stored = sum(path.stat().st_size for path in (home / FILES).glob("*/*"))
    need_room(home, stored + (0 if _is_postgres(settings) else database.size()))
    folder.mkdir(mode=0o700, exist_ok=True)
    new = _new_keys(settings, keys)
    files, damaged = copy_files(home / FILES, folder / FILES, keys, new)
    rows = 0
    if not _is_postgres(settings):
        rows = sum(copy_database(settings.database_path, folder / DATABASE_FILE, keys, new).values())
    to_disk(folder)
    return Renewal(_free_name(home, now), rows, files, damaged)


def _free_name(home: Path, now: datetime) -> str:
    name = f"{OLD_DATA}{now.astimezone(TOKYO):%Y%m%d-%H%M%S}"
    return next(one for number in count() if not (home / (one := f"{name}-{number}" if number else name)).exists())


def _new_keys(settings: Settings, keys: Keys) -> Keys:
    """The new data key; that of an interrupted run, if it follows on the present one."""
    ring, master = settings.home / FOLDER / KEYRING, _master(settings)
    if ring.exists():
        try:
            known = unwrapped(ring.read_bytes(), master)
        except InvalidTag:
            known = None
        if known is not None and known.earlier == (*keys.earlier, keys.data_key):
            return known
        shutil.rmtree(settings.home / FOLDER / FILES, ignore_errors=True)
    new = keys.renewed()
    write_private(ring, wrapped(new, master))
    return new


def _finished(settings: Settings, begun: Renewal) -> Renewed:
    home, folder = settings.home, settings.home / FOLDER
    ring = folder / KEYRING if (folder / KEYRING).exists() else home / KEYRING
    new = open_ring(ring, _master(settings), settings.database_path)
    old = new.history()[1]
    values = 0
    if _is_postgres(settings):
        values = _renew_postgres(settings, old, new)
    elif (folder / DATABASE_FILE).exists():
        for name in SIDE_FILES:  # the log before its database: only together do they mean anything
            _put_aside(home, begun.old, name)
    for name in (DATABASE_FILE, FILES, KEYRING):
        if (folder / name).exists():
            _put_aside(home, begun.old, name)
            os.replace(folder / name, home / name)
    to_disk(home)
    (home / opening.RENEWING).unlink()
    to_disk(home)
    shutil.rmtree(folder, ignore_errors=True)
    return Renewed(begun.rows, begun.files, begun.damaged, values, home / begun.old, old.id, new.id)


def _put_aside(home: Path, old: str, name: str) -> None:
    if (home / name).exists():
        (home / old).mkdir(mode=0o700, exist_ok=True)
        os.replace(home / name, home / old / name)


def _renew_postgres(settings: Settings, old: Keys, new: Keys) -> int:
    from data.db.models import Base

    engine = postgres.engine(settings.database_url.get_secret_value(), keys=new)
    try:
        return renew_columns(engine, Base.metadata, old, new)
    finally:
        engine.dispose()


def only_us(settings: Settings) -> None:
    """On PostgreSQL other machines may be at work, which this HOME's lock doesn't know.

    Raises:
        StillRunning: somebody else is connected.
    """
    if not _is_postgres(settings):
        return
    engine = postgres.engine(settings.database_url.get_secret_value())
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    try:
        with engine.connect() as connection:
            if connection.scalar(sa.text(others)):
                raise StillRunning
    finally:
        engine.dispose()


def _master(settings: Settings) -> bytes:
    master = present_master(settings)
    if master is None:
        raise KeyMissing(path=settings.database_path, key=keyfile_of(settings))
    return master


def _is_postgres(settings: Settings) -> bool:
    return bool(settings.database_url.get_secret_value())
