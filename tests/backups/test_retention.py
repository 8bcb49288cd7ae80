"""14 days, 8 weeks, 12 months; the newest always."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.backups.folder import backups_in, drop_old, file_name
from data.backups.retention import DAILY, MONTHLY, WEEKLY, kept
from data.clock import TOKYO

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))
NIGHT = datetime(2026, 11, 22, 3, 0)


def week(one: datetime) -> tuple[int, int]:
    return one.isocalendar()[:2]


def test_a_year_of_nights_leaves_days_weeks_and_months():
    nights = [NIGHT - timedelta(days=days) for days in range(500)]

    stay = kept(nights)

    days = set(nights[:14])
    mondays = {night for night in nights if night.weekday() == 0 and (NIGHT - night).days < 8 * 7}
    firsts = {night for night in nights if night.day == 1 and (NIGHT.year - night.year) * 12 - night.month + 11 < 12}
    assert len(mondays) == 8
    assert len(firsts) == 12
    assert stay == days | mondays | firsts


@given(st.sets(MOMENTS, max_size=60))
def test_what_is_kept(made):
    stay = kept(made)

    assert stay <= made
    assert kept(stay) == stay
    assert not made or max(made) in stay
    for count, span in ((DAILY, datetime.date), (WEEKLY, week), (MONTHLY, lambda one: (one.year, one.month))):
        newest = sorted({span(one) for one in made})[-count:]
        assert {span(one) for one in stay} >= set(newest)
    most = DAILY + WEEKLY + MONTHLY + sum(one.date() == max(made).date() for one in made)
    assert len(stay) <= most


@given(st.sets(MOMENTS, min_size=1, max_size=40), MOMENTS)
def test_one_more_never_brings_down_what_is_newer_than_two_weeks_of_backups(made, more):
    newest_days = sorted({one.date() for one in made | {more}})[-DAILY:]

    stay = kept(made | {more})

    assert {one.date() for one in stay} >= set(newest_days)


def test_only_our_files_go_and_an_unproved_one_stays_while_it_is_the_newest(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    nights = [(NIGHT - timedelta(days=days)).replace(tzinfo=TOKYO) for days in range(40)]
    for night in nights:
        (folder / file_name(night)).touch()
    for other in ("before-0002-20261122-030000.db", "madoguchi-0.backup", "madoguchi-20269999-999999.backup"):
        (folder / other).touch()
    old, new = file_name(nights[3]) + ".unproved", file_name(nights[0] + timedelta(hours=1)) + ".unproved"
    (folder / old).touch()
    (folder / new).touch()

    drop_old(tmp_path)

    left = {path.name for path in folder.iterdir()}
    assert {file_name(night) for night in nights[:14]} <= left
    assert file_name(nights[15]) not in left
    assert {"before-0002-20261122-030000.db", "madoguchi-0.backup", new} <= left
    assert old not in left
    assert [path.name for _, path, is_proved in backups_in(tmp_path) if not is_proved] == [new]
