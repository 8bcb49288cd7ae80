"""Planned stops in words, for both counters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from data.clock import TOKYO
from dialogs.wording.wording import japanese


def span_text(words: Callable[..., str], starts_at: datetime, ends_at: datetime) -> str:
    """4月12日 22時00分から23時30分まで; the day is said again only when it is another."""
    starts, ends = japanese(starts_at), japanese(ends_at)
    if starts_at.astimezone(TOKYO).date() == ends_at.astimezone(TOKYO).date():
        ends = ends.partition(" ")[2]
    return words("stops.span", starts=starts, ends=ends)


def resident_text(
    words: Callable[..., str], kind: str, starts_at: datetime, ends_at: datetime, alternative: str
) -> str:
    """What residents read. `kind`: announced, reminder, cancelled, now."""
    return words(
        f"stops.resident.{kind}",
        span=span_text(words, starts_at, ends_at),
        ends=japanese(ends_at),
        alternative=alternative,
    )
