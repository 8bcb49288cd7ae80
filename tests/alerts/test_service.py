"""Alerts: once per cause, as cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from structlog.testing import capture_logs

from data.alerts.beats import Beats
from data.alerts.models import Alert
from data.alerts.reading import Reading
from data.alerts.service import (
    AlertClosed,
    AlertNotFound,
    AlertTaken,
    close_alert,
    count_open,
    due_reminders,
    note_step,
    note_well,
    put_readings,
    raise_alert,
    readings,
    steps_of,
    take_alert,
)
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity

NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BAD = Reading("disk", False, {"percent": 2})


@pytest.fixture
def people(session):
    rows = [StaffMember(name=name, role="administrator", joined_at=NOW) for name in ("佐藤", "森")]
    session.add_all(rows)
    session.flush()
    return [StaffIdentity(row.id, row.name, row.role) for row in rows]


def test_a_fault_that_stays_is_told_once(session):
    assert raise_alert(session, BAD, now=NOW) is not None
    assert raise_alert(session, BAD, now=NOW + HOUR) is None
    assert count_open(session) == 1


def test_two_causes_are_two_cases(session):
    raise_alert(session, BAD, now=NOW)

    assert raise_alert(session, Reading("quota", False), now=NOW) is not None


def test_it_is_told_again_each_day_while_it_is_open(session):
    raise_alert(session, BAD, now=NOW)

    assert due_reminders(session, NOW + DAY - HOUR) == []
    assert len(due_reminders(session, NOW + DAY)) == 1
    assert due_reminders(session, NOW + DAY + HOUR) == []
    assert len(due_reminders(session, NOW + DAY + DAY)) == 1


def test_one_that_mends_itself_is_closed_and_fails_anew_as_another_case(session):
    first = raise_alert(session, BAD, now=NOW)
    assert note_well(session, "disk", now=NOW + HOUR).closed_at == NOW + HOUR
    assert note_well(session, "disk", now=NOW + 2 * HOUR) is None

    second = raise_alert(session, BAD, now=NOW + 3 * HOUR)

    assert second.id != first.id


def test_one_that_somebody_took_stays_open_until_it_is_closed(session, people):
    alert = raise_alert(session, BAD, now=NOW)
    take_alert(session, alert.id, staff=people[0], now=NOW)

    note_well(session, "disk", now=NOW + HOUR)
    assert alert.closed_at is None
    again = raise_alert(session, BAD, now=NOW + 2 * HOUR)

    assert again is alert
    assert alert.well_at is None


def test_closed_unmended_it_comes_back_after_a_day(session, people):
    alert = raise_alert(session, BAD, now=NOW)
    close_alert(session, alert.id, staff=people[0], now=NOW + HOUR)

    assert raise_alert(session, BAD, now=NOW + DAY) is None
    assert raise_alert(session, BAD, now=NOW + DAY + HOUR) is not None


def test_the_very_same_occurrence_is_never_raised_again_and_the_next_at_once(session, people):
    alert = raise_alert(session, Reading("backup", False, {}, "7"), now=NOW)
    close_alert(session, alert.id, staff=people[0], now=NOW)

    assert raise_alert(session, Reading("backup", False, {}, "7"), now=NOW + 3 * DAY) is None
    assert raise_alert(session, Reading("backup", False, {}, "8"), now=NOW + HOUR) is not None


def test_of_two_one_takes_it(session, people):
    alert = raise_alert(session, BAD, now=NOW)
    alert.escalate_at = NOW + HOUR
    take_alert(session, alert.id, staff=people[0], now=NOW)

    with pytest.raises(AlertTaken) as refused:
        take_alert(session, alert.id, staff=people[1], now=NOW)

    assert refused.value.facts["name"] == "佐藤"
    assert alert.escalate_at is None
    assert take_alert(session, alert.id, staff=people[0], now=NOW) is alert


def test_a_closed_case_takes_notes_and_nothing_else(session, people):
    alert = raise_alert(session, BAD, now=NOW)
    close_alert(session, alert.id, staff=people[0], now=NOW, text="済み")

    note_step(session, alert.id, staff=people[1], text="あとで分かったこと", now=NOW)
    with pytest.raises(AlertClosed):
        close_alert(session, alert.id, staff=people[0], now=NOW)
    with pytest.raises(AlertNotFound):
        take_alert(session, 99, staff=people[0], now=NOW)

    assert [step.what for step in steps_of(session, alert.id)] == ["opened", "closed", "noted"]


def test_only_one_open_case_of_a_cause_can_be_written(session):
    import sqlalchemy.exc

    raise_alert(session, BAD, now=NOW)
    session.add(Alert(cause="disk", facts={}, opened_at=NOW, reminded_at=NOW))

    with pytest.raises(sqlalchemy.exc.IntegrityError):
        session.flush()


def test_what_is_not_watched_any_more_is_forgotten(session):
    put_readings(session, [BAD, Reading("quota", True)], NOW)
    put_readings(session, [Reading("disk", True)], NOW + HOUR)

    assert [(one.name, one.is_well, one.at) for one in readings(session)] == [("disk", True, NOW + HOUR)]


async def test_a_silent_timer_is_found_and_a_beating_one_is_not():
    at = [0.0]
    beats = Beats(lambda: at[0])

    async def work() -> None:
        pass

    good = beats.watched("good", work, 60)
    beats.watched("bad", work, 60)
    at[0] = 400.0
    await good()
    at[0] = 500.0

    assert beats.silent() == ["bad"]


async def test_a_timer_whose_work_fails_leaves_no_beat():
    at = [0.0]
    beats = Beats(lambda: at[0])

    async def work() -> None:
        raise OSError

    watched = beats.watched("bad", work, 60)
    at[0] = 500.0
    with pytest.raises(OSError):
        await watched()

    assert beats.silent() == ["bad"]


async def test_a_timer_waits_out_an_outage_of_the_store_without_a_trace_each_time():
    at = [0.0]
    beats = Beats(lambda: at[0])

    async def work() -> None:
        raise psycopg.OperationalError("connection refused")

    watched = beats.watched("stops", work, 60)
    at[0] = 500.0
    with capture_logs() as logs:
        await watched()

    assert beats.silent() == ["stops"]
    assert logs == [
        {"event": "timer found no store", "timer": "stops", "error": "OperationalError", "log_level": "error"}
    ]
