"""Durable turns per second: our store against the same work through the SQLAlchemy ORM on aiosqlite.

`python -m tests.bench.store [--seconds 3] [--rounds 5]`. Same tables, same cipher, synchronous=FULL on both sides: an
event into the inbox, its turn (tracker, outbox, log, inbox done), and the mark that LINE has it; 32 people at once.
With `--postgresql` our store also runs on a PostgreSQL from a wheel, for the report.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from data.clock import Clock
from data.db import sqlite
from data.db.snapshots import Snapshots
from data.db.store import Store
from data.gateways.line.events import Incoming, WebhookEvent
from data.turns.inbox import put_events
from data.turns.models import ConversationLine, InboxRow, OutboxRow, TrackerRow
from data.turns.outbox import mark_sent
from data.turns.taking import Prepared, Taker, take_turn
from tests.databases import TEST_KEYS, Database, PostgresTemplate, SqliteTemplate

PEOPLE = 32
_numbers = itertools.count()

Turn = Callable[[str], Awaitable[None]]


class Answering:
    """The least a counter can do: change its tracker and answer."""

    def prepare(self, incoming, channel, snapshots, reading=None, *, briefly=False):
        return None

    def is_answering(self, turn):
        return False

    def handle(self, session, turn):
        turn.tracker["count"] = turn.tracker.get("count", 0) + 1
        turn.say({"type": "text", "text": "承りました"})

    def apology(self, reference):
        return [{"type": "text", "text": reference}]


def ours(store: Store) -> Turn:
    """One durable turn through the store."""
    taker = Taker(Answering(), Clock())

    async def turn(person: str) -> None:
        number = next(_numbers)
        raw = b'{"type":"message"}'
        came = WebhookEvent(f"e{number}", "message", number, "active", "user", person, "", f"t{number}", False, raw)
        storing = store.submit(put_events, ("public", [came], time.time()), first=True, by_key=True)
        if not store.is_in_order:
            await storing
        prepared = {came.key: Prepared(Incoming("text", text="こんにちは"), None, None, {})}
        taken = await store.submit(take_turn, (taker, "public", person, prepared), person=person)
        await storing
        await store.submit(mark_sent, ([promise.id for promise in taken.promises],), by_key=True)

    return turn


def orm(make_session: async_sessionmaker[AsyncSession]) -> Turn:
    """The same rows through the ORM; SQLite has one writer, so its turns queue for it."""
    writing = asyncio.Lock()

    async def turn(person: str) -> None:
        number, now = next(_numbers), time.time()
        async with writing, make_session() as session:
            row = InboxRow(
                channel="public",
                event_key=f"e{number}",
                line_user_id=person,
                timestamp_ms=number,
                received_at=now,
                state=0,
                reply_token=f"t{number}",
                payload=b'{"type":"message"}',
            )
            session.add(row)
            await session.commit()
            event_id = row.id
        async with writing, make_session() as session:
            row = await session.scalar(
                select(InboxRow).where(
                    InboxRow.channel == "public", InboxRow.line_user_id == person, InboxRow.state == 0
                )
            )
            tracker = await session.get(TrackerRow, ("public", person))
            if tracker is None:
                session.add(TrackerRow(channel="public", line_user_id=person, state='{"count":1}'))
            else:
                tracker.state = f'{{"count":{number}}}'
            promise = OutboxRow(
                channel="public",
                line_user_id=person,
                inbox_id=event_id,
                reply_token=f"t{number}",
                token_at=now,
                retry_key=f"{number:036}",
                messages='[{"type":"text","text":"承りました"}]',
                state=1,
                attempts=0,
                next_at=0,
                made_at=now,
                resent=0,
            )
            session.add(promise)
            session.add(
                ConversationLine(
                    at=datetime.now(UTC),
                    channel="public",
                    line_user_id=person,
                    message_id="",
                    said="こんにちは",
                    answered="承りました",
                    place="",
                )
            )
            row.state, row.payload, row.reply_token = 1, None, None
            await session.commit()
            promise_id = promise.id
        async with writing, make_session() as session:
            kept = await session.get(OutboxRow, promise_id)
            kept.state, kept.messages = 2, ""
            await session.commit()

    return turn


async def rate(turn: Turn, seconds: float) -> float:
    """Turns per second with PEOPLE people, each waiting for the own last turn."""
    done = 0
    began = time.perf_counter()

    async def person(name: str) -> None:
        nonlocal done
        while time.perf_counter() - began < seconds:
            await turn(name)
            done += 1

    await asyncio.gather(*[person(f"U{number}") for number in range(PEOPLE)])
    return done / (time.perf_counter() - began)


async def open_store(database: Database) -> Store:
    return await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))


async def bench(seconds: float, rounds: int, postgres: bool) -> None:
    """Alternating rounds; the median of the ratios."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        template = SqliteTemplate(folder)
        (folder / "ours").mkdir()
        (folder / "orm").mkdir()
        store = await open_store(template.copy(folder / "ours"))
        engine = sqlite.async_engine(template.copy(folder / "orm").path, TEST_KEYS.for_purpose("database"))
        sides = {"store": ours(store), "orm": orm(async_sessionmaker(engine, expire_on_commit=False))}
        server = None
        if postgres:
            server = PostgresTemplate(folder / "pg")
            on_postgres = await open_store(server.copy(folder))
            sides["postgresql"] = ours(on_postgres)
        figures: dict[str, list[float]] = {side: [] for side in sides}
        for round_no in range(rounds + 1):
            for side, turn in sides.items():
                got = await rate(turn, seconds)
                if round_no:
                    figures[side].append(got)
        for side, rates in figures.items():
            print(f"{side:10} {statistics.median(rates):8.0f} durable turns/s")
        ratios = [a / b for a, b in zip(figures["store"], figures["orm"], strict=True)]
        print(f"ratio store/orm: {statistics.median(ratios):.1f} (floor 20)")
        await store.close()
        await engine.dispose()
        if server is not None:
            ratios = [a / b for a, b in zip(figures["postgresql"], figures["store"], strict=True)]
            print(f"ratio postgresql/embedded: {statistics.median(ratios):.2f}")
            await on_postgres.close()
            server.stop()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--postgresql", action="store_true")
    given = options.parse_args()
    uvloop.run(bench(given.seconds, given.rounds, given.postgresql))
