"""The writer of the embedded database: one connection, one fsync for all that waits.

Every call runs the plain function `fn(session, ...)`. Calls that wait together share a transaction, each inside its own
savepoint; nobody hears a result before the COMMIT. Grouping must not mix fates: a failing flush or a raw ROLLBACK
inside a call takes the whole transaction with it, so after each call the driver is asked whether it still is in its
transaction, and if not, the batch is rolled back and its calls run again one by one, each in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.db.calls import Call, StoreClosed, readable
from data.db.changelog import topics_of, write_changes
from data.db.raw import RAW_KEY, SqliteRaw
from data.db.sqlite import BUSY_MS

log = structlog.get_logger(__name__)

BATCH_LIMIT = 500
LIGHT_LIMIT = 100
BUSY_STEP_SECONDS = 0.005
SLOW_CALL_SECONDS = 0.05


class WriterStats:
    """Figures for `/metrics`."""

    def __init__(self) -> None:
        self.calls = 0
        self.batches = 0
        self.replays = 0
        self.slow_calls = 0
        self.longest_seconds = 0.0

    def count_call(self, fn: Callable[..., Any], seconds: float) -> None:
        self.calls += 1
        self.longest_seconds = max(self.longest_seconds, seconds)
        if seconds > SLOW_CALL_SECONDS:
            self.slow_calls += 1
            log.warning("writer held too long", call=getattr(fn, "__qualname__", "?"), seconds=round(seconds, 3))


class SqliteWriter:
    """See the module's text. `committed(calls)` is called in the event loop with calls whose COMMIT is done.

    A batch of `light` calls is run in the event loop itself and only its COMMIT is left to the thread: two threads that
    hand the interpreter to and fro at every statement cost more than the statements. Any other batch runs in the thread
    whole. The connection belongs to the loop or to the thread, never to both.
    """

    def __init__(self, engine: Engine, path: object, committed: Callable[[list[Call]], None]) -> None:
        self.stats = WriterStats()
        self._path = path
        self._committed = committed
        self._waiting: deque[Call] = deque()
        self._orders: SimpleQueue[Callable[[], list[Call]] | None] = SimpleQueue()
        self._connection = engine.connect()
        driver: Any = self._connection.connection.dbapi_connection
        self._driver = driver
        self._driver.execute("PRAGMA busy_timeout = 0")  # see `_begin`
        self._raw = SqliteRaw(self._driver)
        self._session = Session(self._connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        self._loop = asyncio.get_running_loop()
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, call: Call) -> None:
        """Put one call in line."""
        if self._closed:
            raise StoreClosed
        self._waiting.append(call)
        if self._idle.is_set():
            self._idle.clear()
            # Not at once: what else arrives in this round of the loop, and what that brings about, shares the COMMIT.
            self._loop.call_soon(self._loop.call_soon, self._next_batch)

    async def close(self) -> None:
        """Finish what waits, then stop."""
        if self._closed:
            return
        self._closed = True
        await self._idle.wait()
        self._orders.put(None)
        await asyncio.to_thread(self._thread.join)
        self._session.close()
        self._connection.close()

    def _next_batch(self) -> None:
        """In the event loop, while the connection is nobody's."""
        calls: list[Call] = []
        while self._waiting and len(calls) < BATCH_LIMIT:
            call = self._waiting.popleft()
            if not call.abandoned:
                calls.append(call)
        if not calls:
            self._idle.set()
            return
        # Inbox inserts go first: LINE's 200 waits for them.
        calls.sort(key=_later)
        is_light = all(call.light for call in calls)
        if is_light:
            # The rest would hold up everybody's webhooks.
            self._waiting.extendleft(reversed(calls[LIGHT_LIMIT:]))
            del calls[LIGHT_LIMIT:]
        order = self._finish if is_light and self._ran_here(calls) else self._answer_batch
        self._orders.put(partial(order, calls))

    def _ran_here(self, calls: list[Call]) -> bool:
        """Run light calls up to their COMMIT. False: nothing was kept, and the thread has to do it all."""
        try:
            if self._driver.in_transaction:
                return False
            self._driver.execute("BEGIN IMMEDIATE")
            return self._run_together(calls)
        except Exception:  # another process is writing (the command line), or the disk is full: the thread will see
            self._abort_anyhow()
            return False

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            calls = order()
            try:
                self._loop.call_soon_threadsafe(self._done, calls)
            except RuntimeError:  # the loop was closed while we committed: nobody is there to hear it
                self._closed = True
                return

    def _done(self, calls: list[Call]) -> None:
        self._committed(calls)
        # What they waited for goes on first; what that writes shares the next COMMIT.
        self._loop.call_soon(self._next_batch)

    def _finish(self, calls: list[Call]) -> list[Call]:
        """COMMIT what ran in the event loop."""
        try:
            self._commit()
        except BaseException as fault:
            self._fail(calls, fault)
        self.stats.batches += 1
        return calls

    def _answer_batch(self, calls: list[Call]) -> list[Call]:
        try:
            if self._driver.in_transaction:
                self._abort()  # what a rollback that failed left open
            self._begin()
            if self._run_together(calls):
                self._commit()
            else:
                self.stats.replays += 1
                for call in calls:
                    call.result = call.error = None
                    self._run_alone(call)
        except BaseException as fault:
            self._fail(calls, fault)
        self.stats.batches += 1
        return calls

    def _fail(self, calls: list[Call], fault: BaseException) -> None:
        """The COMMIT itself failed: nobody's work was kept."""
        self._abort_anyhow()
        for call in calls:
            call.error = readable(fault, self._path)

    def _run_together(self, calls: list[Call]) -> bool:
        """All in the transaction begun, up to its COMMIT. False: somebody broke it; nothing was kept."""
        driver = self._driver
        transaction = self._connection.begin()
        alone = len(calls) == 1
        for call in calls:
            # Inbox rows, marks and turns fail only by a fault of ours: without a savepoint each costs two statements
            # less, and if one does fail, its batch runs again one by one.
            guarded = not (alone or call.by_key or call.person)
            if guarded:
                driver.execute("SAVEPOINT call")
            self._run(call)
            if not driver.in_transaction or not transaction.is_active:
                self._abort()
                return False
            if guarded:
                if call.error is not None:
                    driver.execute("ROLLBACK TO call")
                driver.execute("RELEASE call")
            elif call.error is not None:
                self._abort()
                return alone
        return True

    def _begin(self) -> None:
        """Wait in the thread, never in the event loop, while another process writes."""
        end = time.monotonic() + BUSY_MS / 1000
        while True:
            try:
                self._driver.execute("BEGIN IMMEDIATE")
                return
            except Exception as fault:
                if "locked" not in str(fault) or time.monotonic() > end:
                    raise
                time.sleep(BUSY_STEP_SECONDS)

    def _commit(self) -> None:
        transaction = self._connection.get_transaction()
        if transaction is not None:  # a call that failed alone left none
            transaction.commit()

    def _run_alone(self, call: Call) -> None:
        """In a transaction of its own. Its fate is nobody else's."""
        try:
            self._begin()
            transaction = self._connection.begin()
            self._run(call)
            if call.error is not None:
                self._abort()
            elif self._driver.in_transaction and transaction.is_active:
                transaction.commit()
            else:
                self._abort()
                call.error = RuntimeError(f"{call.fn!r} ended its transaction by itself")
        except Exception as fault:
            self._abort_anyhow()
            call.error = readable(fault, self._path)

    def _run(self, call: Call) -> None:
        session = self._session
        session.info.clear()
        session.info[RAW_KEY] = self._raw
        # Most turns speak hand-written SQL only: then the session has nothing to forget.
        is_touched = True
        began = time.perf_counter()
        try:
            call.result = call.fn(session, *call.args, **call.kwargs)
            session.flush()
            is_touched = session.in_transaction()
            call.topics = topics_of(session)
            if call.topics:
                write_changes(self._raw, call.topics, postgres=False)
        except Exception as fault:
            call.result = None
            call.error = fault
            call.topics = set()
        finally:
            if is_touched:
                session.close()
        self.stats.count_call(call.fn, time.perf_counter() - began)

    def _abort(self) -> None:
        transaction = self._connection.get_transaction()
        if transaction is not None:
            transaction.rollback()
        if self._driver.in_transaction:
            self._driver.rollback()

    def _abort_anyhow(self) -> None:
        """After a fault of the driver. Were this thread to end here, every later caller would wait for ever."""
        try:
            self._abort()
        except Exception as fault:
            log.error("rollback failed", exc_info=fault)


def _later(call: Call) -> bool:
    return not call.first
