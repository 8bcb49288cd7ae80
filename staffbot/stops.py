"""Planned stops on the timer: reminders, ends, and the rounds of messages to residents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from data.staff.service import holders_of
from data.stops.models import PlannedStop
from data.stops.service import take_ended, take_reminders, take_round
from data.turns.turn import Notice
from dialogs.render.line import render
from dialogs.stops import resident_text, span_text
from dialogs.talk import Say, Speech
from dialogs.wording import Wording

EVERYBODY = ""  # the right that everybody at the counter has


def staff_notices(session: Session, words: Wording, stop: PlannedStop, key: str, *, besides: int = 0) -> list[Notice]:
    """To every active member of staff; `besides` is told in an answer."""
    text = words(f"stops.{key}", span=span_text(words, stop.starts_at, stop.ends_at), alternative=stop.alternative)
    messages = render(Speech([Say(text)]), None)
    return [
        Notice("staff", one.line_user_id, messages)
        if one.line_user_id
        else Notice("console", f"staff:{one.id}", messages)
        for one in holders_of(session, EVERYBODY)
        if one.id != besides
    ]


def due_notices(session: Session, words: Wording, now: datetime) -> list[Notice]:
    """What is due about stops, and the next chunk of residents. Runs on a timer, in one write: nobody is told twice."""
    notices: list[Notice] = []
    for stop in take_reminders(session, now):
        notices += staff_notices(session, words, stop, "told_reminder")
    for stop in take_ended(session, now):
        notices += staff_notices(session, words, stop, "told_ended")
    chunk = take_round(session, now)
    if chunk is not None:
        stop = chunk.stop
        text = resident_text(words, chunk.kind, stop.starts_at, stop.ends_at, stop.alternative)
        messages = render(Speech([Say(text)]), None)
        notices += [Notice("public", one, messages) for one in chunk.line_user_ids]
    return notices
