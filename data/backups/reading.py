"""Opening a backup and proving it: header, key, every byte, a restored database that is sound and counts the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.backups.about import About, Contents, read_about
from data.backups.container import ABOUT, DATABASE, FILES, ContainerReader, Header
from data.backups.databases import BackedUp, database_of
from data.backups.disk import clear_faults, need_room
from data.backups.folder import folder_of
from data.backups.scratch import scratch
from data.db.faults import (
    BackupDamaged,
    BackupKeyMissing,
    CountsDiffer,
    NewerSchema,
    OtherEngine,
    WrongBackupKey,
)
from data.db.keys import KEYFILE, Keys, masters_of
from data.db.schema import head_revision
from data.keys.candidates import candidates
from data.settings import Settings

NOTHING: tuple[str, Iterator[bytes]] = ("", iter(()))
FILE_PART = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a backup that is sound. `file_bytes`: of the `files` stored files, as they lie encrypted."""

    about: About
    size: int
    files: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose header is sound and whose key fits. `ring` holds `keys`, and the present master key opens it."""

    path: Path
    header: Header
    ring: bytes
    keys: Keys


def open_backup(path: Path, settings: Settings, place: Path) -> Opened:
    """Read the header and open its key ring; changes nothing outside `place`.

    Raises:
        NotABackup, BackupDamaged, WrongBackupKey, BackupKeyMissing.
    """
    header = Header(path)
    found = candidates(header.ring, settings)
    if found is None:
        raise BackupKeyMissing(key=settings.master_key_file or settings.home / KEYFILE)
    for keys, ring in found:
        if header.fits(keys.for_purpose("backups")):
            return Opened(path, header, ring, keys)
    raise WrongBackupKey(file=path, master="、".join(filter(None, masters_of(header.ring))) or "不明")


def verify_backup(path: Path, settings: Settings) -> Proof:
    """Prove a backup, wherever it lies.

    Raises:
        StartFault: what is wrong with it.
    """
    folder = folder_of(settings.home)
    with clear_faults(folder):
        return prove(path, settings)


def prove(path: Path, settings: Settings) -> Proof:
    """Like `verify_backup`, without translating what the disk says."""
    with scratch(folder_of(settings.home)) as place:
        opened, database = open_backup(path, settings, place), database_of(settings)
        if database.copies:
            need_room(place, path.stat().st_size)
        with unpacked(opened, database, place, keep=False) as proof:
            return proof


@contextmanager
def unpacked(
    opened: Opened,
    database: BackedUp,
    place: Path,
    *,
    keep: bool,
    put_file: Callable[[str, Iterator[bytes]], None] | None = None,
) -> Iterator[Proof]:
    """Read the whole backup, the database rebuilt in `place`; inside, everything has been proved.

    Args:
        keep: for `BackedUp.rebuilt`. put_file: takes (name, pieces) of each stored file.

    Raises:
        BackupDamaged, CountsDiffer: it isn't sound. NewerSchema, OtherEngine: this program can't use it.
    """
    reader = ContainerReader(opened.path, opened.header, opened.keys.for_purpose("backups"))
    parts = reader.parts()
    name, pieces = next(parts, NOTHING)
    about = _about(opened.path, name, pieces)
    if about.engine != database.engine:
        raise OtherEngine(file=opened.path, engine=about.engine)
    if about.revision > head_revision():
        raise NewerSchema(found=about.revision)
    name, pieces = next(parts, NOTHING)
    if name != DATABASE:
        raise reader.damaged()
    with database.rebuilt(pieces, place, opened.keys, keep=keep) as contents:
        for name, pieces in parts:
            if FILE_PART.fullmatch(name) is None:
                raise reader.damaged()
            if put_file is not None:
                put_file(name, pieces)
        if contents is None:
            raise BackupDamaged(file=opened.path, part=DATABASE)
        files = [part for part in reader.read if part.name.startswith(FILES + "/")]
        _compare(opened.path, about, contents)
        yield Proof(about, opened.path.stat().st_size, len(files), sum(part.size for part in files))


def _compare(path: Path, about: About, contents: Contents) -> None:
    found = {**contents.counts, "revision": contents.revision, "audit": contents.audit}
    wanted = {**about.counts, "revision": about.revision, "audit": (about.audit_number, about.audit_mac)}
    for what in sorted(wanted.keys() | found.keys()):
        if wanted.get(what) != found.get(what):
            raise CountsDiffer(file=path, what=what, expected=wanted.get(what, "-"), found=found.get(what, "-"))


def _about(path: Path, name: str, pieces: Iterator[bytes]) -> About:
    try:
        if name == ABOUT:
            return read_about(b"".join(pieces))
    except (ValueError, TypeError) as fault:
        raise BackupDamaged(file=path, part=ABOUT) from fault
    raise BackupDamaged(file=path, part=ABOUT)
