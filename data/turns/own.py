"""Events of our own that a person typed on the console: into the inbox, and into the transcript they read."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.raw import raw_for
from data.gateways.line.wire import storable
from data.turns.conversation import put_console_messages
from data.turns.inbox import put_own_event
from data.turns.taking import CONSOLE


def put_own(session: Session, channel: str, line_user_id: str, event: dict[str, Any], clock: Clock, key: str) -> int:
    """Store one, echoed in the transcript when it came from there; its inbox id."""
    event_id = put_own_event(
        session,
        channel,
        line_user_id,
        event,
        key=f"own:{key}",
        said_at_ms=int(time.time() * 1000),
        received_at=clock.real(),
    )
    assert event_id is not None
    if channel == CONSOLE:
        echo = storable(event.get("display_text") or event.get("text") or event.get("file_name") or "")
        if echo:
            message = {"type": "text", "text": echo}
            put_console_messages(raw_for(session), line_user_id, clock.now(), "person", [message])
    return event_id
