"""Who works with a HOME: `serve` and `backup` share it, `restore` has it alone. Ends with the process, however it ends.

On the embedded database one `serve` has the turns to itself: a second would take the first one's jobs for abandoned.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.db.faults import AlreadyServing, RestoreRuns, StartFault, StillRunning, Unwritable

LOCK = "serve.lock"
TURNS_LOCK = "turns.lock"


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
    with locked(home, fcntl.LOCK_SH, RestoreRuns):
        yield


@contextmanager
def only_server(home: Path) -> Iterator[None]:
    """The one `serve` of an embedded database.

    Raises:
        AlreadyServing: there is one.
    """
    with locked(home, fcntl.LOCK_EX, AlreadyServing, TURNS_LOCK):
        yield


@contextmanager
def alone_in_home(home: Path) -> Iterator[None]:
    """Nobody else is at work with this HOME.

    Raises:
        StillRunning: somebody is.
    """
    with locked(home, fcntl.LOCK_EX, StillRunning):
        yield


@contextmanager
def locked(home: Path, kind: int, refusal: type[StartFault], name: str = LOCK) -> Iterator[None]:
    """A lock of HOME by its name.

    Raises:
        StartFault: `refusal`, when somebody else has it.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(home / name, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as fault:
        raise Unwritable(path=home) from fault
    with ExitStack() as stack:
        try:
            stack.enter_context(held(home / name, kind | fcntl.LOCK_NB))
        except BlockingIOError as fault:
            raise refusal from fault
        yield
