"""What people said, who they are and how to reach them lies open in no file: a real process, looked at byte by byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.db.opening import keys_of, short_session
from data.turns.models import ConversationLine
from tests.backups.conftest import tools
from tests.contracts.tree import ROOT
from tests.faults.program import Program, clean_environment
from tests.faults.scene import open_scene

__all__ = ["tools"]

NAME, PHONE, MESSAGE = "戸沢花子之助", "090-5551-2368", "裏の川があふれそうです至急"
SECRETS = (NAME, PHONE, MESSAGE, PHONE.replace("-", ""))
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
TALK = (f"{NAME}です。電話は{PHONE}です。{MESSAGE}", MESSAGE, PHONE)


def spelt() -> dict[bytes, str]:
    """Every way the secrets may be spelt, JSON's escapes included."""
    found = {secret.encode(encoding): f"{secret} in {encoding}" for secret in SECRETS for encoding in ENCODINGS}
    return found | {secret.encode("unicode_escape"): f"{secret} escaped" for secret in SECRETS}


def lying_open(folder: Path) -> list[str]:
    """Where a secret is found below a folder: in names and in bytes."""
    wanted, found = spelt(), []
    for path in sorted(folder.rglob("*")):
        text = os.fsencode(path.name) + (path.read_bytes() if path.is_file() else b"")
        found += [f"{path.relative_to(folder)}: {what}" for spelling, what in wanted.items() if spelling in text]
    return found


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_search_finds_what_lies_open(tmp_path, encoding):
    (tmp_path / "open.bin").write_bytes(b"\x00" * 70_000 + f"x{MESSAGE}y".encode(encoding))

    assert lying_open(tmp_path) == [f"open.bin: {MESSAGE} in {encoding}"]


async def test_nothing_personal_lies_open_anywhere(database, tools, tmp_path):
    home, scratch, log = tmp_path / "home", tmp_path / "tmp", tmp_path / "program.log"
    scratch.mkdir()
    async with open_scene(database, home, people=["hanako"], log=log) as scene:
        program = scene.program
        assert isinstance(program, Program)
        environment = {"TMPDIR": str(scratch), "SQLITE_TMPDIR": str(scratch), "MADOGUCHI_LOG_LEVEL": "debug"}
        program._environment.update(environment)
        await program.start()
        await scene.standin.follow("public", "hanako")
        for text in TALK:
            await scene.standin.text("public", "hanako", text)
        for text in (f"職員 招待 {NAME}", "ログ 会話", f"ログ 会話 {MESSAGE}", "ログ 出力 会話", MESSAGE):
            await scene.standin.text("staff", "sato", text)
        await scene.settled()
        made = subprocess.run(
            [sys.executable, "main.py", "backup"],
            cwd=ROOT,
            env={**clean_environment({}), **program._environment},
            capture_output=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr.decode()
        (tmp_path / "said.txt").write_bytes(made.stdout + made.stderr)

        assert lying_open(tmp_path) == []  # while it runs: database, its log, shared memory, files, backup, temporary
        await program.kill()
        assert lying_open(tmp_path) == []  # what a crash leaves

        if not database.url:
            assert (home / "madoguchi.db-wal").stat().st_size > 0
        # It was all there to be found.
        with short_session(scene.settings) as session:
            said = "\n".join(line.said for line in session.query(ConversationLine))
        assert all(secret in said for secret in SECRETS[:3])
        assert list((home / "files").glob("*/*"))
        assert list((home / "backups").glob("*.backup"))
        assert keys_of(scene.settings)
