"""pg_dump and pg_restore as streams. What passes through the pipes never lies on the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

import sqlalchemy as sa

from data.backups.disk import PIECE_BYTES
from data.db.faults import ToolFailed, ToolMissing

DUMP, RESTORE = "pg_dump", "pg_restore"


def dump(url: sa.URL, snapshot: str) -> Iterator[bytes]:
    """The database in the custom format, as of an exported snapshot.

    Raises:
        ToolMissing, ToolFailed: see their sentences.
    """
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as said, _started(DUMP, arguments, url, said, stdout=subprocess.PIPE) as tool:
        assert tool.stdout is not None
        try:
            while piece := tool.stdout.read(PIECE_BYTES):
                yield piece
            _end(DUMP, tool, said)
        finally:
            tool.kill()


def restore(url: sa.URL, pieces: Iterable[bytes]) -> None:
    """Fill an empty database, all or nothing.

    Raises:
        ToolMissing, ToolFailed: see their sentences. Whatever `pieces` raises.
    """
    arguments = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password"]
    with tempfile.TemporaryFile() as said, _started(RESTORE, arguments, url, said, stdin=subprocess.PIPE) as tool:
        assert tool.stdin is not None
        try:
            for piece in pieces:
                tool.stdin.write(piece)
            tool.stdin.close()
        except BrokenPipeError:
            pass  # it says why
        except BaseException:
            tool.kill()
            raise
        _end(RESTORE, tool, said)


def need_tools() -> None:
    """Raises:
    ToolMissing: before anything is begun.
    """
    for name in (DUMP, RESTORE):
        _path(name)


def _path(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise ToolMissing(tool=name)
    return path


def _started(
    name: str,
    arguments: list[str],
    url: sa.URL,
    said: IO[bytes],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    # Command lines are seen by everybody on the machine; the environment isn't.
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    shown = url.set(drivername="postgresql")._replace(password=None).render_as_string(hide_password=False)
    return subprocess.Popen(  # noqa: S603 fixed tools, no shell
        [_path(name), *arguments, f"--dbname={shown}"],
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=said,
    )


def _end(name: str, tool: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if tool.wait() != 0:
        said.seek(0)
        lines = said.read(4000).decode(errors="replace").strip().splitlines()
        raise ToolFailed(tool=name, reason=lines[0][:200] if lines else tool.returncode)
