"""The writer of the embedded database: one thread, one connection, one fsync for all that waits.

Every call runs the plain function `fn(session, ...)`. Calls that wait together share a transaction, each inside its own
savepoint; nobody hears a result before the COMMIT. Grouping must not mix fates: a failing flush or a raw ROLLBACK
inside a call takes the whole transaction with it, so after each call the driver is asked whether it still is in its
transaction, and if not, the batch is rolled back and its calls run again one by one, each in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.db.calls import Call, StoreClosed, readable
from data.db.changelog import topics_of, write_changes
from data.db.raw import RAW_KEY, SqliteRaw

log = structlog.get_logger(__name__)

BATCH_LIMIT = 500
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
    """See the module's text. `committed(calls)` is called in the event loop with calls whose COMMIT is done."""

    def __init__(self, engine: Engine, path: object, committed: Callable[[list[Call]], None]) -> None:
        self.stats = WriterStats()
        self._path = path
        self._committed = committed
        self._queue: SimpleQueue[Call | None] = SimpleQueue()
        self._connection = engine.connect()
        self._driver: Any = self._connection.connection.dbapi_connection
        self._raw = SqliteRaw(self._driver)
        self._session = Session(self._connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, call: Call) -> None:
        """Put one call in line."""
        if self._closed:
            raise StoreClosed
        self._queue.put(call)

    async def close(self) -> None:
        """Finish what waits, then stop."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._session.close()
        self._connection.close()

    def _work(self) -> None:
        while True:
            waiting: list[Call] = []
            call = self._queue.get()
            try:
                while call is not None:
                    waiting.append(call)
                    if len(waiting) >= BATCH_LIMIT:
                        break
                    call = self._queue.get_nowait()
            except Empty:
                pass
            if waiting:
                self._answer_batch(waiting)
            if call is None:
                return

    def _answer_batch(self, waiting: list[Call]) -> None:
        calls = [call for call in waiting if not call.abandoned]
        # Inbox inserts go first: LINE's 200 waits for them.
        calls.sort(key=_later)
        try:
            if self._driver.in_transaction:
                self._abort()  # what a rollback that failed left open
            if not self._run_together(calls):
                self.stats.replays += 1
                for call in calls:
                    call.result = call.error = None
                    self._run_alone(call)
        except BaseException as fault:  # the COMMIT itself failed: nobody's work was kept
            self._abort_anyhow()
            for call in calls:
                call.error = readable(fault, self._path)
        self.stats.batches += 1
        try:
            self._loop.call_soon_threadsafe(self._committed, calls)
        except RuntimeError:  # the loop was closed while we committed: nobody is there to hear it
            self._closed = True

    def _run_together(self, calls: list[Call]) -> bool:
        """All in one transaction. False: somebody broke it; nothing was kept."""
        driver = self._driver
        driver.execute("BEGIN IMMEDIATE")
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
        transaction.commit()
        return True

    def _run_alone(self, call: Call) -> None:
        """In a transaction of its own. Its fate is nobody else's."""
        try:
            self._driver.execute("BEGIN IMMEDIATE")
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
        began = time.perf_counter()
        try:
            call.result = call.fn(session, *call.args, **call.kwargs)
            if session.new or session.dirty or session.deleted:
                session.flush()
            call.topics = topics_of(session)
            if call.topics:
                write_changes(self._raw, call.topics, postgres=False)
        except Exception as fault:
            call.result = None
            call.error = fault
            call.topics = set()
        finally:
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
