"""What was said, dialogs begun, and messages on their way, for 個人情報."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from data.content.models import DialogDue
from data.db.raw import raw_for
from data.privacy.holding import Held, Provider, Whose, how_many
from data.turns.models import ConversationLine
from data.turns.trackers import tracker_of

# So many rows in one transaction hold nobody up; a longer log goes on in a job.
BITE = 1000


def _lines(whose: Whose) -> Select[Any]:
    return select(ConversationLine).where(
        ConversationLine.channel == whose.channel, ConversationLine.line_user_id == whose.line_user_id
    )


def _count_lines(session: Session, whose: Whose) -> Held:
    return Held(how_many(session, _lines(whose)))


def _give_lines(session: Session, whose: Whose) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "said": one.said, "answered": one.answered}
        for one in session.scalars(_lines(whose).order_by(ConversationLine.id))
    ]


def newest_line(session: Session, whose: Whose) -> int:
    """The person's last line so far; 0 when there is none."""
    newest = select(func.max(ConversationLine.id)).where(
        ConversationLine.channel == whose.channel, ConversationLine.line_user_id == whose.line_user_id
    )
    return session.scalar(newest) or 0


def forget_lines(session: Session, whose: Whose, up_to: int) -> int:
    """Delete a bite of the person's lines up to one; how many. 0: none are left."""
    return raw_for(session).run(
        "DELETE FROM conversation_line WHERE id IN (SELECT id FROM conversation_line"
        " WHERE channel = ? AND line_user_id = ? AND id <= ? ORDER BY id LIMIT ?)",
        (whose.channel, whose.line_user_id, up_to, BITE),
    )


def _forget_lines(session: Session, whose: Whose, now: datetime) -> int:
    session.flush()
    return forget_lines(session, whose, newest_line(session, whose))


def _dialogs(session: Session, whose: Whose) -> list[dict[str, Any]]:
    tracker = tracker_of(session, whose.channel, whose.line_user_id)
    found, dialog = list(tracker.get("aside", ())), tracker.get("dialog")
    while dialog is not None:
        found.append(dialog)
        dialog = dialog.get("under")
    return found


def _count_dialogs(session: Session, whose: Whose) -> Held:
    return Held(len(_dialogs(session, whose)))


def _give_dialogs(session: Session, whose: Whose) -> list[dict[str, Any]]:
    found = []
    for one in _dialogs(session, whose):
        answers = dict(one["slots"])
        for frame in one["frames"]:
            answers.update(frame.get("q", {}).get("answers", {}))
        found.append({"title": one["title"], "answers": answers})
    return found


def _forget_dialogs(session: Session, whose: Whose, now: datetime) -> int:
    """The tracker itself is the turn's: it empties it."""
    count = len(_dialogs(session, whose))
    session.execute(
        delete(DialogDue).where(DialogDue.channel == whose.channel, DialogDue.line_user_id == whose.line_user_id)
    )
    return count


def _count_undelivered(session: Session, whose: Whose) -> Held:
    person = (whose.channel, whose.line_user_id)
    raw = raw_for(session)
    parked = raw.one("SELECT count(*) FROM inbox WHERE state = 2 AND channel = ? AND line_user_id = ?", person)
    failed = raw.one("SELECT count(*) FROM outbox WHERE state = 3 AND channel = ? AND line_user_id = ?", person)
    return Held(sum(int(row[0]) for row in (parked, failed) if row))


def _forget_undelivered(session: Session, whose: Whose, now: datetime) -> int:
    """What failed holds words. What came and went well holds none: its numbers keep LINE's repetitions away."""
    person = (whose.channel, whose.line_user_id)
    raw = raw_for(session)
    parked = raw.run(
        "UPDATE inbox SET state = 1, payload = NULL, fault = NULL WHERE state = 2 AND channel = ? AND line_user_id = ?",
        person,
    )
    failed = raw.run("DELETE FROM outbox WHERE state = 3 AND channel = ? AND line_user_id = ?", person)
    return parked + failed


TALK = Provider("talk", ("conversation_line",), _count_lines, _forget_lines, _give_lines)
DIALOGS = Provider("dialogs", ("tracker", "dialog_due"), _count_dialogs, _forget_dialogs, _give_dialogs)
UNDELIVERED = Provider("undelivered", ("inbox", "outbox", "job"), _count_undelivered, _forget_undelivered)
