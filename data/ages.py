"""Age in law: it rises at the end of the day before the birthday, so on that day one has it."""

from __future__ import annotations

from datetime import date, timedelta


def age_on(born_on: date, day: date) -> int:
    """Full years of age on a civil day, counted as the law counts; below 0 before birth.

    Born on 29 February, one grows older on 28 February every year; born on 1 April, on 31 March, which is why such a
    child enters school with those a year ahead.

    Source: 年齢計算ニ関スル法律 (1902, law 50) with Civil Code article 143.
    """
    tomorrow = day + timedelta(days=1)
    return tomorrow.year - born_on.year - ((tomorrow.month, tomorrow.day) < (born_on.month, born_on.day))


def last_birth_of(age: int, day: date) -> date:
    """The latest birth date with which one is at least `age` years old on a civil day."""
    tomorrow = day + timedelta(days=1)
    year = min(max(tomorrow.year - age, 1), 9999)
    try:
        return tomorrow.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return date(year, 2, 28)
