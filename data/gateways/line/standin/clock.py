"""The stand-in's clock: real time plus an offset, moved by tests. Token age, retry keys, buckets and quotas obey it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from data.clock import TOKYO, Clock

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class VirtualClock:
    """Milliseconds since the epoch, movable forwards and backwards."""

    def __init__(self, real: Callable[[], float] | None = None) -> None:
        self._real = real or Clock().real
        self._offset_ms = 0

    def now_ms(self) -> int:
        """Return the present instant in milliseconds."""
        return int(self._real() * 1000) + self._offset_ms

    def now(self) -> datetime:
        """Return the present instant: aware, UTC."""
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)

    def advance(self, seconds: float) -> None:
        """Move by `seconds`; negative goes back."""
        self._offset_ms += round(seconds * 1000)

    def set(self, instant: datetime) -> None:
        """Move to `instant`; without an offset it is Asia/Tokyo."""
        aware = instant if instant.tzinfo else instant.replace(tzinfo=TOKYO)
        self._offset_ms += round(aware.timestamp() * 1000) - self.now_ms()


def tokyo_day(at_ms: int) -> str:
    """Return the civil day in Japan as LINE writes dates: yyyyMMdd."""
    return _day_name((at_ms + 9 * HOUR) // DAY)


@lru_cache(maxsize=64)
def _day_name(days: int) -> str:
    return datetime.fromtimestamp(days * DAY / 1000, UTC).strftime("%Y%m%d")


def tokyo_month(at_ms: int) -> str:
    """Return the month in Japan, yyyyMM: quotas roll over with it."""
    return tokyo_day(at_ms)[:6]


def iso_utc(at_ms: int) -> str:
    """Return `2026-01-31T04:05:06.789Z`."""
    moment = datetime.fromtimestamp(at_ms // 1000, UTC) + timedelta(milliseconds=at_ms % 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
