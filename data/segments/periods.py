"""Days as conditions name them: 2026-04-01, 4月, 今月, 30日前: the first and the last day that is meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from data.csvtext.values import read_date

Period = tuple[date, date]

_DAYS = {
    "一昨日": -2,
    "おととい": -2,
    "昨日": -1,
    "きのう": -1,
    "今日": 0,
    "本日": 0,
    "きょう": 0,
    "明日": 1,
    "あす": 1,
}
_DAYS |= {"あした": 1, "明後日": 2, "あさって": 2}
_WEEKS = {"先週": -1, "今週": 0, "来週": 1}
_MONTHS = {"先々月": -2, "先月": -1, "今月": 0, "来月": 1, "再来月": 2}
_YEARS = {"一昨年": -2, "去年": -1, "昨年": -1, "今年": 0, "本年": 0, "来年": 1}
_FISCAL = {"昨年度": -1, "前年度": -1, "今年度": 0, "本年度": 0, "来年度": 1}
_STEP = re.compile(r"(\d{1,5})(日|週間?|[かヶカケヵ箇ケ]?月|年)(前|後)")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})(?:月)?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_YEAR = re.compile(r"(\d{4})年?")
APRIL = 4


def period_of(token: str, today: date) -> Period | None:
    """The days a token means, seen from `today`; None when it means none. Without a year: this year's."""
    text = "".join(unicodedata.normalize("NFKC", token).split())
    try:
        return _named(text, today) or _written(text, today)
    except (ValueError, OverflowError):
        return None


def _named(text: str, today: date) -> Period | None:
    if (days := _DAYS.get(text)) is not None:
        return _day(today + timedelta(days=days))
    if (weeks := _WEEKS.get(text)) is not None:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        return monday, monday + timedelta(days=6)
    if (months := _MONTHS.get(text)) is not None:
        return _month(today.year, today.month + months)
    if (years := _YEARS.get(text)) is not None:
        return date(today.year + years, 1, 1), date(today.year + years, 12, 31)
    if (years := _FISCAL.get(text)) is not None:
        begins = today.year + years - (today.month < APRIL)
        return date(begins, APRIL, 1), date(begins + 1, APRIL - 1, 31)
    if (step := _STEP.fullmatch(text)) is not None:
        count = int(step[1]) * (-1 if step[3] == "前" else 1)
        if step[2] == "日":
            return _day(today + timedelta(days=count))
        if step[2].startswith("週"):
            return _day(today + timedelta(weeks=count))
        months = count * 12 if step[2] == "年" else count
        first, last = _month(today.year, today.month + months)
        return _day(first.replace(day=min(today.day, last.day)))
    return None


def _written(text: str, today: date) -> Period | None:
    if (found := _MONTH_DAY.fullmatch(text)) is not None:
        return _day(date(today.year, int(found[1]), int(found[2])))
    if (day := read_date(text)) is not None:
        return _day(day)
    if (found := _YEAR.fullmatch(text)) is not None:
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    found = _MONTH.fullmatch(text)
    if found is not None and (found[1] or text.endswith("月")) and 1 <= int(found[2]) <= 12:
        return _month(int(found[1] or today.year), int(found[2]))
    return None


def _day(day: date) -> Period:
    return day, day


def _month(year: int, month: int) -> Period:
    """A month; `month` may lie outside 1 to 12 and counts on."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)
