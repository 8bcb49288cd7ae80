"""Japanese eras: from year and era to the calendar and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.errors import InvalidAnswer


@dataclass(frozen=True, slots=True)
class Era:
    """One era. `ends_on` is its last day, None for the present one."""

    name: str
    letter: str
    starts_on: date
    ends_on: date | None


def _eras() -> tuple[Era, ...]:
    starts = [
        ("令和", "r", date(2019, 5, 1)),
        ("平成", "h", date(1989, 1, 8)),
        ("昭和", "s", date(1926, 12, 25)),
        ("大正", "t", date(1912, 7, 30)),
        ("明治", "m", date(1868, 1, 25)),
    ]
    ends: list[date | None] = [None, *(start - timedelta(days=1) for _, _, start in starts[:-1])]
    return tuple(Era(name, letter, start, end) for (name, letter, start), end in zip(starts, ends, strict=True))


# Source: 元号法 and the cabinet orders naming each era; dates of 明治 in today's calendar.
ERAS = _eras()
BY_WORD = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter)}


def era_of(day: date) -> Era | None:
    """The era a day belongs to; None before 明治."""
    return next((era for era in ERAS if day >= era.starts_on), None)


def era_year(day: date) -> str:
    """令和8年, 令和元年; 1850年 before 明治."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.starts_on.year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_date(day: date) -> str:
    """令和8年11月22日."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def check_era_year(era: Era, number: int) -> None:
    """Refuse a year that did not belong to its era even in part.

    Raises:
        InvalidAnswer: "no_such_day" for a year 0; "era_over" for 平成35年, with the right name of that year.
    """
    year = era.starts_on.year + number - 1
    if number < 1 or year > 9999:
        raise InvalidAnswer("no_such_day")
    if era.ends_on is not None and year > era.ends_on.year:
        suggestion = era_year(date(year, 12, 31))
        raise InvalidAnswer("era_over", era=era.name, last=era_date(era.ends_on), suggestion=suggestion)


def check_era(era: Era, day: date) -> date:
    """`day` when it belongs to the era it was written in.

    Raises:
        InvalidAnswer: "era_over" or "era_not_begun", with the right name of that day.
    """
    if day < era.starts_on:
        raise InvalidAnswer("era_not_begun", era=era.name, first=era_date(era.starts_on), suggestion=era_date(day))
    if era.ends_on is not None and day > era.ends_on:
        raise InvalidAnswer("era_over", era=era.name, last=era_date(era.ends_on), suggestion=era_date(day))
    return day
