"""The speaker: brings the outbox to LINE. A reply while the token is young, otherwise a push with a retry key.

After an attempt whose outcome is unknown (timeout, dropped connection, restart) the *reply* is tried again while the
token is young: 200 is done; a 400 goes to LINE's validate endpoint (again and again until that answers; the token's age
no longer matters), and when the body is accepted there, the token was used, so the earlier attempt arrived. Never a
push after an unknown outcome while the token is young. Once old and still unknown: one push, counted as resent (再送).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from data.clock import TOKYO, Clock
from data.db.outages import trace_of
from data.db.store import Store
from data.gateways.line.client import LineClient
from data.gateways.line.outcome import LineBusy, LineRefused, LineUnknown
from data.turns import outbox
from data.turns.outbox import OutboxItem
from data.turns.stats import TurnStats

log = structlog.get_logger(__name__)

TOKEN_YOUNG_SECONDS = 50.0
REPLY_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)
PUSH_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
IN_HAND_SECONDS = 10.0
MARK_AFTER_SECONDS = 0.05
MARK_AGAIN_SECONDS = 1.0
EXPIRES_SECONDS = 86_400.0  # LINE forgets a retry key after 24 hours: a later push could be a second one
NO_CHANNEL_SECONDS = 300.0
UNAUTHORISED = (401, 403)

# What a person hears instead of messages that LINE refused with this error.
Apology = Callable[[OutboxItem, str], list[dict[str, Any]]]


class Speaker:
    """Sends what `speak` is given and, through `sweep`, what a crash or a wait left behind."""

    def __init__(
        self, store: Store, clients: Mapping[str, LineClient], clock: Clock, stats: TurnStats, apology: Apology
    ) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._stats = stats
        self._apology = apology
        self._in_hand: set[int] = set()
        self._settled_meanwhile: set[int] | None = None
        self._lines: dict[tuple[str, str], deque[OutboxItem]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: list[int] = []
        self._marking: asyncio.Task[None] | None = None
        self._mark_at_once = asyncio.Event()

    def speak(self, items: list[OutboxItem]) -> None:
        """Send these now. First attempts to one person keep their order."""
        for item in items:
            if item.id in self._in_hand:
                continue
            self._in_hand.add(item.id)
            person = (item.channel, item.line_user_id)
            line = self._lines.get(person)
            if line is None:
                self._lines[person] = deque((item,))
                self._spawn(self._work_off(person))
            else:
                line.append(item)

    async def sweep(self, *, after_start: bool = False) -> None:
        """Take up what is due: left by a crash, put off, or resting."""
        now, last_id, is_more = self._clock.real(), 0, True
        while is_more:
            # What is settled while the rows are being read must not be taken from them again.
            settled = self._settled_meanwhile = set()
            try:
                page = await self._store.view(outbox.open_items, now, after_start=after_start, after_id=last_id)
                items = [item for item in page if item.id not in self._in_hand]
                if doubtful := [item.id for item in items if item.reply_token and item.unknown_at is not None]:
                    await self._store.write(outbox.take_over, doubtful)
            finally:
                self._settled_meanwhile = None
            self.speak([item for item in items if item.id not in settled])
            is_more = len(page) == outbox.PAGE_ROWS
            last_id = page[-1].id if page else last_id

    def hurry(self) -> None:
        """Write marks without waiting for company (draining)."""
        self._mark_at_once.set()

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """Calls under way, and marks being written."""
        return self._tasks | ({self._marking} if self._marking is not None else set())

    async def close(self, seconds: float = 5.0) -> None:
        """Let what is on its way arrive; the rest stays in the outbox for the next start."""
        pending = set(self._tasks)
        if pending:
            _, late = await asyncio.wait(pending, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self.hurry()
        if self._marking is not None:
            # A store that does not write would hold the end up for ever.
            await asyncio.wait({self._marking}, timeout=seconds)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, person: tuple[str, str]) -> None:
        line = self._lines[person]
        while line:
            item = line.popleft()
            try:
                wait = await self._guarded(item)
            except Exception as fault:
                log.error(
                    "outbox row left for the sweep",
                    outbox_id=item.id,
                    error=type(fault).__name__,
                    exc_info=trace_of(fault),
                )
                continue
            if wait is not None:
                # A row that must wait does not hold up the person's next answer.
                self._spawn(self._try_on(item, wait))
        del self._lines[person]

    async def _try_on(self, item: OutboxItem, wait: float) -> None:
        following: float | None = wait
        try:
            while following is not None and following <= IN_HAND_SECONDS:
                await asyncio.sleep(following)
                following = await self._guarded(item)
            if following is not None:
                await self._put_off(item, self._clock.real() + following, "waiting to try again")
        except Exception as fault:
            self._let_go(item.id)
            log.error(
                "outbox row left for the sweep", outbox_id=item.id, error=type(fault).__name__, exc_info=trace_of(fault)
            )

    async def _guarded(self, item: OutboxItem) -> float | None:
        """One attempt; seconds to wait before the next, None when the row is settled (or rests in the database)."""
        try:
            return await self._attempted(item)
        except BaseException:
            # Our own fault, the store's, or the end of the process: the row is 'sending', a later sweep finds it.
            self._let_go(item.id)
            raise

    async def _attempted(self, item: OutboxItem) -> float | None:
        try:
            return await self._attempt(item)
        except LineBusy as busy:
            return await self._busy(item, busy)
        except LineUnknown as unknown:
            return await self._unknown(item, unknown)
        except LineRefused as refused:
            if refused.status in UNAUTHORISED:
                # A wrong token is mended by the operator: keep the promise until then.
                self._stats.count("line_unauthorised")
                item.attempts += 1
                return self._wait(item)
            await self._give_up(item, str(refused))
            return None

    async def _attempt(self, item: OutboxItem) -> float | None:
        client = self._clients.get(item.channel)
        if self._clock.real() - item.made_at > EXPIRES_SECONDS:
            await self._give_up(item, "expired after 24 hours")
            return None
        if client is not None and item.is_refused:
            return await self._ask_why(client, item)
        if client is not None and item.reply_token is not None and self._is_young(item):
            try:
                await client.reply(item.reply_token, item.messages)
            except LineRefused as refused:
                if refused.status in UNAUTHORISED:
                    raise
                item.is_refused = True
                return await self._ask_why(client, item)
            self._mark_sent(item.id)
            self._stats.count("replied")
            return None
        if client is None:
            # The operator took the channel out of the settings, perhaps not for good.
            await self._put_off(item, self._clock.real() + NO_CHANNEL_SECONDS, "channel is not set up")
            return None
        if item.reply_token is not None:
            if item.unknown_at is not None:
                self._stats.count("resent")
                log.warning("reply outcome unknown, pushed once", outbox_id=item.id, channel=item.channel)
                await self._store.write(outbox.mark_resent, item.id)
            item.reply_token = None
        await client.push(item.line_user_id, item.messages, item.retry_key)
        self._mark_sent(item.id)
        self._stats.count("pushed")
        return None

    async def _ask_why(self, client: LineClient, item: OutboxItem) -> float | None:
        """A refused reply: is its body at fault, or was its token used? However long LINE takes to answer that."""
        try:
            await client.validate_reply(item.messages)
        except LineRefused as fault:
            if fault.status in UNAUTHORISED:
                raise
            # Our own body is wrong: no repetition can help. The person hears an apology by push.
            await self._give_up_with_apology(item, str(fault))
            return None
        except (LineBusy, LineUnknown):
            # Only the question failed. Of the reply itself we know what we knew before.
            self._stats.count("not_validated")
            item.attempts += 1
            return self._wait(item)
        if item.unknown_at is not None:
            # The body is fine, so the token was used: the attempt nobody heard of has arrived.
            self._mark_sent(item.id)
            self._stats.count("found_sent")
            return None
        log.info("reply token refused, pushing", outbox_id=item.id)
        # Kept in the row too: after a crash now, a 400 would look like a reply that had arrived.
        if not await self._store.write(outbox.drop_token, item.id):
            log.info("row taken over by another process", outbox_id=item.id)
            self._let_go(item.id)
            return None
        item.reply_token, item.is_refused = None, False
        return 0.0

    async def _busy(self, item: OutboxItem, busy: LineBusy) -> float | None:
        self._stats.count("line_busy")
        if busy.quota_exhausted:
            now = self._clock.real()
            wake = min(_month_turns(self._clock.real()), item.made_at + EXPIRES_SECONDS + 1)
            await self._put_off(item, max(wake, now + 60), "quota exhausted", resting=True)
            self._stats.count("quota_exhausted")
            return None
        if busy.status != 429 and item.reply_token is not None:
            # A 5xx says that nothing was sent, but its writer can't know: treat the reply's outcome as unknown.
            await self._note_unknown(item)
        item.attempts += 1
        return self._wait(item)

    async def _unknown(self, item: OutboxItem, unknown: LineUnknown) -> float | None:
        self._stats.count("line_unknown")
        if item.reply_token is not None and unknown.reached:
            await self._note_unknown(item)
        item.attempts += 1
        return self._wait(item)

    async def _note_unknown(self, item: OutboxItem) -> None:
        if item.unknown_at is None:
            item.unknown_at = self._clock.real()
            await self._store.submit(outbox.mark_unknown, (item.id, item.unknown_at), by_key=True)

    def _wait(self, item: OutboxItem) -> float:
        waits = REPLY_WAITS if item.reply_token is not None else PUSH_WAITS
        return waits[min(item.attempts - 1, len(waits) - 1)]

    def _is_young(self, item: OutboxItem) -> bool:
        return self._clock.real() - item.token_at < TOKEN_YOUNG_SECONDS

    async def _give_up(self, item: OutboxItem, error: str) -> None:
        self._stats.count("given_up")
        log.error("messages given up", outbox_id=item.id, channel=item.channel, error=error[:200])
        await self._store.write(outbox.give_up, item.id, error)
        self._let_go(item.id)

    async def _give_up_with_apology(self, item: OutboxItem, error: str) -> None:
        self._stats.count("given_up")
        messages = self._apology(item, error)
        now = self._clock.real()
        promise = await self._store.write(outbox.give_up_with_apology, item, error, messages, now)
        self._let_go(item.id)
        self.speak([promise])

    async def _put_off(self, item: OutboxItem, next_at: float, why: str, *, resting: bool = False) -> None:
        await self._store.write(outbox.put_off, item.id, next_at, why, resting=resting)
        self._let_go(item.id)

    def _let_go(self, row_id: int) -> None:
        self._in_hand.discard(row_id)
        if self._settled_meanwhile is not None:
            self._settled_meanwhile.add(row_id)

    def _mark_sent(self, row_id: int) -> None:
        """Many marks share one call and one fsync: nobody waits for them, and after a crash LINE is asked."""
        self._sent.append(row_id)
        if self._marking is None:
            self._marking = asyncio.ensure_future(self._write_marks())

    async def _write_marks(self) -> None:
        try:
            while self._sent:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._mark_at_once.wait(), MARK_AFTER_SECONDS)
                ids, self._sent = self._sent, []
                try:
                    await self._store.submit(outbox.mark_sent, (ids,), by_key=True)
                except Exception as fault:
                    # They were sent. A mark that is never written would make a second message of it after a restart.
                    log.error("marks not written", rows=len(ids), error=type(fault).__name__)
                    self._sent = ids + self._sent
                    await asyncio.sleep(MARK_AGAIN_SECONDS)
                    continue
                for row_id in ids:
                    self._let_go(row_id)
        finally:
            self._marking = None
            self._mark_at_once.clear()


def _month_turns(now: float) -> float:
    """When LINE's month (Japan time) turns, in seconds since the epoch."""
    today = datetime.fromtimestamp(now, TOKYO)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.timestamp()
