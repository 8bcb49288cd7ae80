"""Light calls run in the event loop, up to their COMMIT. They share what all calls share: an fsync, never a fate."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from data.db import sqlite
from data.town.models import TownSetting
from data.undo import keep_final
from tests.databases import TEST_KEYS
from tests.store.test_writer import put, put_and_raise

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def test_light_calls_run_in_the_loop_and_others_never(store):
    light = await store.submit(lambda session: threading.get_ident(), light=True)
    heavy = await store.write(lambda session: threading.get_ident())

    assert light == threading.get_ident()
    assert heavy != light


async def test_one_heavy_call_takes_the_whole_batch_out_of_the_loop(store):
    threads = await asyncio.gather(
        store.submit(lambda session: threading.get_ident(), light=True),
        store.write(lambda session: threading.get_ident()),
    )

    assert threading.get_ident() not in threads


async def test_a_light_call_that_fails_leaves_its_mates_alone(store):
    results = await asyncio.gather(
        store.submit(put, ("a",), light=True),
        store.submit(put_and_raise, ("b",), light=True, person="public:U1"),
        store.submit(put, ("c",), light=True, person="public:U2"),
        return_exceptions=True,
    )

    assert [results[0], results[2]] == ["a", "c"]
    assert isinstance(results[1], Exception)
    kept = await store.read(sa.select(TownSetting.name).order_by(TownSetting.name))
    assert [name for (name,) in kept] == ["a", "c"]


async def test_nobody_hears_of_a_light_call_before_its_commit(store, database):
    put_one = store.submit(put, ("a",), light=True)
    for _ in range(3):
        await asyncio.sleep(0)
        was_told = put_one.done()  # before looking: the commit may come while the reading is under way
        seen = await store.read(sa.select(TownSetting.name))
        assert not was_told or [name for (name,) in seen] == ["a"]
    await put_one


def put_for_nobody(session):
    """Found out by the COMMIT only."""
    session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    keep_final(session, staff_id=99, said="誰でもない", now=datetime.now(UTC))


@pytest.mark.parametrize("light", [True, False])
async def test_when_the_commit_fails_all_are_told_and_the_writer_goes_on(store, light):
    results = await asyncio.gather(
        store.submit(put, ("a",), light=light), store.submit(put_for_nobody, light=light), return_exceptions=True
    )

    assert all(isinstance(result, Exception) for result in results)
    assert await store.submit(put, ("b",), light=light) == "b"
    assert await store.read(sa.select(TownSetting.name)) == [("b",)]


async def test_while_another_process_writes_the_loop_goes_on(store, database):
    other = sqlite.connector(database.path, TEST_KEYS.for_purpose("database"), manual=True)()
    other.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        waiting = store.submit(put, ("a",), light=True)
        await asyncio.sleep(0.05)
        assert time.monotonic() - began < sqlite.BUSY_MS / 2000
        assert not waiting.done()
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert await waiting == "a"
