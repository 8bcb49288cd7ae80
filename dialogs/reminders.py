"""What is due about people's dialogs without their saying anything: one reminder, and forgetting."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from data.content.due import note_due, take_due
from data.town.service import load_town
from data.turns.trackers import tracker_of, write_tracker
from data.turns.turn import Notice
from dialogs.exchange import continue_choice
from dialogs.render.line import render
from dialogs.talk import Say, Speech
from dialogs.tracker import limits, next_due, settle
from dialogs.wording import load_wording

AT_ONCE = 100


def reminders(session: Session, now: datetime) -> list[Notice]:
    """Look at the people who are due: put silent dialogs aside, delete old ones, remind once.

    Runs each minute in one write. What it returns has to be promised in the same transaction, for nobody is reminded
    twice. At most AT_ONCE people; the others come with the next run.
    """
    town, words, at = load_town(session), load_wording(), now.timestamp()
    _, _, forget_after = limits(town)
    notices: list[Notice] = []
    for channel, line_user_id in take_due(session, now=now, limit=AT_ONCE):
        tracker = tracker_of(session, channel, line_user_id)
        told = settle(tracker, town, at)
        due = next_due(tracker, town)
        tracker.pop("due", None)
        if due is not None:
            tracker["due"] = due
            due_at = datetime.fromtimestamp(due, UTC)
            note_due(session, channel=channel, line_user_id=line_user_id, due_at=due_at)
        write_tracker(session, channel, line_user_id, tracker)
        if told and not tracker.get("gone") and channel in ("public", "test"):
            titles = "」「".join(dict.fromkeys(dialog["title"] for dialog in told))
            text = words("resident.dialog.reminder", titles=titles, days=round(forget_after / 86400))
            choices = {choice.label: choice for choice in (continue_choice(words, dialog) for dialog in told)}
            messages = render(Speech([Say(text)], list(choices.values())), None)
            notices.append(Notice("public" if channel == "public" else "test", line_user_id, messages))
    return notices
