"""Earliest and latest days a field accepts, told as dates or counted from today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dialogs.fields.kind import Setup

_COUNTED = re.compile(r"today([+-][0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A fixed day, or so many days from today."""

    fixed_on: date | None = None
    days: int = 0

    def on(self, today: date) -> date:
        """The day it means today."""
        return self.fixed_on or today + timedelta(days=self.days)


def compile_day_limit(setup: Setup, key: str) -> DayLimit | None:
    """Read `earliest` or `latest`: `2026-04-01`, `today`, `today+60`, `today-1`."""
    value: Any = setup.document.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        if found := _COUNTED.fullmatch(value.replace(" ", "")):
            return DayLimit(days=int(found[1] or 0))
        try:
            return DayLimit(fixed_on=date.fromisoformat(value))
        except ValueError:
            pass
    setup.refuse("day_limit", key, key=key)
    return None


def day_limit_page(limit: DayLimit | None) -> str:
    """A limit as the document writes it."""
    if limit is None:
        return ""
    return limit.fixed_on.isoformat() if limit.fixed_on else f"today{limit.days:+d}" if limit.days else "today"
