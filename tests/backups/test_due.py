"""Once a civil day at 03:00 in Asia/Tokyo, a missed one at the next chance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.backups.due import due_day, next_due
from data.clock import TOKYO

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ((2026, 11, 22, 2, 59, 59), date(2026, 11, 21)),
        ((2026, 11, 22, 3, 0), date(2026, 11, 22)),
        ((2026, 11, 22, 23, 59), date(2026, 11, 22)),
        ((2027, 1, 1, 0, 0), date(2026, 12, 31)),
    ],
)
def test_the_day_turns_at_three_in_the_morning(local, day):
    assert due_day(datetime(*local, tzinfo=TOKYO)) == day


@given(INSTANTS)
def test_the_next_one_is_the_first_moment_of_the_next_day(now):
    following = next_due(now)

    assert timedelta(0) < following - now <= timedelta(days=1)
    assert due_day(following) == due_day(now) + timedelta(days=1)
    assert due_day(following - timedelta(microseconds=1)) == due_day(now)


@given(INSTANTS, st.integers(0, 400))
def test_each_day_is_due_exactly_once_however_rarely_one_looks(now, hours):
    first, later = due_day(now), due_day(now + timedelta(hours=hours))

    assert hours // 24 <= (later - first).days <= hours // 24 + 1
