"""Days told from today: 明日, 来週の月曜, 3日後, 今月末."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

WEEKDAYS = "月火水木金土日"

_NEAR = {
    "今日": 0, "きょう": 0, "本日": 0, "当日": 0,
    "明日": 1, "あした": 1, "あす": 1, "翌日": 1,
    "明後日": 2, "あさって": 2,
    "明々後日": 3, "明明後日": 3, "しあさって": 3,
    "昨日": -1, "きのう": -1, "前日": -1,
    "一昨日": -2, "おととい": -2,
}  # fmt: skip
_COUNTED = re.compile(
    r"(?P<n>[0-9]{1,4})(?P<unit>日|週間?|か月|ヶ月|カ月|ヵ月|ケ月|箇月|年)(?P<side>後|まえ|前|あと|ご)"
)
_WEEK = re.compile(r"(?P<week>今週|来週|再来週|さ来週|先週|次)?の?(?P<day>[月火水木金土日])曜日?")
_WEEKS = {"今週": 0, "来週": 1, "再来週": 2, "さ来週": 2, "先週": -1}
_MONTH_END = re.compile(r"(?P<month>今月|来月|再来月|先月)?の?(?:月末|末日|末)")
_MONTH_DAY = re.compile(r"(?P<month>今月|来月|再来月|先月)の?(?P<day>[0-9]{1,2})日?")
MONTHS = {"今月": 0, "来月": 1, "再来月": 2, "先月": -1}


def read_relative(tidied: str, digits: str, today: date) -> date | None:
    """A day told from today, None when it is told otherwise.

    Args:
        tidied: the text without spaces (一昨日 must still hold its kanji); `digits`: the same, numbers in digits.
    """
    if tidied in _NEAR:
        return today + timedelta(days=_NEAR[tidied])
    if found := _COUNTED.fullmatch(digits):
        return _counted(int(found["n"]), found["unit"], found["side"] in ("後", "あと", "ご"), today)
    if found := _WEEK.fullmatch(tidied):
        return _weekday(found["week"], WEEKDAYS.index(found["day"]), today)
    if found := _MONTH_END.fullmatch(tidied):
        first = shift_months(today.replace(day=1), MONTHS[found["month"] or "今月"])
        return first.replace(day=monthrange(first.year, first.month)[1])
    if found := _MONTH_DAY.fullmatch(digits):
        first = shift_months(today.replace(day=1), MONTHS[found["month"]])
        last = monthrange(first.year, first.month)[1]
        return first.replace(day=int(found["day"])) if 1 <= int(found["day"]) <= last else None
    return None


def shift_months(day: date, months: int) -> date:
    """The same day some months on, the last of the month when it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _counted(count: int, unit: str, is_later: bool, today: date) -> date | None:
    count = count if is_later else -count
    try:
        if unit == "日":
            return today + timedelta(days=count)
        if unit.startswith("週"):
            return today + timedelta(weeks=count)
        return shift_months(today, count * 12 if unit == "年" else count)
    except (ValueError, OverflowError):
        return None


def _weekday(week: str | None, weekday: int, today: date) -> date:
    """Weeks run from Monday. 次の日曜 is never today; a bare 日曜 may be."""
    if week in _WEEKS:
        return today - timedelta(days=today.weekday()) + timedelta(days=weekday + 7 * _WEEKS[week])
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead or (7 if week == "次" else 0))
