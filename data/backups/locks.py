"""Who works with a HOME: `serve` and `backup` share it, `restore` has it alone. Ends with the process, however it ends.

Two `serve` on one HOME stay possible: a new one joins before the old one leaves.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.db.faults import RestoreRuns, StillRunning, Unwritable

LOCK = "serve.lock"


@contextmanager
def held(path: Path, kind: int) -> Iterator[None]:
    """flock on a file or folder that is there.

    Raises:
        BlockingIOError: with LOCK_NB, when somebody else has it.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)


@contextmanager
def sharing_home(home: Path) -> Iterator[None]:
    """At work with this HOME, beside others.

    Raises:
        RestoreRuns: it is being replaced.
    """
    with _locked(home, fcntl.LOCK_SH, RestoreRuns):
        yield


@contextmanager
def alone_in_home(home: Path) -> Iterator[None]:
    """Nobody else is at work with this HOME.

    Raises:
        StillRunning: somebody is.
    """
    with _locked(home, fcntl.LOCK_EX, StillRunning):
        yield


@contextmanager
def _locked(home: Path, kind: int, refusal: type[RestoreRuns] | type[StillRunning]) -> Iterator[None]:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as fault:
        raise Unwritable(path=home) from fault
    with ExitStack() as stack:
        try:
            stack.enter_context(held(home / LOCK, kind | fcntl.LOCK_NB))
        except BlockingIOError as fault:
            raise refusal from fault
        yield
