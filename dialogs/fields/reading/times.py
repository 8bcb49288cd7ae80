"""A time of day out of what was typed: 15時, 午後3時半, ３じ, 3:30pm, 正午."""

from __future__ import annotations

import re
from datetime import date, time

from data.errors import InvalidAnswer
from dialogs.fields.reading.dates import Leaning, read_date
from dialogs.fields.reading.numerals import arabic, tidy

_PART = r"(?P<part>午前|午後|ごぜん|ごご|am|pm|a\.m\.|p\.m\.|早朝|朝|お昼|昼|夕方|夕|夜|晩|深夜|未明)?の?"
_TIME = re.compile(
    rf"{_PART}(?P<hour>[0-9]{{1,2}})(?:(?:時|じ|:)(?:(?P<minute>[0-9]{{1,2}})(?:分|ふん|ぷん)?|(?P<half>半|はん))?)?"
    r"(?P<after>am|pm|a\.m\.|p\.m\.)?(?:頃|ごろ|ころ)?"
)
_COMPACT = re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})")
_NOON = {"正午": time(12), "お昼": time(12), "真昼": time(12), "零時": time(0), "真夜中": time(0)}
_TAIL = re.compile(r"(?:でお願いします|がいいです|です|から|に)*[。.!]*$")
_LATE, _EARLY = ("午後", "ごご", "pm", "p.m."), ("午前", "ごぜん", "am", "a.m.")


def read_time(text: str, earliest: time | None = None, latest: time | None = None) -> time:
    """The time that was typed, to the minute.

    Args:
        earliest, latest: the hours in question: 3時 with 9:00 to 17:00 is 15:00; without them it is 3:00.

    Raises:
        InvalidAnswer: "unreadable", "no_such_time", "noon_or_midnight" (午前12時).
    """
    tidied = _TAIL.sub("", tidy(text).replace(" ", ""))
    if tidied in _NOON:
        return _NOON[tidied]
    digits = arabic(tidied)
    found = _TIME.fullmatch(digits) or _COMPACT.fullmatch(digits)
    if found is None:
        raise InvalidAnswer("unreadable")
    groups = found.groupdict()
    minute = 30 if groups.get("half") else int(groups["minute"] or 0)
    part = groups.get("part") or groups.get("after") or ""
    hour = _hour(part, int(groups["hour"]))
    if hour > 23 or minute > 59:
        raise InvalidAnswer("no_such_time")
    told = time(hour, minute)
    if not part and hour < 12 and _is_outside(told, earliest, latest):
        later = time(hour + 12, minute)
        if not _is_outside(later, earliest, latest):
            return later
    return told


def read_date_time(text: str, today: date, leaning: Leaning = "future") -> tuple[date, time | None]:
    """Date and time; the time is None when only a date was typed.

    Raises:
        InvalidAnswer: as `read_date` and `read_time`, told of the part that was wrong.
    """
    words = text.replace("T", " ").replace("t", " ").split()
    refusal: InvalidAnswer | None = None
    for middle in range(1, len(words)):
        try:
            return _both("".join(words[:middle]), "".join(words[middle:]), today, leaning)
        except InvalidAnswer as error:
            refusal = _worse(refusal, error)
    joined = "".join(words)
    try:
        return read_date(joined, today, leaning), None
    except InvalidAnswer as error:
        refusal = _worse(refusal, error)
    for middle in range(2, min(len(joined), 40)):
        try:
            return _both(joined[:middle].removesuffix("の"), joined[middle:], today, leaning)
        except InvalidAnswer as error:
            refusal = _worse(refusal, error)
    raise refusal or InvalidAnswer("unreadable")


def shown_time(told: time) -> str:
    """午後3時30分."""
    part, hour = ("午前", told.hour) if told.hour < 12 else ("午後", told.hour - 12)
    return f"{part}{hour}時{told.minute:02d}分"


def _both(day: str, hour: str, today: date, leaning: Leaning) -> tuple[date, time]:
    told = read_time(hour)
    return read_date(day, today, leaning), told


def _worse(known: InvalidAnswer | None, new: InvalidAnswer) -> InvalidAnswer:
    """Of several ways to read a text, the refusal that says most."""
    return new if known is None or known.reason == "unreadable" else known


def _hour(part: str, hour: int) -> int:
    if part in _LATE:
        return hour + 12 if hour < 12 else hour
    if part in _EARLY:
        if hour == 12:
            # In law noon is 午前12時; in daily speech it is midnight. English am is clear.
            if part in ("am", "a.m."):
                return 0
            raise InvalidAnswer("noon_or_midnight")
        return hour if hour < 12 else 99
    if part in ("お昼", "昼"):
        return hour + 12 if hour < 6 else hour
    if part in ("夕方", "夕"):
        return hour + 12 if hour < 12 else hour
    if part in ("夜", "晩"):
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return hour


def _is_outside(told: time, earliest: time | None, latest: time | None) -> bool:
    return (earliest is not None and told < earliest) or (latest is not None and told > latest)
