"""What there is to be erased, counted and hashed before it goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.backups.about import Contents
from data.backups.container import FILES
from data.backups.embedded import DATABASE_FILE, SIDE_FILES
from data.db.keys import KEYFILE, KEYRING
from data.keys.candidates import keyfile_of, old_keyfiles
from data.settings import Settings

BACKUPS = "backups"
# What the program makes in HOME besides: locks, scratch folders, what restores and renewals put aside.
OURS = ("*.lock", "*.new", ".scratch-*", ".restored-*", "before-*", "renewing", "restoring.json", "renewing.json")


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of files. `digest`: SHA-256 over the sorted lines `name SHA-256 size`: to compare a list with."""

    name: str
    count: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """Attributes:
    rows: by table. audit_number, audit_mac: the head of the audit chain, which the last backups name too.
    """

    revision: str
    rows: Mapping[str, int]
    groups: tuple[Group, ...]
    audit_number: int
    audit_mac: str


def take_inventory(settings: Settings, contents: Contents) -> Inventory:
    """Count and hash everything; reads every byte once."""
    groups = tuple(_group(name, settings.home, paths) for name, paths in parts_of(settings).items())
    return Inventory(contents.revision, contents.counts, groups, *contents.audit)


def parts_of(settings: Settings) -> dict[str, list[Path]]:
    """Files by kind, in the order they go: without the keys, what is left can't be read by anybody."""
    home = settings.home
    keyfile = keyfile_of(settings)
    keys = [keyfile, keyfile.with_name(f"{keyfile.name}.new"), home / KEYRING, home / KEYFILE, *old_keyfiles(settings)]
    return {
        "keys": _there(keys),
        "database": _there(home / name for name in (DATABASE_FILE, *SIDE_FILES)),
        "files": _below([home / FILES]),
        "backups": _below([home / BACKUPS]),
        "other": _below(path for pattern in OURS for path in home.glob(pattern)),
    }


def folders_of(settings: Settings) -> list[Path]:
    """Folders that are to be empty, and gone, once the files are."""
    home = settings.home
    named = [home / FILES, home / BACKUPS, *(path for pattern in OURS for path in home.glob(pattern))]
    return [path for path in named if path.is_dir()]


def left_in(home: Path) -> list[str]:
    """What lies in HOME that the program didn't make: it stays, and is named."""
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


def _there(paths: Iterable[Path]) -> list[Path]:
    return sorted({path for path in paths if path.is_file()})


def _below(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        found.update(one for one in path.rglob("*") if one.is_file() or one.is_symlink())
        if path.is_file():
            found.add(path)
    return sorted(found)


def _group(name: str, home: Path, paths: list[Path]) -> Group:
    digest, size = hashlib.sha256(), 0
    for path in paths:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        length = path.stat().st_size
        size += length
        shown = path.relative_to(home) if path.is_relative_to(home) else path.name
        digest.update(f"{shown} {found} {length}\n".encode())
    return Group(name, len(paths), size, digest.hexdigest())
