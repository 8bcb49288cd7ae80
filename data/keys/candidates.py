"""Every data key this HOME can still open: what an older backup was made with may be one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from data.db.faults import BadKey
from data.db.keys import KEYFILE, KEYRING, Keys, key_id, master_key_of, read_keyfile, unwrapped, wrapped
from data.settings import Settings


def keyfile_of(settings: Settings) -> Path:
    """Where the master key lies when it lies in a file."""
    return settings.master_key_file or settings.home / KEYFILE


def old_keyfiles(settings: Settings) -> list[Path]:
    """Master keys of before, kept beside the present one: `master.key.1a2b3c4d.old`."""
    keyfile = keyfile_of(settings)
    return sorted(keyfile.parent.glob(f"{keyfile.name}.*.old"))


def old_keyfile(keyfile: Path, master: bytes) -> Path:
    """What a master key's file is called once another has taken its place."""
    return keyfile.with_name(f"{keyfile.name}.{key_id(master)}.old")


def present_master(settings: Settings) -> bytes | None:
    """The master key as it is set; None when there is none.

    Raises:
        BadKey: it can't be read.
    """
    return master_key_of(
        settings.home, master_key=settings.master_key.get_secret_value(), master_key_file=settings.master_key_file
    )


def candidates(ring: bytes, settings: Settings) -> Iterator[tuple[Keys, bytes]] | None:
    """Keys that may fit what came with `ring`, each with a ring of them that the present master key opens.

    First the ring itself, then this HOME's, which knows the data keys of before; with the master key as it is set, then
    with those kept from before. None when there is no master key.
    """
    present = present_master(settings)
    if present is None:
        return None
    return _candidates(ring, settings, present)


def _candidates(ring: bytes, settings: Settings, present: bytes) -> Iterator[tuple[Keys, bytes]]:
    masters = [present]
    for path in old_keyfiles(settings):
        try:
            masters.append(read_keyfile(path))
        except BadKey:
            continue
    rings = [ring]
    if (settings.home / KEYRING).exists():
        rings.append((settings.home / KEYRING).read_bytes())
    for content in rings:
        for master in masters:
            try:
                found = unwrapped(content, master)
            except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
                continue
            for keys in found.history():
                is_as_found = master == present and keys.data_key == found.data_key
                yield keys, content if is_as_found else wrapped(keys, present)
