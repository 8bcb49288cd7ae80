"""What the speaker finds in the outbox: left by a crash, in another process's hands, or settled meanwhile."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from data.turns import outbox
from data.turns import speaker as speaker_module
from data.turns.models import OutboxRow
from data.turns.outbox import mark_sent
from data.turns.speaker import Speaker
from data.turns.stats import TurnStats
from tests.turns.test_speaker import (  # noqa: F401
    OK,
    REFUSED,
    UNKNOWN,
    ScriptedLine,
    apologies,
    apology,
    clock,
    line,
    promise,
    settled,
    short_waits,
    speaker,
)


async def test_two_processes_with_the_same_row_say_it_once(store, speaker, line, clock, apology):  # noqa: F811
    """The old process has it in hand when the new one finds it 'sending': the token serves only one of them."""
    entered, go_on = asyncio.Event(), asyncio.Event()

    class SlowLine(ScriptedLine):
        async def reply(self, token, messages):
            entered.set()
            await go_on.wait()
            return self._next("reply", "old")

    slow = SlowLine(clock)
    slow.script["reply"] = [REFUSED]
    old = Speaker(store, {"public": slow}, clock, TurnStats(), apology)
    old.speak([await promise(store, clock)])
    await entered.wait()

    await speaker.sweep(after_start=True)
    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    go_on.set()

    assert [row[:2] for row in await settled(store, old)] == [(2, 0)]
    assert (line.did(), slow.did()) == (["reply"], ["reply", "validate"])


async def test_a_token_refused_here_may_have_been_used_by_who_took_the_row_over(store, speaker, line, clock, apology):  # noqa: F811
    old_line = ScriptedLine(clock)
    old_line.script["reply"] = [REFUSED]
    old = Speaker(store, {"public": old_line}, clock, TurnStats(), apology)
    item = await promise(store, clock)
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(token, messages):
        entered.set()
        await go_on.wait()
        return OK

    line.reply = slowly
    await speaker.sweep(after_start=True)
    await entered.wait()

    old.speak([item])
    await asyncio.gather(*old.tasks)
    assert old_line.did() == ["reply", "validate"]

    go_on.set()
    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]


async def test_all_that_a_crash_left_is_taken_up_however_much(store, speaker, line, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(outbox, "PAGE_ROWS", 3)
    for number in range(8):
        await promise(store, clock, text=f"{number}", token=f"T{number}")

    await speaker.sweep(after_start=True)

    assert [row[0] for row in await settled(store, speaker)] == [2] * 8
    assert sorted(text for _, text in line.calls) == [f"{number}" for number in range(8)]


async def test_what_nobody_has_in_hand_is_taken_up_while_its_token_is_young(store, speaker, line, clock):  # noqa: F811
    await promise(store, clock, text="新しい", age=1, made_ago=1)
    await promise(store, clock, text="残された", age=16, made_ago=16)

    await speaker.sweep()

    assert [row[0] for row in await settled(store, speaker)] == [1, 2]
    assert line.calls == [("reply", "残された")]


async def test_a_row_in_hand_is_left_alone_by_the_sweep(store, speaker, line, clock):  # noqa: F811
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(token, messages):
        line.calls.append(("reply", token))
        entered.set()
        await go_on.wait()
        return OK

    line.reply = slowly
    item = await promise(store, clock, age=16, made_ago=16)
    speaker.speak([item])
    await entered.wait()

    await speaker.sweep()
    speaker.speak([item])

    assert await store.read(sa.select(OutboxRow.unknown_at)) == [(None,)]
    go_on.set()
    await settled(store, speaker)
    assert line.did() == ["reply"]


async def test_what_is_settled_while_the_sweep_reads_is_not_said_again(store, speaker, line, clock, monkeypatch):  # noqa: F811
    item = await promise(store, clock, age=16, made_ago=16)
    view = store.view

    async def slow_view(*args, **more):
        page = await view(*args, **more)
        speaker.speak([item])
        await settled(store, speaker)
        return page

    monkeypatch.setattr(store, "view", slow_view)
    await speaker.sweep()

    await settled(store, speaker)
    assert line.did() == ["reply"]


async def test_a_mark_that_could_not_be_written_is_written_later(store, speaker, line, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(speaker_module, "MARK_AGAIN_SECONDS", 0.001)
    marks = []

    def disk_full_once(session, ids):
        marks.append(ids)
        if len(marks) == 1:
            raise OSError("no space")
        mark_sent(session, ids)

    monkeypatch.setattr(outbox, "mark_sent", disk_full_once)
    speaker.speak([await promise(store, clock)])

    assert [row[0] for row in await settled(store, speaker)] == [2]
    await speaker.sweep(after_start=True)
    await settled(store, speaker)
    assert line.did() == ["reply"]


async def test_a_row_whose_doubt_could_not_be_stored_is_found_again(store, speaker, line, clock, monkeypatch):  # noqa: F811
    def disk_full(session, row_id, since):
        raise OSError("no space")

    line.script["reply"] = [UNKNOWN]
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_unknown", disk_full)
        speaker.speak([await promise(store, clock, made_ago=16, age=16)])
        await settled(store, speaker)

    await speaker.sweep()

    assert [row[0] for row in await settled(store, speaker)] == [2]
    assert line.did() == ["reply", "reply"]
