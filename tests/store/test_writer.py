"""Calls that are committed together share an fsync, never a fate."""

from __future__ import annotations

import asyncio
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.db.raw import raw_for
from data.db.snapshots import Snapshots, SnapshotSource
from data.db.store import Store
from data.residents.models import Resident
from data.residents.service import meet_resident
from data.town.models import TownSetting
from data.town.service import SOURCE as TOWN_SOURCE
from data.town.service import change_town_setting
from tests.databases import TEST_KEYS


def put(session: Session, name: str) -> str:
    session.add(TownSetting(name=name, value=1))
    return name


def put_twice_the_same(session: Session, name: str) -> None:
    session.add(TownSetting(name=name, value=1))
    session.flush()
    session.execute(sa.insert(TownSetting).values(name=name, value=2))


def put_and_catch(session: Session, name: str) -> str:
    put(session, name)
    session.flush()
    try:
        with session.begin_nested():
            session.execute(sa.insert(TownSetting).values(name=name, value=2))
    except IntegrityError:
        return "caught"
    return "no error"


def put_and_swallow_a_broken_flush(session: Session, name: str) -> str:
    put(session, name)
    session.flush()
    session.expunge_all()
    session.add(TownSetting(name=name, value=2))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
    return "swallowed"


def put_and_raise(session: Session, name: str) -> None:
    put(session, name)
    session.flush()
    raise ValueError(name)


def names(session: Session) -> set[str]:
    return set(session.scalars(sa.select(TownSetting.name)))


class Gate:
    """Holds the writer so that the calls behind it are committed in one batch."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, session: Session) -> None:
        self.entered.set()
        assert self.opened.wait(10)


async def together(store: Store, *calls) -> list[object]:
    """Run calls so that (on the embedded engine) they share one batch; results or exceptions in order."""
    gate = Gate()
    holding = store.write(gate)
    await asyncio.to_thread(gate.entered.wait, 10)
    futures = [store.write(fn, *args) for fn, *args in calls]
    gate.opened.set()
    await holding
    return await asyncio.gather(*futures, return_exceptions=True)


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        (put_twice_the_same, IntegrityError),
        (put_and_raise, ValueError),
        (put_and_catch, "caught"),
    ],
)
async def test_batch_mates_keep_their_own_fate(store, bad, outcome):
    before = store.stats.calls

    results = await together(store, (put, "before"), (bad, "bad"), (put, "after"))

    assert results[0] == "before"
    assert results[2] == "after"
    assert results[1] == outcome if isinstance(outcome, str) else isinstance(results[1], outcome)
    kept = {"before", "after"} | ({"bad"} if outcome == "caught" else set())
    assert await store.view(names) == kept
    assert store.stats.calls >= before + 4


async def test_a_call_that_ends_the_transaction_takes_nobody_with_it(store):
    results = await together(store, (put, "before"), (put_and_swallow_a_broken_flush, "bad"), (put, "after"))

    assert results[0] == "before"
    assert results[2] == "after"
    assert {"before", "after"} <= await store.view(names)
    if store.dialect == "sqlite":
        assert store.stats.replays == 1
        # It rolled its own work back and then said all was well: that is a fault, not a success.
        assert isinstance(results[1], RuntimeError)


async def test_a_failing_turn_takes_no_batch_mate_with_it(store):
    gate = Gate()
    holding = store.write(gate)
    await asyncio.to_thread(gate.entered.wait, 10)
    futures = [
        store.submit(put, ("one",), by_key=True),
        store.submit(put_and_raise, ("two",), person="public:U1"),
        store.submit(put, ("three",), person="public:U2"),
    ]
    gate.opened.set()
    await holding

    results = await asyncio.gather(*futures, return_exceptions=True)
    assert results[0] == "one"
    assert isinstance(results[1], ValueError)
    assert results[2] == "three"
    assert await store.view(names) == {"one", "three"}


async def test_a_cancelled_call_does_not_stop_its_mates(store):
    gate = Gate()
    holding = store.write(gate)
    await asyncio.to_thread(gate.entered.wait, 10)
    first, second, third = store.write(put, "one"), store.write(put, "two"), store.write(put, "three")
    second.cancel()
    gate.opened.set()
    await holding

    assert [await first, await third] == ["one", "three"]
    assert {"one", "three"} <= await store.view(names)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_rollback_that_fails_does_not_end_the_writer(store, monkeypatch):
    def fail():
        raise OSError("disk I/O error")

    with monkeypatch.context() as trouble:
        trouble.setattr(store._writer, "_abort", fail)
        with pytest.raises(OSError, match="I/O"):
            await asyncio.wait_for(store.write(put_and_raise, "lost"), 60)

    results = await asyncio.wait_for(together(store, (put_and_raise, "lost"), (put, "kept")), 60)
    assert isinstance(results[0], ValueError)
    assert await asyncio.wait_for(store.write(put, "after"), 60) == "after"
    assert "lost" not in await store.view(names)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_calls_that_wait_share_one_commit(store):
    before = store.stats.batches

    await together(store, *[(put, f"n{number}") for number in range(50)])

    assert store.stats.batches - before == 2  # the gate's, and the fifty's


async def test_a_reader_sees_nothing_before_the_commit_and_cannot_write(store):
    await store.write(put, "seen")
    assert "seen" in await store.view(names)
    assert [row.name for row in await store.read(sa.select(TownSetting.name))] == ["seen"]

    if store.dialect == "sqlite":
        with pytest.raises(sa.exc.OperationalError):
            await store.view(lambda session: session.execute(sa.insert(TownSetting).values(name="x", value=1)))


async def test_a_stream_gives_every_row_once_over_several_pages(store):
    def many(session: Session) -> None:
        session.add_all([TownSetting(name=f"{number:05}", value=number) for number in range(1201)])

    await store.write(many)

    seen = [row.name async for row in store.stream(sa.select(TownSetting.name), TownSetting.name)]

    assert seen == [f"{number:05}" for number in range(1201)]


async def test_a_change_is_in_the_snapshot_before_its_caller_goes_on(database):
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([TOWN_SOURCE]))
    assert store.snapshots.view()["town"]["shelter_radius_m"] == 3000

    await store.write(change_town_setting, "shelter_radius_m", 500)

    assert store.snapshots.view()["town"]["shelter_radius_m"] == 500
    await store.close()


async def test_another_process_follows_a_change(database):
    ours = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([TOWN_SOURCE]))
    theirs = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([TOWN_SOURCE]))

    await theirs.write(change_town_setting, "shelter_radius_m", 700)

    async with asyncio.timeout(60):
        while ours.snapshots.view()["town"]["shelter_radius_m"] != 700:
            await asyncio.sleep(0.02)
    await theirs.close()
    await ours.close()


async def test_a_snapshot_that_cannot_be_built_does_not_hide_the_commit(database):
    builds = []

    def load(session: Session) -> int:
        builds.append(1)
        if len(builds) == 2:
            raise ValueError("broken once")
        return len(builds)

    store = await Store.open(
        url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([SnapshotSource("thing", load)])
    )

    def change(session: Session) -> str:
        note_change(session, "thing")
        return put(session, "kept")

    assert await store.write(change) == "kept"
    assert await store.view(names) == {"kept"}
    async with asyncio.timeout(60):
        while store.snapshots.view()["thing"] < 3:
            await asyncio.sleep(0.02)
    await store.close()


async def test_a_topic_that_cannot_be_built_holds_back_no_other(database):
    builds = []

    def load(session: Session) -> int:
        builds.append(1)
        if len(builds) > 1:
            raise ValueError("broken for good")
        return 1

    sources = [SnapshotSource("a", load), TOWN_SOURCE]
    ours = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots(sources))
    theirs = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))

    await theirs.write(lambda session: note_change(session, "a"))
    await theirs.write(change_town_setting, "shelter_radius_m", 700)

    async with asyncio.timeout(60):
        while ours.snapshots.view()["town"]["shelter_radius_m"] != 700:
            await asyncio.sleep(0.02)
    assert ours.snapshots.view()["a"] == 1
    await theirs.close()
    await ours.close()


async def test_two_first_words_of_one_person_make_one_resident(store):
    from datetime import UTC, datetime

    now = datetime(2026, 11, 22, tzinfo=UTC)

    def meet(session: Session) -> int:
        return meet_resident(session, channel="public", line_user_id="U1", now=now).id

    ids = await asyncio.gather(*[store.submit(meet, person="public:U1") for _ in range(5)])

    assert len(set(ids)) == 1
    assert len(await store.read(sa.select(Resident.id))) == 1


async def test_raw_sql_speaks_to_both_engines(store):
    def work(session: Session) -> tuple:
        raw = raw_for(session)
        people = [("p", "a", "{}"), ("p", "b", "{}")]
        raw.many("INSERT INTO tracker (channel, line_user_id, state) VALUES (?, ?, ?)", people)
        changed = raw.run("UPDATE tracker SET state = ? WHERE line_user_id = ?", ('{"x": "100%"}', "a"))
        state = raw.one("SELECT state FROM tracker WHERE line_user_id = ?", ("a",))
        return changed, state, raw.all("SELECT 1 WHERE 1 = 0")

    assert await store.write(work) == (1, ('{"x": "100%"}',), [])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_collision_is_run_again_even_when_the_call_wraps_it(store):
    attempts = []

    def collide(session: Session) -> str:
        attempts.append(1)
        if len(attempts) == 1:
            try:
                session.execute(sa.text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))
            except sa.exc.DBAPIError as fault:
                raise ValueError("wrapped") from fault
        return "done"

    assert await store.write(collide) == "done"
    assert len(attempts) == 2
