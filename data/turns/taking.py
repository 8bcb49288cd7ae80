"""Taking one turn, inside the writer: tracker loaded, counter asked, everything it leaves behind stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.outages import is_outage
from data.db.raw import Raw, raw_for
from data.gateways.line.events import Incoming
from data.gateways.line.limits import fit_messages
from data.turns.conversation import log_line, put_console_messages
from data.turns.inbox import WaitingEvent, finish_event, next_event, park_event
from data.turns.jobs import put_job
from data.turns.outbox import OutboxItem, put_promise
from data.turns.trackers import save_tracker
from data.turns.turn import Counter, LineMessage, Notice, Turn

CONSOLE = "console"
LATEST_MS = 4_102_444_800_000  # the year 2100: a later time comes from a broken clock, and datetime ends with 9999


class Prepared(Struct, frozen=True):
    """An event read and its text matched before the writer was entered."""

    incoming: Incoming
    result: dict[str, Any] | None
    found: Any
    snapshots: Mapping[str, Any]
    fault: Exception | None = None  # the matching itself failed: the event is parked like any other fault
    is_brief: bool = False  # only good enough while a question is open


@dataclass(slots=True)
class TurnTaken:
    """What must happen once the turn is committed. `event`: None for what nobody's event brought about."""

    event: WaitingEvent | None = None
    promises: list[OutboxItem] = field(default_factory=list)
    has_jobs: bool = False
    loading_for: str = ""
    console_people: set[str] = field(default_factory=set)
    is_answering: bool = False  # a question is open now


class Unprepared(Struct, frozen=True):
    """The person's next event is another one, or wants more than a brief reading: prepare it and come again."""

    event: WaitingEvent


class TurnFault(Exception):
    """The counter failed: our bug. The turn is undone; `event` is to be parked."""

    def __init__(self, event: WaitingEvent) -> None:
        super().__init__(event.id)
        self.event = event


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a channel's turns, and by which clock. `allow_http`: pictures may lie at http addresses (trials)."""

    counter: Counter
    clock: Clock
    allow_http: bool = False


def take_turn(
    session: Session,
    taker: Taker,
    channel: Any,
    line_user_id: str,
    prepared: Mapping[str, Prepared],
) -> TurnTaken | Unprepared | None:
    """Take the person's next turn; None when nothing waits.

    Args:
        prepared: by the events' keys.

    Raises:
        TurnFault: the counter raised something, or left behind what can't be stored; its cause is the fault.
    """
    raw = raw_for(session)
    event = next_event(raw, channel, line_user_id)
    if event is None:
        return None
    ready = prepared.get(event.key)
    if ready is None:
        return Unprepared(event)
    if ready.fault is not None:
        raise TurnFault(event) from ready.fault
    try:
        return _taken(session, raw, taker, channel, line_user_id, event, ready)
    except Exception as fault:
        if is_outage(fault):
            # Not the turn's fault: the event stays in the inbox until the store is well again.
            raise
        raise TurnFault(event) from fault


def _taken(
    session: Session, raw: Raw, taker: Taker, channel: Any, line_user_id: str, event: WaitingEvent, ready: Prepared
) -> TurnTaken | Unprepared:
    now = taker.clock.now()
    turn = Turn(
        channel=channel,
        line_user_id=line_user_id,
        incoming=ready.incoming,
        event_id=event.id,
        said_at=datetime.fromtimestamp(event.timestamp_ms / 1000, UTC) if event.timestamp_ms < LATEST_MS else now,
        now=now,
        tracker=orjson.loads(event.tracker) if event.tracker else {},
        snapshots=ready.snapshots,
        prepared=ready.found,
        result=ready.result,
        said=ready.incoming.text,
    )
    if ready.is_brief and not taker.counter.is_answering(turn):
        return Unprepared(event)
    taken = TurnTaken(event)
    taker.counter.handle(session, turn)
    taken.is_answering = taker.counter.is_answering(turn)
    session.flush()
    # A message that LINE would refuse is a fault of the turn as much as an exception in it.
    _promise(raw, taken, taker, channel, line_user_id, turn.messages, now, event)
    for notice in turn.notices:
        _promise(raw, taken, taker, notice.channel, notice.line_user_id, notice.messages, now, None)
    save_tracker(raw, channel, line_user_id, turn.tracker, event.tracker)
    # A token serves once: for this turn's answer, or else for the first job's.
    token = None if turn.messages else event.reply_token
    for order in turn.jobs:
        put_job(
            raw,
            order,
            channel,
            line_user_id,
            reply_token=token,
            token_at=event.received_at,
            run_at=taker.clock.real(),
        )
        token = None
        taken.has_jobs = True
        if order.loading and not turn.messages and channel != CONSOLE:
            taken.loading_for = line_user_id
    if turn.is_logged:
        log_line(
            raw,
            at=now,
            channel=channel,
            line_user_id=line_user_id,
            message_id=turn.incoming.message_id,
            said=turn.said or f"（{turn.incoming.kind}）",
            messages=[{"type": "text", "text": turn.answered}] if turn.answered else turn.messages,
            place=turn.place,
        )
    finish_event(raw, event.id)
    return taken


def park_turn(
    session: Session,
    taker: Taker,
    channel: str,
    line_user_id: str,
    fault: TurnFault,
    reference: str,
    traceback: str,
) -> TurnTaken:
    """After a fault: put the event aside for staff and apologise, with the number that the log also has."""
    raw = raw_for(session)
    taken = TurnTaken(fault.event)
    if not park_event(raw, fault.event.id, reference, traceback):
        return taken  # another process was here before us
    apology = taker.counter.apology(reference)
    _promise(raw, taken, taker, channel, line_user_id, apology, taker.clock.now(), fault.event)
    return taken


def promise_notices(raw: Raw, notices: list[Notice], taker: Taker) -> TurnTaken:
    """Promise what nobody asked for just now (reminders, alerts): always by push."""
    taken = TurnTaken()
    for notice in notices:
        now = taker.clock.now()
        _promise(raw, taken, taker, notice.channel, notice.line_user_id, notice.messages, now, None)
    return taken


def _promise(
    raw: Raw,
    taken: TurnTaken,
    taker: Taker,
    channel: str,
    line_user_id: str,
    messages: list[LineMessage],
    now: datetime,
    event: WaitingEvent | None,
) -> None:
    if not messages:
        return
    batches = fit_messages(messages, allow_http=taker.allow_http)
    if channel == CONSOLE:
        put_console_messages(raw, line_user_id, now, "bot", [message for batch in batches for message in batch])
        taken.console_people.add(line_user_id)
        return
    token = None if event is None else event.reply_token
    for batch in batches:
        taken.promises.append(
            put_promise(
                raw,
                channel,
                line_user_id,
                batch,
                made_at=taker.clock.real(),
                inbox_id=None if event is None else event.id,
                reply_token=token,
                token_at=0.0 if event is None else event.received_at,
            )
        )
        token = None  # one reply per token; what does not fit follows by push
