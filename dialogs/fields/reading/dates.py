"""A civil date out of what was typed: 令和8年11月22日, R8.11.22, 20261122, 11月22日（日）, 明日."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from data.errors import InvalidAnswer
from dialogs.fields.reading.eras import BY_WORD, check_era, check_era_year, era_year
from dialogs.fields.reading.numerals import arabic, tidy
from dialogs.fields.reading.weekdays import WEEKDAYS, read_relative

# Where a date without a year lies: the next such day, the last one, or (birth dates) it is no date at all.
Leaning = Literal["future", "past", "full"]

_ERA = r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明rhstm])"
_FULL = re.compile(
    rf"(?:西暦)?(?:{_ERA}\.?)?(?P<year>元|[0-9]{{1,4}})(?:年|[-./])(?P<month>[0-9]{{1,2}})(?:月|[-./])(?P<day>[0-9]{{1,2}})日?"
)
_COMPACT = re.compile(rf"(?:{_ERA})?(?P<year>[0-9]{{1,4}}?)(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})")
_MONTH_DAY = re.compile(r"(?P<when>今年|来年|去年|昨年)?の?(?P<month>[0-9]{1,2})(?:月|[-./])(?P<day>[0-9]{1,2})日?")
_DAY = re.compile(r"(?P<day>[0-9]{1,2})日")
_YEAR = re.compile(rf"(?:西暦)?(?:{_ERA}\.?)?(?P<year>元|[0-9]{{1,4}})年?(?:度|(?P<month>[0-9]{{1,2}})月)?")
_MONTH = re.compile(r"(?:今月|来月|[0-9]{1,2}月)")
_ASIDE = re.compile(r"\(([月火水木金土日])(?:曜日?)?\)|(?<=日)の?([月火水木金土日])曜日?")
_TAIL = re.compile(r"(?:生まれ|うまれ|生|でお願いします|がいいです|です|でした|頃|ごろ)*[。.!]*$")
NEAR_YEARS = 10
_YEARS = {"今年": 0, "来年": 1, "去年": -1, "昨年": -1}


def read_date(text: str, today: date, leaning: Leaning = "future") -> date:
    """The civil date that was typed.

    Args:
        leaning: how a date without a year is filled up; with "full" neither that nor 明日 is accepted.

    Raises:
        InvalidAnswer: "unreadable", "no_such_day", "incomplete" (a day or month is missing), "year_missing",
            "year_unclear" (50/4/1), "era_over", "era_not_begun" (facts: era, last or first, suggestion),
            "weekday_differs" (facts: day, weekday).
    """
    tidied = _TAIL.sub("", tidy(text).replace(" ", ""))
    told: str | None = None
    if aside := _ASIDE.search(tidied):
        told = aside[1] or aside[2]
        tidied = tidied[: aside.start()] + tidied[aside.end() :]
    day = _read(tidied, arabic(tidied), today, leaning)
    weekday = WEEKDAYS[day.weekday()]
    if told is not None and told != weekday:
        raise InvalidAnswer("weekday_differs", day=f"{day.year}年{day.month}月{day.day}日", weekday=weekday)
    return day


def shown_date(day: date) -> str:
    """2026年（令和8年）11月22日（日）."""
    return f"{day.year}年（{era_year(day)}）{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _read(tidied: str, digits: str, today: date, leaning: Leaning) -> date:
    if found := _FULL.fullmatch(digits):
        return _full(found, today, leaning)
    if (found := _COMPACT.fullmatch(digits)) and (found["era"] or len(found["year"]) in (2, 4)):
        return _full(found, today, leaning)
    if leaning != "full" and (day := read_relative(tidied, digits, today)) is not None:
        return day
    if found := (_MONTH_DAY.fullmatch(digits) or re.fullmatch(r"(?P<month>[0-9]{1,2})(?P<day>[0-9]{2})", digits)):
        if leaning == "full":
            raise InvalidAnswer(
                "year_missing" if _exists(2024, int(found["month"]), int(found["day"])) else "unreadable"
            )
        shift = _YEARS.get(found.groupdict().get("when") or "")
        month, number = int(found["month"]), int(found["day"])
        if shift is not None:
            return _day(today.year + shift, month, number)
        return _nearest(month, number, today, leaning)
    if (found := _DAY.fullmatch(digits)) and leaning != "full":
        return _day_of_month(int(found["day"]), today, leaning)
    if found := _YEAR.fullmatch(digits):
        if found["era"]:
            check_era_year(BY_WORD[found["era"]], _number(found))  # 平成35年 is impossible whatever the day
        if found["era"] or "年" in digits or len(found["year"]) == 4:
            raise InvalidAnswer("incomplete")
    if _MONTH.fullmatch(digits):
        raise InvalidAnswer("incomplete")
    raise InvalidAnswer("unreadable")


def _full(found: re.Match[str], today: date, leaning: Leaning) -> date:
    year, month, number = _number(found), int(found["month"]), int(found["day"])
    if found["era"]:
        if year < 1:
            raise InvalidAnswer("no_such_day")
        era = BY_WORD[found["era"]]
        return check_era(era, _day(era.starts_on.year + year - 1, month, number))
    if len(found["year"]) < 3:
        # 50/4/1 may be 1950 or 昭和50年, 8/4/1 may be 令和8年: only a year near this one is taken as it stands.
        year += 2000
        if leaning == "full" or abs(year - today.year) > NEAR_YEARS:
            raise InvalidAnswer("year_unclear")
    if not 1800 <= year <= today.year + 200:
        raise InvalidAnswer("no_such_day")
    return _day(year, month, number)


def _number(found: re.Match[str]) -> int:
    if found["year"] != "元":
        return int(found["year"])
    if not found["era"]:
        raise InvalidAnswer("unreadable")
    return 1


def _exists(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


def _day(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise InvalidAnswer("no_such_day") from None


def _nearest(month: int, number: int, today: date, leaning: Leaning) -> date:
    """The next (or last) year that has this day: 29 February may be four or eight years off."""
    step = -1 if leaning == "past" else 1
    for year in range(today.year, today.year + 9 * step, step):
        if _exists(year, month, number):
            day = date(year, month, number)
            if (day <= today) if leaning == "past" else (day >= today):
                return day
    raise InvalidAnswer("no_such_day")


def _day_of_month(number: int, today: date, leaning: Leaning) -> date:
    step = -1 if leaning == "past" else 1
    for months in range(0, 3 * step, step):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        if _exists(year, month + 1, number):
            day = date(year, month + 1, number)
            if (day <= today) if leaning == "past" else (day >= today):
                return day
    raise InvalidAnswer("no_such_day")
