"""Trackers: one JSON document per person and channel. Hand-written SQL."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.orm import Session

from data.db.raw import Raw, raw_for


def load_tracker(raw: Raw, channel: str, line_user_id: str) -> tuple[dict[str, Any], str]:
    """(the document, its text as stored); `{}` and "" for a newcomer."""
    row = raw.one("SELECT state FROM tracker WHERE channel = ? AND line_user_id = ?", (channel, line_user_id))
    if row is None:
        return {}, ""
    tracker: dict[str, Any] = orjson.loads(row[0])
    return tracker, row[0]


def save_tracker(raw: Raw, channel: str, line_user_id: str, tracker: dict[str, Any], before: str) -> None:
    """Write the document if it changed."""
    text = orjson.dumps(tracker).decode()
    if text == before:
        return
    if not tracker:
        # As if the person had never been here.
        raw.run("DELETE FROM tracker WHERE channel = ? AND line_user_id = ?", (channel, line_user_id))
    elif before:
        raw.run("UPDATE tracker SET state = ? WHERE channel = ? AND line_user_id = ?", (text, channel, line_user_id))
    else:
        raw.run(
            "INSERT INTO tracker (channel, line_user_id, state) VALUES (?, ?, ?)"
            " ON CONFLICT (channel, line_user_id) DO UPDATE SET state = excluded.state",
            (channel, line_user_id, text),
        )


def tracker_of(session: Session, channel: str, line_user_id: str) -> dict[str, Any]:
    """Somebody else's tracker, to read or (with `write_tracker`) to change in the same transaction."""
    return load_tracker(raw_for(session), channel, line_user_id)[0]


def write_tracker(session: Session, channel: str, line_user_id: str, tracker: dict[str, Any]) -> None:
    """Write a tracker that is not the turn's own (reminders, an administrator ending a dialog)."""
    save_tracker(raw_for(session), channel, line_user_id, tracker, "")
