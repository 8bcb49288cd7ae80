"""The store: `write` runs a function in the writer; `read`, `stream` and `view` never wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from data.db import postgres, sqlite
from data.db.calls import Call
from data.db.changelog import changes_after
from data.db.keys import Keys
from data.db.outages import trace_of
from data.db.pgwriter import PostgresWriter
from data.db.raw import raw_for
from data.db.snapshots import Snapshots
from data.db.writer import SqliteWriter, WriterStats

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PAGE_ROWS = 500
FOLLOW_SECONDS = 0.2


class Store:
    """Open with `await Store.open(...)`, close with `await store.close()`.

    `dialect` is "sqlite" or "postgresql"; services need not know it.
    """

    def __init__(self, read_sync: sa.Engine, read_async: AsyncEngine, snapshots: Snapshots, dialect: str) -> None:
        self.snapshots = snapshots
        self.dialect = dialect
        self._read_sync = read_sync
        self._read_async = read_async
        self._write_engine: sa.Engine | None = None
        self._writer: SqliteWriter | PostgresWriter | None = None
        self._readers = ThreadPoolExecutor(3, thread_name_prefix="reader")
        # Snapshots are built one after the other: two builders could swap an older value in last.
        self._builder = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        self._last_change = 0
        self._follower: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, *, url: str, path: Path, keys: Keys, snapshots: Snapshots) -> Store:
        """Connect, load every snapshot, start the writer.

        Args:
            url: SQLAlchemy URL of PostgreSQL, or empty for the embedded database at `path`.
        """
        if url:
            store = cls(postgres.engine(url, keys=keys), postgres.read_engine(url, keys=keys), snapshots, "postgresql")
            store._write_engine = postgres.engine(url, keys=keys, serializable=True)
            store._writer = PostgresWriter(store._write_engine, store._committed)
        else:
            key = keys.for_purpose("database")
            store = cls(
                sqlite.sync_engine(path, key, read_only=True), sqlite.read_engine(path, key), snapshots, "sqlite"
            )
            store._write_engine = sqlite.sync_engine(path, key, manual=True)
            store._writer = SqliteWriter(store._write_engine, path, store._committed)
        await asyncio.get_running_loop().run_in_executor(store._builder, store._reload, None)
        store._follower = asyncio.create_task(store._follow())
        return store

    @property
    def is_in_order(self) -> bool:
        """Calls run in the order of their submission: one sees what an earlier one wrote, committed or not yet."""
        return self.dialect == "sqlite"

    @property
    def stats(self) -> WriterStats:
        """The writer's figures."""
        assert self._writer is not None
        return self._writer.stats

    def write(
        self, fn: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[T]:
        """Run `fn(session, ...)` in the writer; await the result, which is heard only after the COMMIT."""
        return self.submit(fn, args, kwargs)

    def submit(
        self,
        fn: Callable[..., T],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        *,
        first: bool = False,
        by_key: bool = False,
        person: str = "",
        light: bool = False,
    ) -> asyncio.Future[T]:
        """Like `write`, with what the writer should know of the call.

        Args:
            first: before the others of its batch.
            by_key: it touches rows only by their own key, so nothing else can make it wrong.
            person: whose turns must not run at the same time (a lock, where there is more than one writer).
            light: it takes a millisecond or so, as `by_key` calls do.
        """
        assert self._writer is not None
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        call = Call(fn, args, kwargs or {}, future, first=first, by_key=by_key, person=person, light=light)
        self._writer.submit(call)
        return future

    async def view(self, fn: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading function `fn(session, ...)` in a reader's thread; it sees what is committed, can't write."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: self._in_reader(fn, *args, **kwargs)
        )

    async def read(self, select: Select[Any]) -> list[sa.Row[Any]]:
        """Every row of a select, on an async session that never waits for the writer."""
        async with self._read_async.connect() as connection:
            return list((await connection.execute(select)).all())

    async def stream(self, select: Select[Any], key: sa.ColumnElement[Any]) -> AsyncIterator[sa.Row[Any]]:
        """Rows page by page in the order of `key` (unique, the select's first column), with no cursor left open."""
        last: Any = None
        while True:
            page = select.order_by(key).limit(PAGE_ROWS)
            if last is not None:
                page = page.where(key > last)
            rows = await self.read(page)
            for row in rows:
                yield row
            if len(rows) < PAGE_ROWS:
                return
            last = rows[-1][0]

    async def close(self) -> None:
        """Finish what waits in the writer, then let everything go."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        if self._writer is not None:
            await self._writer.close()
        await asyncio.to_thread(self._readers.shutdown, True)
        await asyncio.to_thread(self._builder.shutdown, True)
        await self._read_async.dispose()
        self._read_sync.dispose()
        if self._write_engine is not None:
            self._write_engine.dispose()

    def _in_reader(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with Session(self._read_sync, expire_on_commit=False) as session:
            return fn(session, *args, **kwargs)

    def _committed(self, calls: list[Call]) -> None:
        """In the event loop: answer, but let whoever changed a topic wait for the new snapshot."""
        topics: set[str] = set()
        changed: list[Call] = []
        for call in calls:
            # Who changed a part of a topic (one resident) does not wait: that part is followed like another process's.
            if call.topics and not call.topics.isdisjoint(self.snapshots.topics):
                topics |= call.topics
                changed.append(call)
            else:
                call.answer()
        if changed:
            building = asyncio.get_running_loop().run_in_executor(self._builder, self._reload, topics)

            def built(done: asyncio.Future[None]) -> None:
                # The facts are committed whatever becomes of the snapshot; the follower tries again.
                if not done.cancelled() and (fault := done.exception()) is not None:
                    log.error("snapshot not built", topics=sorted(topics), exc_info=fault)
                for call in changed:
                    call.answer()

            building.add_done_callback(built)

    def _reload(self, topics: set[str] | None) -> None:
        with Session(self._read_sync) as session:
            if topics is None:
                self._last_change = self._newest(session)
            self.snapshots.reload(session, topics)

    @staticmethod
    def _newest(session: Session) -> int:
        row = raw_for(session).one("SELECT coalesce(max(id), 0) FROM change_log")
        return int(row[0]) if row else 0

    def _catch_up(self) -> None:
        with Session(self._read_sync) as session:
            newest, topics = changes_after(raw_for(session), self._last_change)
            if topics:
                self.snapshots.reload(session, topics)
            self._last_change = newest

    async def _follow(self) -> None:
        """Follow what other processes (and the command line beside us) change."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            try:
                await asyncio.get_running_loop().run_in_executor(self._builder, self._catch_up)
            except Exception as fault:
                log.error("change log not read", error=type(fault).__name__, exc_info=trace_of(fault))
                await asyncio.sleep(1)
