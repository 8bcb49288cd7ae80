"""One reminder after a day, deleted after thirty: found by SQL, on both engines."""

from __future__ import annotations

from datetime import timedelta

from data.turns.trackers import tracker_of, write_tracker
from dialogs.reminders import reminders
from tests.conftest import database  # noqa: F401
from tests.engine.test_precedence import lunch


def run_reminders(town, *people):
    """What the scheduler does: trackers lie in the database meanwhile."""
    for person in people:
        write_tracker(town.session, person.channel, person.line_user_id, person.tracker)
    notices = reminders(town.session, town.clock.now())
    for person in people:
        person.tracker = tracker_of(town.session, person.channel, person.line_user_id)
    return notices


def text_of(notice):
    return notice.messages[0]["text"]


def test_one_reminder_after_a_day_and_only_one(hanako, town):
    lunch(hanako, "にく")
    assert run_reminders(town, hanako) == []
    town.wait(hours=24)

    notices = run_reminders(town, hanako)

    assert [notice.line_user_id for notice in notices] == [hanako.line_user_id]
    assert "「お弁当の申し込み」がとちゅうです" in text_of(notices[0])
    assert "dialog" not in hanako.tracker
    town.wait(hours=24)
    assert run_reminders(town, hanako) == []


def test_talking_on_moves_the_reminder(hanako, town):
    lunch(hanako)
    town.wait(hours=20)
    hanako.says("にく")
    town.wait(hours=23, minutes=59)
    assert run_reminders(town, hanako) == []

    town.wait(minutes=1)

    assert len(run_reminders(town, hanako)) == 1


def test_what_was_put_off_is_reminded_of_the_next_day(hanako, town):
    lunch(hanako, "にく", "あとで")
    town.wait(hours=24)

    notices = run_reminders(town, hanako)

    assert notices[0].messages[-1]["quickReply"]["items"][0]["action"]["text"] == "続ける お弁当の申し込み"


def test_who_ended_a_dialog_is_not_reminded(hanako, town):
    lunch(hanako, "やめる")
    town.wait(hours=25)

    assert run_reminders(town, hanako) == []


def test_who_blocked_the_account_is_not_reminded(hanako, town):
    lunch(hanako)
    hanako.sends("unfollow")
    town.wait(hours=25)

    assert run_reminders(town, hanako) == []


def test_after_thirty_days_it_is_deleted(hanako, town):
    lunch(hanako, "にく")
    town.wait(hours=24)
    run_reminders(town, hanako)
    town.wait(days=29, hours=-1)
    run_reminders(town, hanako)
    assert len(hanako.tracker["aside"]) == 1

    town.wait(hours=1)
    run_reminders(town, hanako)

    assert "aside" not in hanako.tracker
    assert "due" not in hanako.tracker


def test_resuming_begins_the_time_anew(hanako, town):
    lunch(hanako, "にく")
    town.wait(hours=24)
    run_reminders(town, hanako)
    town.wait(days=10)
    hanako.says("続ける")
    town.wait(hours=24)

    assert len(run_reminders(town, hanako)) == 1


def test_several_dialogs_make_one_reminder(hanako, town):
    lunch(hanako, "にく", "あとで")
    hanako.says("避難行動")
    town.wait(hours=24)

    notices = run_reminders(town, hanako)

    assert len(notices) == 1
    assert "「お弁当の申し込み」「避難行動」" in text_of(notices[0])


def test_a_location_is_kept_for_half_an_hour_only(hanako, town):
    hanako.sends_location()
    assert "place" in hanako.tracker
    town.wait(minutes=30)

    assert run_reminders(town, hanako) == []

    assert "place" not in hanako.tracker


def test_two_people_are_reminded_each_of_their_own(hanako, taro, town):
    lunch(hanako)
    town.clock.move(timedelta(minutes=1))
    taro.says("避難行動")
    town.wait(hours=24)

    notices = run_reminders(town, hanako, taro)

    told = {notice.line_user_id: text_of(notice) for notice in notices}
    assert "お弁当" in told[hanako.line_user_id]
    assert "避難行動" in told[taro.line_user_id]
    assert "お弁当" not in told[taro.line_user_id]
