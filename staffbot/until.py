"""Until when, at the end of what was typed: 8時間, 3日, 明日 8:00まで, 明日の朝8時まで, 4/11まで."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from data.clock import TOKYO
from staffbot.values import take_date

_FOR = re.compile(r"(?:^|[\s、,])(\d{1,4})\s*(分|時間|日)(?:間)?(?:だけ)?$")
_DAY = (
    r"(?P<day>今日|きょう|本日|明日|あした|あす|明後日|あさって"
    r"|\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}[/月]\d{1,2}日?|\d{1,2}日)"
)
_TIME = (
    r"(?:(?P<part>午前|午後|朝|夕方|夜)の?\s*)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時(?:(?P<minutes>\d{1,2})分|(?P<half>半))?)"
)
_UNTIL = re.compile(
    rf"(?:^|[\s、,])(?:{_DAY}\s*の?\s*{_TIME}|{_DAY.replace('?P<day>', '?P<whole>')}|"
    rf"{_TIME.replace('?P<', '?P<only_')})\s*(?:まで|中)?$"
)
NOON, EVENING, MIDNIGHT = 12, 17, 24
_UNITS = {"分": timedelta(minutes=1), "時間": timedelta(hours=1), "日": timedelta(days=1)}


def take_until(text: str, now: datetime) -> tuple[datetime | None, str]:
    """(until, what stands before it); None when no end is named. A day alone means its midnight, Asia/Tokyo.

    An hour without a day is the next one to come.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    span = _FOR.search(text)
    if span is not None:
        return now + int(span[1]) * _UNITS[span[2]], text[: span.start()].strip()
    found = _UNTIL.search(text)
    if found is None:
        return None, text
    local = now.astimezone(TOKYO)
    rest = text[: found.start()].strip()
    if found["whole"] is not None:
        day = take_date(found["whole"], local.date())
        return (None, text) if day is None else (_at(day[0], 24, 0), rest)
    prefix = "" if found["day"] is not None else "only_"
    hour = _hour(int(found[f"{prefix}hour"]), found[f"{prefix}part"])
    minute = 30 if found[f"{prefix}half"] else int(found[f"{prefix}minute"] or found[f"{prefix}minutes"] or 0)
    if hour is None or hour > MIDNIGHT or minute > 59:
        return None, text
    if prefix:
        until = _at(local.date(), hour, minute)
        return (until if until > now else until + timedelta(days=1)), rest
    day = take_date(found["day"], local.date())
    return (None, text) if day is None else (_at(day[0], hour, minute), rest)


def _hour(hour: int, part: str | None) -> int | None:
    """夜9時 as 21; None for 夜2時, which belongs to another day than people think."""
    if part not in ("午後", "夕方", "夜") or hour > NOON:
        return hour
    if part == "夜" and hour == NOON:
        return MIDNIGHT
    hour = hour % NOON + NOON
    return hour if part != "夜" or hour >= EVENING else None


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(), TOKYO) + timedelta(hours=hour, minutes=minute)
