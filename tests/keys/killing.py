"""A process that dies by SIGKILL before the n-th time it would change something under a folder."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate", "shutil.rmtree"})
ENDED, FAILED = 0, 1


def killed_before(number: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do `work` in a child process that is killed before its change `number` (from 0) below `folder`.

    Returns:
        Whether it was killed; False when it ended before that many changes.
    """
    child = os.fork()
    if child == 0:
        _die_before(number, str(folder))
        code = FAILED
        try:
            work()
            code = ENDED
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == ENDED, "the work failed instead of being killed"
    return False


def _die_before(number: int, folder: str) -> None:
    left = number

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "open":
            path, _, flags = arguments
            is_change = bool(int(flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))  # type: ignore[call-overload]
        else:
            path, is_change = arguments[0] if arguments else "", event in CHANGES
        if is_change and isinstance(path, str | os.PathLike) and os.fspath(path).startswith(folder):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    sys.addaudithook(watch)
