"""A disk of a few hundred kilobytes that only one command can see: a tmpfs in a mount namespace of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs "$0" && shift && exec "$@"'
ENLARGE = 'mount -o "remount,size=$1" "$0"'
FILLER = "filler"


def with_small_disk(folder: Path, size: str, *command: str) -> list[str]:
    """The command, run where `folder` is an empty disk of `size` ("300k"); the disk is gone when the command ends."""
    # Without root, a user namespace lets us mount too, where the system permits it.
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    return [*own, "sh", "-c", MOUNT, str(folder), size, *command]


def can_make_small_disks(scratch: Path) -> bool:
    """True when this machine lets us."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(with_small_disk(scratch, "64k", "true"), capture_output=True, check=False).returncode == 0


def fill(folder: Path) -> None:
    """Leave no byte free."""
    with (folder / FILLER).open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def free(folder: Path) -> None:
    """Make room again."""
    (folder / FILLER).unlink()
