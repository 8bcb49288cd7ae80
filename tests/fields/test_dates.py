"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InvalidAnswer
from dialogs.fields.reading.dates import read_date, shown_date
from dialogs.fields.reading.eras import ERAS, era_date, era_of
from tests.fields.asking import tried

TODAY = date(2026, 11, 22)  # a Sunday
DAYS = st.dates(date(1868, 1, 25), date(2126, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年11月22日", date(2026, 11, 22)),
        ("令和八年十一月二十二日", date(2026, 11, 22)),
        ("令和８年１１月２２日（日）", date(2026, 11, 22)),
        ("㋿8年11月22日", date(2026, 11, 22)),
        ("令和 8年 11月 22日", date(2026, 11, 22)),
        ("R8.11.22", date(2026, 11, 22)),
        ("Ｒ８－１１－２２", date(2026, 11, 22)),
        ("r8/11/22", date(2026, 11, 22)),
        ("R081122", date(2026, 11, 22)),
        ("令8.11.22", date(2026, 11, 22)),
        ("平成元年5月3日", date(1989, 5, 3)),
        ("H1.5.3", date(1989, 5, 3)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S50.4.1生まれ", date(1975, 4, 1)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("20261122", date(2026, 11, 22)),
        ("２０２６／１１／２２", date(2026, 11, 22)),
        ("２０２６ー１１ー２２", date(2026, 11, 22)),
        ("2026.11.22", date(2026, 11, 22)),
        ("西暦2026年11月22日です。", date(2026, 11, 22)),
        ("二〇二七年一月三日", date(2027, 1, 3)),
        ("二千二十七年一月三日", date(2027, 1, 3)),
        ("11月22日", date(2026, 11, 22)),
        ("11月22日 日曜日", date(2026, 11, 22)),
        ("11月21日", date(2027, 11, 21)),
        ("１１／２３", date(2026, 11, 23)),
        ("1123", date(2026, 11, 23)),
        ("1/5", date(2027, 1, 5)),
        ("2月29日", date(2028, 2, 29)),
        ("26/11/23", date(2026, 11, 23)),
        ("来年の3月3日", date(2027, 3, 3)),
        ("25日", date(2026, 11, 25)),
        ("二十一日", date(2026, 12, 21)),
        ("31日", date(2026, 12, 31)),
        ("来月5日", date(2026, 12, 5)),
        ("今月末", date(2026, 11, 30)),
        ("来月末", date(2026, 12, 31)),
        ("今日", date(2026, 11, 22)),
        ("明日", date(2026, 11, 23)),
        ("あした", date(2026, 11, 23)),
        ("明後日", date(2026, 11, 24)),
        ("しあさって", date(2026, 11, 25)),
        ("一昨日", date(2026, 11, 20)),
        ("3日後", date(2026, 11, 25)),
        ("十日後", date(2026, 12, 2)),
        ("１週間後", date(2026, 11, 29)),
        ("2か月後", date(2027, 1, 22)),
        ("月曜日", date(2026, 11, 23)),
        ("日曜", date(2026, 11, 22)),
        ("次の日曜日", date(2026, 11, 29)),
        ("今週の金曜", date(2026, 11, 20)),
        ("来週の月曜日", date(2026, 11, 23)),
        ("再来週金曜", date(2026, 12, 4)),
    ],
)
def test_a_date_is_read_however_it_is_written(text, day):
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("平成35年", "era_over"),
        ("平成35年4月1日", "era_over"),
        ("平成31年5月1日", "era_over"),
        ("昭和64年1月8日", "era_over"),
        ("令和元年4月30日", "era_not_begun"),
        ("令和0年1月1日", "no_such_day"),
        ("2月30日", "no_such_day"),
        ("2027年2月29日", "no_such_day"),
        ("13/1", "no_such_day"),
        ("99999999", "no_such_day"),
        ("9999年1月1日", "no_such_day"),
        ("126年1月1日", "no_such_day"),
        ("50/4/1", "year_unclear"),
        ("8/4/1", "year_unclear"),
        ("平成元年", "incomplete"),
        ("2026年", "incomplete"),
        ("令和8年11月", "incomplete"),
        ("11月", "incomplete"),
        ("11月22日（月）", "weekday_differs"),
        ("2026年11月22日 火曜日", "weekday_differs"),
        ("そのうち", "unreadable"),
        ("元年5月1日", "unreadable"),
        ("12345", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_an_impossible_date_is_refused_with_its_reason(text, reason):
    with pytest.raises(InvalidAnswer) as refusal:
        read_date(text, TODAY)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("平成35年", "令和5年"),
        ("平成31年5月1日", "令和元年5月1日"),
        ("昭和70年4月1日", "平成7年4月1日"),
        ("令和元年4月30日", "平成31年4月30日"),
    ],
)
def test_a_wrong_era_is_told_what_the_right_one_is(text, suggestion):
    with pytest.raises(InvalidAnswer) as refusal:
        read_date(text, TODAY)

    assert refusal.value.facts["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4月1日", "year_missing"),
        ("0401", "year_missing"),
        ("明日", "unreadable"),
        ("25日", "unreadable"),
        ("261122", "year_unclear"),
    ],
)
def test_where_the_year_matters_nothing_is_filled_up(text, reason):
    with pytest.raises(InvalidAnswer) as refusal:
        read_date(text, TODAY, "full")

    assert refusal.value.reason == reason


def test_a_date_without_year_leans_towards_the_past_when_told_so():
    assert read_date("11月23日", TODAY, "past") == date(2025, 11, 23)
    assert read_date("11月22日", TODAY, "past") == TODAY
    assert read_date("23日", TODAY, "past") == date(2026, 10, 23)
    assert read_date("2月29日", TODAY, "past") == date(2024, 2, 29)


@given(DAYS)
def test_every_day_is_read_back_from_every_full_way_of_writing_it(day):
    era = era_of(day)
    number = day.year - era.starts_on.year + 1
    ways = [
        era_date(day),
        f"{era.letter}{number}.{day.month}.{day.day}",
        f"{era.letter.upper()}{number:02d}{day.month:02d}{day.day:02d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month:02d}/{day.day:02d}",
        day.isoformat(),
        day.strftime("%Y%m%d"),
        shown_date(day).replace(f"（{era_date(day).split('年')[0]}年）", ""),
    ]

    assert [read_date(way, TODAY, "full") for way in ways] == [day] * len(ways)


@given(st.sampled_from(ERAS), st.integers(1, 130), st.integers(1, 12), st.integers(1, 31))
def test_an_era_date_is_read_only_when_it_lay_in_that_era(era, number, month, day):
    read, reason = tried(read_date, f"{era.name}{number}年{month}月{day}日", TODAY)

    if read is None:
        assert reason in ("era_over", "era_not_begun", "no_such_day")
    else:
        assert era_of(read) == era
        assert (read.month, read.day) == (month, day)


@given(st.integers(1, 12), st.integers(1, 31), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_the_next_such_day_or_none(month, day, today):
    read, reason = tried(read_date, f"{month}月{day}日", today)

    if read is None:
        assert reason == "no_such_day"
        assert (month, day) in {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}
    else:
        assert (read.month, read.day) == (month, day)
        assert today <= read <= today + timedelta(days=366 * 8 + 1)


@given(st.text(max_size=30), st.sampled_from(["future", "past", "full"]))
def test_whatever_is_typed_is_a_date_or_refused(text, leaning):
    read, reason = tried(read_date, text, TODAY, leaning)

    assert isinstance(read, date) != isinstance(reason, str)
