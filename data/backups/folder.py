"""HOME/backups: what the files are called, which are there, which go."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from data.backups.retention import kept
from data.clock import TOKYO

NAME = re.compile(r"madoguchi-(\d{8}-\d{6})\.backup(\.unproved)?")
MADE = "%Y%m%d-%H%M%S"


def folder_of(home: Path) -> Path:
    """Where a HOME's backups lie."""
    return home / "backups"


def file_name(now: datetime) -> str:
    """`madoguchi-20261122-030000.backup`, by the clock of Asia/Tokyo."""
    return f"madoguchi-{now.astimezone(TOKYO):{MADE}}.backup"


def backups_in(home: Path) -> list[tuple[datetime, Path, bool]]:
    """(when it was made by its name, file, whether it was proved), the newest first. Other files are none of ours."""
    found = []
    for path in folder_of(home).glob("madoguchi-*"):
        if (match := NAME.fullmatch(path.name)) is not None:
            try:
                made = datetime.strptime(match[1], MADE).replace(tzinfo=TOKYO)
            except ValueError:
                continue
            found.append((made, path, match[2] is None))
    return sorted(found, reverse=True)


def drop_old(home: Path) -> list[Path]:
    """Delete what `kept` doesn't keep; returns it. An unproved one stays while it is the newest of all."""
    backups = backups_in(home)
    stay = kept(made for made, _, is_proved in backups if is_proved)
    dropped = []
    for made, path, is_proved in backups:
        if made not in stay if is_proved else path != backups[0][1]:
            path.unlink(missing_ok=True)
            dropped.append(path)
    return dropped
