"""The date, time, date-time and birth date questions."""

from datetime import date

import pytest

from data.errors import InvalidAnswer
from dialogs.fields.kind import StillAnswering
from tests.fields.asking import TODAY, context, echo, fault_codes, field_of, refuses, says, shown, taps


def picker(field, **more):
    (choice,) = field.kind.ask(field, context(**more)).choices
    return choice


def test_a_date_is_kept_in_iso_and_told_in_both_calendars():
    day = field_of("date")

    assert says(day, "明日") == "2026-11-23"
    assert echo(day, "明日") == "2026年（令和8年）11月23日（月）"
    assert taps(day, "pick", params={"date": "2026-12-01"}) == "2026-12-01"
    assert day.kind.cells(day, "2026-12-01") == [("それ", "2026-12-01")]


def test_the_first_and_last_day_are_accepted_and_no_other():
    day = field_of("date", earliest="today+1", latest="today+60")

    assert says(day, "明日") == "2026-11-23"
    assert says(day, "60日後") == "2027-01-21"
    assert refuses(day, "今日") == "too_early"
    assert refuses(day, "61日後") == "too_late"
    with pytest.raises(InvalidAnswer, match="too_late"):
        taps(day, "pick", params={"date": "2027-01-22"})


def test_limits_may_be_fixed_days():
    day = field_of("date", earliest="2026-12-01", latest="2026-12-31")

    assert says(day, "12月31日") == "2026-12-31"
    assert refuses(day, "11月30日") == "too_early"
    assert day.kind.page(day)["latest"] == "2026-12-31"


def test_a_day_gone_by_is_asked_for_when_only_the_past_will_do():
    day = field_of("date", latest="today")

    assert says(day, "11月23日") == "2025-11-23"
    assert day.kind.page(day)["latest"] == "today"


def test_the_picker_opens_on_a_day_that_can_be_chosen():
    assert picker(field_of("date")).initial == "2026-11-22"
    within = picker(field_of("date", earliest="today+3", latest="today+5"))
    assert (within.initial, within.earliest, within.latest) == ("2026-11-25", "2026-11-25", "2026-11-27")
    one_day = field_of("date", earliest="today", latest="today")
    assert one_day.kind.ask(one_day, context()).choices == []


def test_a_press_without_a_date_is_refused():
    with pytest.raises(InvalidAnswer, match="unreadable"):
        taps(field_of("date"), "pick", params={})


@pytest.mark.parametrize("limit", ["tomorrow", "2026-02-30", 20261122, "today + x"])
def test_a_limit_that_is_no_day_is_a_fault(limit):
    assert fault_codes("date", earliest=limit) == ["form.day_limit"]


def test_a_time_is_kept_to_the_minute_and_told_with_its_half_of_the_day():
    hour = field_of("time", earliest="09:00", latest="17:00", every=30)

    assert says(hour, "3時半") == "15:30"
    assert echo(hour, "3時半") == "午後3時30分"
    assert says(hour, "９時") == "09:00"
    assert says(hour, "午後5時") == "17:00"
    assert refuses(hour, "8:30") == "too_early"
    assert refuses(hour, "17:30") == "too_late"
    assert refuses(hour, "15:10") == "not_on_step"
    assert taps(hour, "pick", params={"time": "10:00"}) == "10:00"
    with pytest.raises(InvalidAnswer, match="unreadable"):
        taps(hour, "pick", params={"time": "nonsense"})
    assert picker(hour).earliest == "09:00"
    assert hour.kind.page(hour)["every"] == 30


def test_times_of_the_day_that_make_no_opening_are_faults():
    assert fault_codes("time", earliest="17:00", latest="09:00") == ["form.min_over_max"]
    assert fault_codes("time", earliest="9時") == ["form.time_limit"]


def test_date_and_time_come_together_or_one_after_the_other():
    when = field_of("datetime", earliest="today", until="17:00", **{"from": "09:00"})

    assert says(when, "明日の15時半") == "2026-11-23T15:30"
    with pytest.raises(StillAnswering) as part:
        says(when, "12月1日")
    assert "12月1日（火）" in when.kind.ask(when, context(draft=part.value.draft)).utterances[0].text
    assert says(when, "3時", draft=part.value.draft) == "2026-12-01T15:00"
    assert says(when, "12月2日 10時", draft=part.value.draft) == "2026-12-02T10:00", "or the whole anew"
    assert refuses(when, "25時", draft=part.value.draft) == "no_such_time"
    assert refuses(when, "昨日の10時") == "day_too_early"
    assert refuses(when, "明日の8時") == "too_early"
    assert taps(when, "pick", params={"datetime": "2026-11-23T10:00"}) == "2026-11-23T10:00"
    assert shown(when, "2026-11-23T10:00") == "2026年（令和8年）11月23日（月） 午前10時00分"
    assert when.kind.cells(when, "2026-11-23T10:00") == [("それ", "2026-11-23 10:00")]


def test_a_date_too_late_is_refused_before_its_time_is_asked():
    assert refuses(field_of("datetime", latest="today+7"), "12月1日") == "day_too_late"


def test_a_birth_date_is_told_with_the_age():
    born = field_of("birth_date")

    assert says(born, "S25.4.1") == "1950-04-01"
    assert echo(born, "昭和25年4月1日") == "1950年（昭和25年）4月1日生まれ（76歳）"
    assert shown(born, "2020-11-23") == "2020年（令和2年）11月23日生まれ（6歳）", "a year older the day before"
    assert taps(born, "pick", params={"date": "2000-01-01"}) == "2000-01-01"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4月1日", "year_missing"),
        ("50/4/1", "year_unclear"),
        ("2026年11月23日", "in_future"),
        ("1868年1月25日", "too_long_ago"),
        ("平成35年4月1日", "era_over"),
        ("明日", "unreadable"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(text, reason):
    assert refuses(field_of("birth_date"), text) == reason


def test_someone_born_today_has_a_birth_date():
    assert says(field_of("birth_date"), "2026年11月22日") == "2026-11-22"


def test_ages_may_be_bounded():
    senior = field_of("birth_date", min_age=65, max_age=74)

    assert refuses(senior, "1961年11月24日") == "too_young"
    assert says(senior, "1961年11月23日") == "1961-11-23", "65 since today, the day before the birthday"
    assert refuses(senior, "1951年11月23日") == "too_old"
    assert says(senior, "1951年11月24日") == "1951-11-24"
    assert fault_codes("birth_date", min_age=70, max_age=60) == ["form.min_over_max"]
    assert date.fromisoformat(picker(senior).initial) < TODAY


def test_the_example_of_a_past_day_lies_in_the_past():
    for kind in ("date", "datetime"):
        past, coming = field_of(kind, latest="today"), field_of(kind)

        assert "明日" in coming.example
        assert "明日" not in past.example
        assert "きのう" in past.example
