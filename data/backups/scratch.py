"""Scratch folders: where a backup is made or opened. One whose maker died is swept by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.backups.locks import held

PREFIX = ".scratch-"
ALIVE = "alive"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A folder (0700) that is gone afterwards, whatever happens; those left by the dead go first."""
    for made in (parent.parent, parent):  # HOME itself may not be there yet, and is nobody else's either
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A folder that is made but not locked yet looks dead: nobody may sweep meanwhile.
    with held(parent, fcntl.LOCK_EX):
        _sweep(parent)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        handle = os.open(folder / ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _sweep(parent: Path) -> None:
    for folder in parent.glob(PREFIX + "*"):
        try:
            with held(folder / ALIVE, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        except FileNotFoundError:
            shutil.rmtree(folder, ignore_errors=True)
