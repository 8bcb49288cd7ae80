"""Times as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InvalidAnswer
from dialogs.fields.reading.times import read_date_time, read_time, shown_time
from tests.fields.asking import tried

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("15時", time(15)),
        ("１５：３０", time(15, 30)),
        ("15時30分", time(15, 30)),
        ("十五時三十分", time(15, 30)),
        ("15時半", time(15, 30)),
        ("午後3時半", time(15, 30)),
        ("ごご３じ", time(15)),
        ("３じ", time(3)),
        ("3:30pm", time(15, 30)),
        ("PM3時", time(15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("午後12時30分", time(12, 30)),
        ("午後0時", time(12)),
        ("午後15時", time(15)),
        ("正午", time(12)),
        ("1530", time(15, 30)),
        ("930", time(9, 30)),
        ("15", time(15)),
        ("朝9時", time(9)),
        ("昼の1時", time(13)),
        ("お昼12時", time(12)),
        ("夕方5時半", time(17, 30)),
        ("夜8時", time(20)),
        ("夜12時", time(0)),
        ("深夜1時", time(1)),
        ("3時ごろです", time(3)),
        ("0時", time(0)),
        ("23時59分", time(23, 59)),
    ],
)
def test_a_time_is_read_however_it_is_written(text, told):
    assert read_time(text) == told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("24時", "no_such_time"),
        ("25時", "no_such_time"),
        ("15時60分", "no_such_time"),
        ("午前13時", "no_such_time"),
        ("午前12時", "noon_or_midnight"),
        ("半", "unreadable"),
        ("そのうち", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_an_impossible_time_is_refused_with_its_reason(text, reason):
    with pytest.raises(InvalidAnswer) as refusal:
        read_time(text)

    assert refusal.value.reason == reason


def test_a_bare_hour_is_taken_into_opening_hours_only_when_it_lies_outside():
    opening = {"earliest": time(9), "latest": time(17)}

    assert read_time("3時", **opening) == time(15)
    assert read_time("10時", **opening) == time(10)
    assert read_time("8時", **opening) == time(8), "20:00 is closed too: taken as typed"
    assert read_time("午前3時", **opening) == time(3)


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("11月22日 午後3時半", date(2026, 11, 22), time(15, 30)),
        ("11/23 15:30", date(2026, 11, 23), time(15, 30)),
        ("明日15時", date(2026, 11, 23), time(15)),
        ("明日の15時半", date(2026, 11, 23), time(15, 30)),
        ("11月22日（日）午後3時", date(2026, 11, 22), time(15)),
        ("来週の月曜 午後 3時", date(2026, 11, 23), time(15)),
        ("2026-11-23T15:30", date(2026, 11, 23), time(15, 30)),
        ("令和8年12月1日　10時", date(2026, 12, 1), time(10)),
        ("12月1日", date(2026, 12, 1), None),
    ],
)
def test_date_and_time_are_read_together(text, day, told):
    assert read_date_time(text, TODAY) == (day, told)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12月1日25時", "no_such_time"),
        ("2月30日 10時", "no_such_day"),
        ("平成35年1月1日 10:00", "era_over"),
        ("そのうち", "unreadable"),
    ],
)
def test_the_part_that_was_wrong_is_told(text, reason):
    with pytest.raises(InvalidAnswer) as refusal:
        read_date_time(text, TODAY)

    assert refusal.value.reason == reason


@given(st.times())
def test_every_minute_is_read_back_from_every_way_of_writing_it(moment):
    told = time(moment.hour, moment.minute)
    ways = [told.strftime("%H:%M"), f"{told.hour}時{told.minute}分", told.strftime("%H%M"), shown_time(told)]

    assert [read_time(way) for way in ways] == [told] * 4


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_time_or_refused(text):
    assert tried(read_time, text) != (None, None)
    assert tried(read_date_time, text, TODAY) != (None, None)
