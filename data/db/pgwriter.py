"""The writer on PostgreSQL: one SERIALIZABLE transaction per call, the person's lock taken before BEGIN, replayed.

PostgreSQL finds conflicts by index pages, so small tables under load conflict without cause, and any number of replays
may run out. Therefore every serializable call holds a shared lock on STORE_LOCK, and one that failed ALONE_AFTER times
takes it exclusively: it runs alone and can't collide. Calls that touch rows only by their own key (`by_key`: an inbox
insert, a mark) run READ COMMITTED, outside of all this.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.db.calls import Call, StoreClosed
from data.db.changelog import topics_of, write_changes
from data.db.raw import RAW_KEY, PostgresRaw
from data.db.writer import WriterStats

THREADS = 8
REPLAYS = 8
ALONE_AFTER = 3
STORE_LOCK = 7_240_318
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


class PostgresWriter:
    """`submit` a call; a thread of the pool runs it. `committed(calls)` comes in the event loop after each COMMIT."""

    def __init__(self, engine: Engine, committed: Callable[[list[Call]], None]) -> None:
        self.stats = WriterStats()
        self._engine = engine
        self._committed = committed
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="writer")
        self._closed = False

    def submit(self, call: Call) -> None:
        """Put one call in line."""
        if self._closed:
            raise StoreClosed
        self._threads.submit(self._work, call)

    async def close(self) -> None:
        """Finish what waits, then stop."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._threads.shutdown, True)

    def _work(self, call: Call) -> None:
        if not call.abandoned:
            began = time.perf_counter()
            try:
                self._run_again_and_again(call)
            except Exception as fault:  # no connection, or it broke: nobody may wait for ever
                call.result, call.error, call.topics = None, fault, set()
            self.stats.count_call(call.fn, time.perf_counter() - began)
        try:
            self._loop.call_soon_threadsafe(self._committed, [call])
        except RuntimeError:
            self._closed = True

    def _run_again_and_again(self, call: Call) -> None:
        for attempt in range(REPLAYS):
            call.result = call.error = None
            if self._run(call, alone=attempt >= ALONE_AFTER) or attempt == REPLAYS - 1:
                return
            self.stats.replays += 1
            # Spread the replays of callers that collided, so that they do not collide again.
            time.sleep(random.uniform(0, 0.002 * 2**attempt))

    def _run(self, call: Call, *, alone: bool) -> bool:
        """One attempt; False when it must be replayed."""
        with self._engine.connect() as connection:
            if call.by_key:
                connection.execution_options(isolation_level="READ COMMITTED")
            driver: Any = connection.connection.dbapi_connection
            locks = _locks(call, alone=alone)
            # Before BEGIN: a SERIALIZABLE transaction's snapshot must not be older than its locks.
            try:
                _alone_with(driver, [f"SELECT pg_advisory_lock{lock}" for lock in locks])
            except BaseException:
                connection.invalidate()  # it may hold some of the locks, and only the end of its session frees them
                raise
            try:
                with (
                    connection.begin(),
                    Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session,
                ):
                    raw = PostgresRaw(driver)
                    session.info[RAW_KEY] = raw
                    call.result = call.fn(session, *call.args, **call.kwargs)
                    session.flush()
                    call.topics = topics_of(session)
                    if call.topics:
                        write_changes(raw, call.topics, postgres=True)
            except Exception as fault:
                call.result, call.error, call.topics = None, fault, set()
                return _state_of(fault) not in (SERIALIZATION_FAILURE, DEADLOCK)
            finally:
                try:
                    driver.rollback()
                    _alone_with(driver, [f"SELECT pg_advisory_unlock{lock}" for lock in reversed(locks)])
                except Exception:
                    # The call has ended as it has ended; only its connection can't be used again.
                    connection.invalidate()
        return True


def _locks(call: Call, *, alone: bool) -> list[str]:
    """What comes behind `SELECT pg_advisory_lock` and `SELECT pg_advisory_unlock`, in the order of taking."""
    if call.by_key:
        return []
    store = f"({STORE_LOCK})" if alone else f"_shared({STORE_LOCK})"
    if not call.person:
        return [store]
    # A hash of our own: a name never becomes part of a statement.
    person = int.from_bytes(hashlib.blake2b(call.person.encode(), digest_size=8).digest(), "big", signed=True)
    return [store, f"({person})"]


def _alone_with(driver: Any, statements: list[str]) -> None:
    if not statements:
        return
    driver.autocommit = True
    for statement in statements:
        driver.execute(statement)
    driver.autocommit = False


def _state_of(fault: BaseException | None) -> str:
    """PostgreSQL's error code, also when the call wrapped the driver's error in one of its own."""
    while fault is not None:
        original = fault.orig if isinstance(fault, DBAPIError) else fault
        if state := getattr(original, "sqlstate", None):
            return str(state)
        fault = fault.__cause__ or fault.__context__
    return ""
