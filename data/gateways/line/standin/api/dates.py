"""Dates in queries: yyyyMMdd, Japan."""

import re
from datetime import date, datetime

from data.clock import TOKYO
from data.gateways.line.standin.refusals import Refusal


def day_of(text: str | None) -> date | None:
    """Return the day that `yyyyMMdd` names, or None."""
    if text is None or not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def today(now_ms: int) -> date:
    """Return the civil day in Japan."""
    return datetime.fromtimestamp(now_ms / 1000, TOKYO).date()


def required_day(query_value: str | None, name: str = "date") -> date:
    """Return the day, or refuse as insight does."""
    if not query_value:
        raise Refusal(400, f"{name} is required")
    day = day_of(query_value)
    if day is None:
        raise Refusal(400, "Bad Request")
    return day
