"""Counts of what was sent: the month's quota by recipient, the day's numbers by kind, units of aggregation."""

from collections import Counter

from data.gateways.line.standin.clock import tokyo_day, tokyo_month
from data.gateways.line.standin.refusals import Refusal

UNITS_PER_MONTH = 1000


class Ledger:
    """One channel's counts. `limit` None means no limit."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._months: Counter[str] = Counter()
        self._days: Counter[tuple[str, str]] = Counter()
        self._units: dict[str, list[str]] = {}

    def used(self, now_ms: int) -> int:
        """Return the recipients counted this month (Japan)."""
        return self._months[tokyo_month(now_ms)]

    def use(self, count: int, now_ms: int) -> None:
        """Count recipients outside of a call, as sending from Official Account Manager does."""
        self._months[tokyo_month(now_ms)] += count

    def require(self, recipients: int, now_ms: int) -> None:
        """Refuse with 429 when the month's quota doesn't hold `recipients` more."""
        if self.limit is not None and self.used(now_ms) + recipients > self.limit:
            raise Refusal(429, "You have reached your monthly limit.")

    def sent(self, kind: str, recipients: int, now_ms: int) -> None:
        """Count one accepted sending; replies are free."""
        self._days[tokyo_day(now_ms), kind] += recipients
        if kind != "reply":
            self._months[tokyo_month(now_ms)] += recipients

    def on_day(self, day: str, kind: str) -> int:
        """Return the number sent on a day, yyyyMMdd in Japan."""
        return self._days[day, kind]

    def assign(self, unit: str, now_ms: int) -> None:
        """Note a unit name; beyond a thousand in a month LINE sends without it."""
        names = self._units.setdefault(tokyo_month(now_ms), [])
        if unit not in names and len(names) < UNITS_PER_MONTH:
            names.append(unit)

    def units(self, now_ms: int) -> list[str]:
        """Return this month's unit names in order of first use."""
        return self._units.get(tokyo_month(now_ms), [])
