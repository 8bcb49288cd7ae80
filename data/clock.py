"""The one door through which time comes in.

`now()` can be moved (CLOCK_FILE, the demo's clock) and serves rules, due dates and links; `real()` cannot, and serves
token age, leases, retry waits, timeouts, rate buckets and sessions.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
READ_EVERY_SECONDS = 1.0


class Clock:
    """Real time, or the time written in a file.

    With a file, now = the file's ISO instant + (real now - the file's mtime). No offset means Asia/Tokyo; a file that
    can't be read means real time. The file is looked at again each second.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._checked = 0.0
        self._shift = timedelta(0)

    def real(self) -> float:
        """Seconds since the epoch, never moved."""
        return time.time()

    def now(self) -> datetime:
        """The present instant for rules: aware, UTC, movable."""
        if self._file is not None:
            ticks = time.monotonic()
            if not self._checked or ticks - self._checked >= READ_EVERY_SECONDS:
                self._checked = ticks
                self._shift = self._read_shift(self._file)
        return datetime.now(UTC) + self._shift

    def today(self) -> date:
        """The civil date in Asia/Tokyo."""
        return self.now().astimezone(TOKYO).date()

    @staticmethod
    def _read_shift(file: Path) -> timedelta:
        try:
            written = datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
            mtime = file.stat().st_mtime
        except (OSError, ValueError):
            return timedelta(0)
        if written.tzinfo is None:
            written = written.replace(tzinfo=TOKYO)
        return written.astimezone(UTC) - datetime.fromtimestamp(mtime, UTC)


class FixedClock(Clock):
    """A clock that stands still until it is moved: for previews and tests."""

    def __init__(self, now: datetime, real: float = 1_800_000_000.0) -> None:
        super().__init__()
        self._now = now.astimezone(UTC)
        self._real = real

    def real(self) -> float:
        return self._real

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Move both hands."""
        self._now += by
        self._real += by.total_seconds()
