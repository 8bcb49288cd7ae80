"""Rare meetings: two processes, two jobs, a channel that is gone, an event from another version, a job that kills."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
import sqlalchemy as sa

from data.clock import Clock
from data.db.raw import raw_for
from data.gateways.line.events import split_events
from data.turns import service as service_module
from data.turns.backlog import parked_events
from data.turns.inbox import next_event, put_events, put_own_event
from data.turns.jobs import claim_jobs, finish_job, put_job, retry_job
from data.turns.models import InboxRow, JobRow, OutboxRow
from data.turns.outbox import mark_unknown, put_off, put_promise
from data.turns.speaker import NO_CHANNEL_SECONDS
from data.turns.stats import TurnStats
from data.turns.taking import Taker, TurnFault, park_turn, take_turn
from data.turns.turn import JobOrder, Notice
from data.turns.worker import MOST_CLAIMS, Worker
from tests.turns.test_turns import Counter, counter, event, line, make_turns, signed, turns  # noqa: F401

SAYS = {"type": "text", "text": "お知らせ"}


async def one_job(store, **facts) -> int:
    now = time.time()

    def put(session):
        return put_job(raw_for(session), JobOrder("x", {}), "public", "U1", reply_token=None, token_at=now, run_at=now)

    job_id = await store.write(put)
    if facts:
        await store.write(lambda session: session.execute(sa.update(JobRow).where(JobRow.id == job_id).values(**facts)))
    return job_id


async def states(store) -> list[int]:
    return [row.state for row in await store.read(sa.select(JobRow.state).order_by(JobRow.id))]


async def test_an_event_nobody_can_read_any_more_is_parked_and_blocks_nobody(turns, store, line):  # noqa: F811
    stale = {"kind": "text", "text": "昔", "field_of_an_older_version": 1}
    await store.write(put_own_event, "public", "U1", stale, key="own:1", said_at_ms=1, received_at=time.time())
    await turns.accept("public", *signed(event("次", "e2", at=2_000)))
    await turns.settled()

    [parked] = await store.view(parked_events)
    assert line.texts == [f"ごめんなさい {parked.reference}", "次"]


async def test_an_id_too_long_to_be_lines_costs_nobody_else_an_answer(turns, line):  # noqa: F811
    strange = [event("x", "e1", user="U" * 100), event("い", "e" * 120), event("ろ", "e3", at=2_000)]
    strange[2]["message"]["id"] = "9" * 100

    assert await turns.accept("public", *signed(*strange, event("は", "e4", user="U4"))) == 200
    await turns.settled()
    assert sorted(line.texts) == ["い", "い・ろ", "は"]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_odd_letters_from_the_console_are_answered(turns, text):  # noqa: F811
    await turns.accept_own("console", "staff:1", {"kind": "text", "text": text})
    await turns.settled()

    shown = await turns.console_messages("staff:1", 0, 0)
    assert [row["message"]["text"] for row in shown] == ["a\ufffdb", "a\ufffdb"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_an_event_that_comes_while_a_turn_finds_nothing_is_taken_at_once(turns, line, monkeypatch):  # noqa: F811
    entered, opened = threading.Event(), threading.Event()
    real = service_module.take_turn

    def blind(session, *args):
        if not entered.is_set():
            entered.set()
            assert opened.wait(10)
            return None  # as with a snapshot from before the event
        return real(session, *args)

    monkeypatch.setattr(service_module, "take_turn", blind)
    turns._wake(("public", "U1"), None)
    await asyncio.to_thread(entered.wait, 10)
    await turns.accept("public", *signed(event("やあ", "e1")))
    opened.set()
    await turns.settled()

    assert line.texts == ["やあ"]


async def test_a_reply_token_goes_to_one_job_only(store, line):  # noqa: F811
    class TwoJobs(Counter):
        def handle(self, session, turn):
            if turn.incoming.text == "仕事":
                turn.order("double", {"number": 1})
                turn.order("double", {"number": 2})
            else:
                super().handle(session, turn)

    two = make_turns(store, TwoJobs(), line)
    await two.start()
    await two.accept("public", *signed(event("仕事", "e1")))
    await two.settled()
    await two.stop()

    heard = sorted(entry for entry in line.heard if entry[0] != "loading")
    assert heard == [("push", "U1", "済み 4"), ("reply", "t-e1", "済み 2")]


async def test_messages_for_a_channel_that_is_not_set_up_wait_in_peace(turns, store, line):  # noqa: F811
    await turns.announce(lambda session: [Notice("test", "U1", [SAYS])])
    await turns.settled()

    [row] = await store.read(sa.select(OutboxRow.state, OutboxRow.next_at, OutboxRow.error))
    assert (row.state, row.error) == (0, "channel is not set up")
    assert row.next_at > time.time() + NO_CHANNEL_SECONDS - 60
    assert line.heard == []


async def test_a_notice_reaches_a_console_that_waits(turns):  # noqa: F811
    waiting = asyncio.create_task(turns.console_messages("staff:1", 0, 10))
    await asyncio.sleep(0.05)
    await turns.announce(lambda session: [Notice("console", "staff:1", [SAYS])])

    async with asyncio.timeout(60):
        assert (await waiting)[0]["message"] == SAYS


async def test_a_redelivery_does_not_make_a_reply_of_what_was_pushed(store):
    events = split_events(signed(event("やあ", "e1", redelivery=True))[0]).events

    def work(session):
        [inbox_id] = put_events(session, "public", events, 1.0)
        raw = raw_for(session)
        item = put_promise(raw, "public", "U1", [SAYS], made_at=1.0, inbox_id=inbox_id, reply_token="T", token_at=1.0)
        put_off(session, item.id, 60.0, "push timed out")
        put_events(session, "public", events, 50.0)

    await store.write(work)
    assert [tuple(row) for row in await store.read(sa.select(OutboxRow.reply_token))] == [(None,)]


@pytest.mark.parametrize(("redelivery", "way"), [(True, "reply"), (False, "push")])
async def test_only_a_redelivery_makes_an_old_token_young(turns, store, line, counter, redelivery, way):  # noqa: F811
    await turns.accept("public", *signed(event("満杯", "e1")))
    await turns.settled()
    await store.write(lambda session: session.execute(sa.update(InboxRow).values(received_at=time.time() - 60)))
    counter.broken = False

    await turns.accept("public", *signed(event("満杯", "e1", redelivery=redelivery)))
    await turns.wake_people()
    await turns.settled()

    assert [kind for kind, _, _ in line.heard] == [way]


@pytest.mark.parametrize(("is_doubtful", "token_at"), [(False, 50.0), (True, 1.0)])
async def test_a_redelivery_makes_the_token_of_an_answer_young_that_never_left(store, is_doubtful, token_at):
    events = split_events(signed(event("やあ", "e1", redelivery=True))[0]).events

    def work(session):
        [inbox_id] = put_events(session, "public", events, 1.0)
        raw = raw_for(session)
        item = put_promise(raw, "public", "U1", [SAYS], made_at=1.0, inbox_id=inbox_id, reply_token="T", token_at=1.0)
        if is_doubtful:
            mark_unknown(session, item.id, 2.0)
        put_events(session, "public", events, 50.0)

    await store.write(work)
    assert await store.read(sa.select(OutboxRow.token_at)) == [(token_at,)]


async def test_where_nothing_waits_there_is_no_turn(store):
    assert await store.write(take_turn, Taker(Counter(), Clock()), "public", "U1", {}) is None


async def test_an_event_from_a_time_no_calendar_knows_is_answered(turns, line):  # noqa: F811
    await turns.accept("public", *signed(event("やあ", "e1", at=2**53)))
    await turns.settled()

    assert line.texts == ["やあ"]


async def test_two_processes_that_fail_on_one_event_apologise_once(store):
    await store.write(put_events, "public", split_events(signed(event("毒", "e1"))[0]).events, 1.0)
    poisoned = await store.view(lambda session: next_event(raw_for(session), "public", "U1"))
    given = (Taker(Counter(), Clock()), "public", "U1", TurnFault(poisoned))

    first = await store.write(park_turn, *given, "11111111", "fault")
    second = await store.write(park_turn, *given, "22222222", "fault")

    assert (len(first.promises), second.promises) == (1, [])
    assert [parked.reference for parked in await store.view(parked_events)] == ["11111111"]


async def test_a_job_that_takes_its_worker_down_ends_one_day(store):
    begun, arrived = [], []

    async def deadly(job):
        begun.append(job.attempts)
        return {}

    await one_job(store, attempts=MOST_CLAIMS)
    worker = Worker(store, Clock(), {"x": deadly}, TurnStats(), arrived.append)
    await worker.sweep()
    await asyncio.wait(worker.tasks)

    assert (begun, len(arrived)) == ([], 1)
    assert await states(store) == [3]


async def test_a_job_that_does_not_end_in_time_is_given_back(store):
    async def endless(job):
        await asyncio.Event().wait()

    await one_job(store)
    worker = Worker(store, Clock(), {"x": endless}, TurnStats(), lambda result: None)
    await worker.sweep()
    await worker.close(0.01)

    assert await states(store) == [0]
    assert len(await store.write(claim_jobs, time.time() + 1)) == 1


async def test_a_job_that_somebody_else_ended_is_not_begun_anew(store):
    job_id = await one_job(store)
    await store.write(claim_jobs, time.time() + 1)
    await store.write(finish_job, job_id)

    await store.write(retry_job, job_id, 0.0, "busy")

    assert await states(store) == [2]
