"""What an action may reach: the turn it runs in."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from dialogs.wording import Wording


@dataclass(frozen=True, slots=True)
class ActionTurn:
    """The present turn as an action sees it.

    Attributes:
        resident_id: `resident.id` on this channel, None before the first contact is stored.
        now, today: movable time (UTC) and the civil date in Asia/Tokyo.
        snapshots: topic -> immutable value, fixed for the whole turn.
        public_url: where our pictures are served; "" shows none.
    """

    session: Session
    channel: str
    line_user_id: str
    resident_id: int | None
    now: datetime
    today: date
    snapshots: Mapping[str, Any]
    words: Wording
    public_url: str = ""


# Set by the runner around each action; services are called through its session.
current_turn: ContextVar[ActionTurn] = ContextVar("current_turn")
