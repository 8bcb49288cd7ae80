"""Turns: the door of every channel. Accept to the inbox, take turns in order, hand over to the speaker."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.outages import trace_of
from data.db.raw import raw_for
from data.db.store import Store
from data.gateways.line.client import LineClient
from data.gateways.line.events import Incoming, MalformedWebhook, WebhookEvent, split_events
from data.gateways.line.signature import is_signed
from data.ids import new_public_id, new_reference
from data.turns.conversation import console_messages_after
from data.turns.inbox import put_events, read_payload, waiting_people
from data.turns.outbox import OutboxItem
from data.turns.own import put_own
from data.turns.speaker import Speaker
from data.turns.stats import TurnStats
from data.turns.taking import (
    CONSOLE,
    Prepared,
    Taker,
    TurnFault,
    TurnTaken,
    Unprepared,
    park_turn,
    promise_notices,
    take_turn,
)
from data.turns.turn import Counter, Notice
from data.turns.worker import JobHandler, Result, Worker

log = structlog.get_logger(__name__)

OK, BAD_REQUEST, UNAUTHORISED, UNAVAILABLE = 200, 400, 401, 503
SWEEP_SECONDS = 1.0
SILENT_SECONDS = 30.0
MOST_ANSWERING = 10_000

RESIDENT_CHANNELS = ("public", "test")

Person = tuple[str, str]


class Reader(Protocol):
    """Something outside that reads texts (a Rasa server), in the person's order, before the writer is entered."""

    async def read(self, text: str) -> Any:
        """What it made of the text; None when it is slow or away. Never raises."""


class Turns:
    """One per process. `counters`: channel -> who handles it; `clients`: channel -> its way to LINE; `secrets`: for the
    webhooks' signatures."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        counters: Mapping[str, Counter],
        clients: Mapping[str, LineClient],
        secrets: Mapping[str, bytes],
        jobs: Mapping[str, JobHandler],
        allow_http: bool = False,
        reader: Reader | None = None,
    ) -> None:
        self.stats = TurnStats()
        self._store = store
        self._reader = reader
        self._clock = clock
        self._takers = {channel: Taker(counter, clock, allow_http) for channel, counter in counters.items()}
        self._clients = clients
        self._secrets = secrets
        # Per person whose turns are being taken: the events we know of, by their keys with their payloads until they
        # are prepared, or by their rows.
        self._waiting: dict[Person, dict[str | int, bytes | None]] = {}
        # Whose last turn left a question open: their next text is read briefly. A guess, made good in the turn.
        self._answering: set[Person] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._speaker = Speaker(store, clients, clock, self.stats, self._apology)
        self._worker = Worker(store, clock, jobs, self.stats, self._job_arrived)
        self._console_news = asyncio.Condition()
        self._background: list[asyncio.Task[None]] = []
        self._swept_at = 0.0

    async def start(self) -> None:
        """Take up what an earlier process left, and begin to sweep."""
        # Before any new turn: what is 'sending' now was left by a process that died, or by one that is ending.
        await self._speaker.sweep(after_start=True)
        await self._worker.sweep(after_start=self._store.dialect == "sqlite")
        await self._sweep()
        self._background = [asyncio.create_task(self._sweep_on()), asyncio.create_task(self._worker.run())]

    async def stop(self) -> None:
        """Drain: finish the turns and calls under way. What stays is in the database."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=5)
        await self._worker.close()
        await self._speaker.close()

    @property
    def is_running(self) -> bool:
        """Turns are being taken: the sweep, which reads and writes the database, came through lately."""
        is_swept = asyncio.get_running_loop().time() - self._swept_at < SILENT_SECONDS
        return bool(self._background) and is_swept and not any(task.done() for task in self._background)

    async def announce(self, make: Callable[[Session], list[Notice]]) -> int:
        """Run `make` in the writer and send what it returns (reminders, alerts) by push; returns how many notices."""
        taken = await self._store.write(_promise_notices, make, self._takers["public"])
        await self._after(taken, "public")
        return len(taken.promises)

    async def accept(self, channel: str, body: bytes, signature: str | None) -> int:
        """One webhook: the HTTP status for LINE, 200 only once every event is committed to the inbox."""
        secret = self._secrets.get(channel)
        if secret is None or not is_signed(secret, body, signature):
            self.stats.count("bad_signatures")
            return UNAUTHORISED
        try:
            events = split_events(body).events
        except MalformedWebhook:
            self.stats.count("malformed_webhooks")
            return BAD_REQUEST
        wanted = [event for event in events if self._is_for_us(event)]
        if not wanted:
            return OK
        storing = self._store.submit(put_events, (channel, wanted, self._clock.real()), first=True, by_key=True)
        # A light turn asked for at once comes after its event, and where others are being committed both share the next
        # COMMIT: half the work, half the wait.
        is_asked_for = self._store.is_in_order and channel in RESIDENT_CHANNELS
        if is_asked_for:
            self._wake_for(channel, wanted)
        try:
            ids = await storing
        except Exception as fault:
            # Not stored, so not taken: LINE will deliver it again.
            log.error("webhook not stored", channel=channel, error=type(fault).__name__, exc_info=trace_of(fault))
            return UNAVAILABLE
        for event_id in ids:
            self.stats.count("known_events" if event_id is None else "events")
        if not is_asked_for:
            self._wake_for(channel, [event for event, new_id in zip(wanted, ids, strict=True) if new_id is not None])
        return OK

    async def accept_own(self, channel: str, line_user_id: str, event: dict[str, Any]) -> int:
        """An event of our own, like something typed on the console. Returns its inbox id; heard after the commit."""
        event_id = await self._store.submit(
            put_own, (channel, line_user_id, event, self._clock, new_public_id()), first=True, by_key=True
        )
        if channel == CONSOLE:
            await self._tell_consoles()
        self._wake((channel, line_user_id), event_id)
        return event_id

    async def console_messages(self, line_user_id: str, after: int, wait_seconds: float) -> list[dict[str, Any]]:
        """The console's transcript after row `after`; waits for news up to `wait_seconds` when there is none."""
        deadline = asyncio.get_running_loop().time() + wait_seconds
        while True:
            # Ask before reading: news that comes between would otherwise be slept through.
            async with self._console_news:
                rows = await self._store.view(console_messages_after, line_user_id, after)
                left = deadline - asyncio.get_running_loop().time()
                if rows or left <= 0:
                    return rows
                try:
                    await asyncio.wait_for(self._console_news.wait(), left)
                except TimeoutError:
                    return []

    async def settled(self) -> None:
        """Wait until no turn, call or job is under way here (tests, draining)."""
        while (busy := self._tasks | self._speaker.tasks | self._worker.tasks) or self._worker.is_looking:
            self._speaker.hurry()
            if busy:
                await asyncio.wait(busy)
            await asyncio.sleep(0)

    async def wake_people(self) -> None:
        """Look for waiting events now (after `再実行`)."""
        for person in await self._store.view(waiting_people):
            self._wake(person, None)

    def _is_for_us(self, event: WebhookEvent) -> bool:
        if event.source_type in ("group", "room"):
            self.stats.count("group_events")
            return False
        # In standby another channel holds the chat; without a user there is nobody to answer.
        return bool(event.line_user_id) and event.mode != "standby"

    def _wake_for(self, channel: str, events: list[WebhookEvent]) -> None:
        for event in events:
            self._wake((channel, event.line_user_id), event.key, event.raw)

    def _wake(self, person: Person, event: str | int | None, payload: bytes | None = None) -> None:
        waiting = self._waiting.get(person)
        if waiting is not None:
            if event is not None:
                waiting[event] = payload
            return
        self._waiting[person] = {} if event is None else {event: payload}
        task = asyncio.create_task(self._serve(person))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, person: Person) -> None:
        """One person's turns, one after the other; other people's run beside them."""
        channel, line_user_id = person
        waiting = self._waiting[person]
        prepared: dict[str, Prepared] = {}
        key = f"{channel}:{line_user_id}"
        taker = self._takers[channel]
        # A command of staff may work through a whole list.
        is_light = channel in RESIDENT_CHANNELS
        try:
            while True:
                for event_key in [known for known in waiting if known not in prepared]:
                    if isinstance(event_key, str) and (payload := waiting[event_key]) is not None:
                        is_brief = person in self._answering
                        prepared[event_key] = await self._prepare(taker.counter, channel, payload, is_brief)
                known = list(waiting)
                try:
                    taken = await self._store.submit(
                        take_turn, (taker, channel, line_user_id, prepared), person=key, light=is_light
                    )
                except TurnFault as fault:
                    taken = await self._park(taker, person, fault)
                if taken is None:
                    # PostgreSQL's snapshot may be older than an event that came in the meantime.
                    for event_key in known:
                        waiting.pop(event_key, None)
                    if not waiting:
                        return
                    continue
                self._note_answering(person, taken)
                event = taken.event
                assert event is not None
                prepared.pop(event.key, None)
                for known_as in (event.id, event.key):
                    waiting.pop(known_as, None)
                if isinstance(taken, Unprepared):
                    waiting[event.key] = event.payload
                    continue
                await self._after(taken, channel)
                if not waiting:
                    return
        except Exception as fault:
            # The store itself failed: the event stays in the inbox and the sweep comes back for it.
            log.error("turn not taken", channel=channel, error=type(fault).__name__, exc_info=trace_of(fault))
        finally:
            del self._waiting[person]

    def _note_answering(self, person: Person, taken: TurnTaken | Unprepared) -> None:
        if not isinstance(taken, TurnTaken) or not taken.is_answering:
            self._answering.discard(person)
            return
        if len(self._answering) >= MOST_ANSWERING:
            self._answering.clear()
        self._answering.add(person)

    async def _prepare(self, counter: Counter, channel: Any, payload: bytes, is_brief: bool) -> Prepared:
        view = self._store.snapshots.view()
        incoming, result = Incoming("other"), None
        try:
            incoming, result = read_payload(payload)
            if self._reader is not None and incoming.kind == "text" and channel in RESIDENT_CHANNELS:
                reading = await self._reader.read(incoming.text)
                found = counter.prepare(incoming, channel, view, reading, briefly=is_brief)
            else:
                found = counter.prepare(incoming, channel, view, briefly=is_brief)
        except Exception as fault:
            return Prepared(incoming, result, None, view, fault)
        return Prepared(incoming, result, found, view, is_brief=is_brief)

    async def _park(self, taker: Taker, person: Person, fault: TurnFault) -> TurnTaken:
        reference = new_reference()
        self.stats.count("parked")
        cause = fault.__cause__ or fault
        log.error("turn failed", channel=person[0], event_id=fault.event.id, reference=reference, exc_info=cause)
        told = "".join(traceback.format_exception(cause, limit=-5))
        return await self._store.submit(
            park_turn,
            (taker, person[0], person[1], fault, reference, told),
            person=f"{person[0]}:{person[1]}",
        )

    async def _after(self, taken: TurnTaken, channel: str) -> None:
        if taken.promises:
            self._speaker.speak(taken.promises)
        if taken.has_jobs:
            self._worker.wake()
            if taken.loading_for:
                self._show_loading(channel, taken.loading_for)
        if taken.console_people:
            await self._tell_consoles()

    async def _tell_consoles(self) -> None:
        async with self._console_news:
            self._console_news.notify_all()

    def _show_loading(self, channel: str, line_user_id: str) -> None:
        async def show() -> None:
            try:
                await self._clients[channel].loading(line_user_id)
            except Exception as fault:  # a courtesy: its failure concerns nobody
                log.info("no loading indicator", channel=channel, error=type(fault).__name__)

        task = asyncio.create_task(show())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _job_arrived(self, result: Result) -> None:
        self._wake((result.channel, result.line_user_id), result.event_id)

    def _apology(self, item: OutboxItem, error: str) -> list[dict[str, Any]]:
        """Our own message was refused: say so in words that can't be, with a number that the log has."""
        reference = new_reference()
        log.error("our message was refused", outbox_id=item.id, reference=reference, error=error[:500])
        return self._takers[item.channel].counter.apology(reference)

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._sweep()
            except Exception as fault:
                log.error("sweep failed", error=type(fault).__name__, exc_info=trace_of(fault))

    async def _sweep(self) -> None:
        await self.wake_people()
        await self._speaker.sweep()
        await self._worker.sweep()
        self._swept_at = asyncio.get_running_loop().time()


def _promise_notices(session: Session, make: Callable[[Session], list[Notice]], taker: Taker) -> TurnTaken:
    notices = make(session)
    session.flush()
    return promise_notices(raw_for(session), notices, taker)
