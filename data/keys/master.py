"""A new master key: the data keys are wrapped anew, beside the running program, which never notices.

Two files must change, the ring and the master key's; a kill may come between any two steps. So the ring is first
wrapped by both keys, then the key's file is replaced, then the ring by the new one alone: at each moment the ring opens
with the key that is there. Where the program can't write the key (environment, secrets of a container), both stay until
the operator has put the new one there and confirms.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.backups.disk import to_disk
from data.backups.locks import locked, sharing_home
from data.db.faults import KeyMissing, RestoreUnfinished
from data.db.keys import KEY_BYTES, KEYRING, Keys, key_id, masters_of, open_ring, read_keyfile, wrapped, write_private
from data.db.opening import RENEWING, RESTORING
from data.keys.candidates import keyfile_of, old_keyfile, old_keyfiles, present_master
from data.keys.faults import KeysBusy, NewKeyNeeded, NoKeys, RenewalUnfinished, SameKey
from data.settings import Settings

KEYS_LOCK = "keys.lock"
OLD_DATA = "before-renewal-"
RENEWED_COPY = "renewing"  # of a renewal that was never finished


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of the master key.

    Attributes:
        new: the id of the key that is to be used from now on. old: of the one before, "" when a rotation was finished
            that had been interrupted.
        kept: where the old one lies; None when it lies where it was. new_file: where the new one waits for the
            operator, until then both open the ring; None when it is in force.
    """

    new: str
    old: str
    kept: Path | None
    new_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What is no longer kept: files of old keys, and folders of data under an old data key."""

    master: str
    keys: list[Path]
    folders: list[Path]


def rotate_master(settings: Settings, *, new_key_file: Path | None = None) -> Rotated:
    """Change the master key, or finish a change that was interrupted.

    Args:
        new_key_file: a file with the new key, made when it isn't there; needed where the present one can't be replaced.

    Raises:
        StartFault: why not; nothing was changed.
    """
    with _changing_keys(settings):
        master, keys = _opened(settings)
        if settings.master_key.get_secret_value() or new_key_file is not None:
            return _beside(settings, master, keys, new_key_file)
        keyfile = keyfile_of(settings)
        coming = keyfile.with_name(f"{keyfile.name}.new")
        if not os.access(keyfile.parent, os.W_OK):
            raise NewKeyNeeded(where=keyfile)
        if not coming.exists() and len(masters_of((settings.home / KEYRING).read_bytes())) > 1:
            _wrap(settings, keys, master)
            return Rotated(key_id(master), "", None)
        new = _key_in(coming)
        _wrap(settings, keys, master, new)
        kept = old_keyfile(keyfile, master)
        write_private(kept, master.hex().encode() + b"\n")
        os.replace(coming, keyfile)
        to_disk(keyfile.parent)
        _wrap(settings, keys, new)
        return Rotated(key_id(new), key_id(master), kept)


def confirm_rotation(settings: Settings) -> Confirmed:
    """The new key is in force and kept safe: only the present master key opens the ring, and what is old is deleted.

    Raises:
        StartFault: the present key doesn't open the ring; nothing was changed.
    """
    with _changing_keys(settings):
        master, keys = _opened(settings)
        _wrap(settings, keys, master)
        folders = sorted(settings.home.glob(f"{OLD_DATA}*"))
        for folder in (*folders, settings.home / RENEWED_COPY):
            shutil.rmtree(folder, ignore_errors=True)
        old = old_keyfiles(settings)
        for path in old:
            path.unlink()
        return Confirmed(key_id(master), old, folders)


def _beside(settings: Settings, master: bytes, keys: Keys, new_key_file: Path | None) -> Rotated:
    if new_key_file is None:
        raise NewKeyNeeded(where="MADOGUCHI_MASTER_KEY")
    new = _key_in(new_key_file)
    if new == master:
        raise SameKey(path=new_key_file)
    _wrap(settings, keys, master, new)
    return Rotated(key_id(new), key_id(master), None, new_key_file)


def _key_in(path: Path) -> bytes:
    """The key in a file; a new one when there is none."""
    if path.exists():
        return read_keyfile(path)
    new = secrets.token_bytes(KEY_BYTES)
    write_private(path, new.hex().encode() + b"\n")
    return new


def _wrap(settings: Settings, keys: Keys, *masters: bytes) -> None:
    write_private(settings.home / KEYRING, wrapped(keys, *masters))
    to_disk(settings.home)


def _opened(settings: Settings) -> tuple[bytes, Keys]:
    for marker, fault in ((RESTORING, RestoreUnfinished), (RENEWING, RenewalUnfinished)):
        if (settings.home / marker).exists():
            raise fault
    ring, master = settings.home / KEYRING, present_master(settings)
    if not ring.exists() and not settings.database_path.exists():
        raise NoKeys(home=settings.home)
    if master is None or not ring.exists():
        raise KeyMissing(path=settings.database_path, key=keyfile_of(settings) if master is None else ring)
    return master, open_ring(ring, master, settings.database_path)


@contextmanager
def _changing_keys(settings: Settings) -> Iterator[None]:
    if not settings.home.is_dir():
        raise NoKeys(home=settings.home)
    with sharing_home(settings.home), locked(settings.home, fcntl.LOCK_EX, KeysBusy, KEYS_LOCK):
        yield
