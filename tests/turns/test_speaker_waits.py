"""How long the speaker waits, and where: LINE is busy, the month's quota is used up, the program ends."""

from __future__ import annotations

import asyncio
from unittest.mock import AsyncMock

from data.gateways.line.outcome import LineBusy, LineRefused
from data.turns import speaker as speaker_module
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


async def test_busy_line_is_asked_again_and_quota_is_not_spent_while_young(store, speaker, line, clock):  # noqa: F811
    line.script["reply"] = [LineBusy(429, "r", None), LineBusy(500, "r", None), OK]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply"] * 3


async def test_an_exhausted_quota_rests_and_expires_after_a_day(store, speaker, line, clock):  # noqa: F811
    line.script["push"] = [LineBusy(429, "r", True)]
    speaker.speak([await promise(store, clock, token=None)])
    assert [row[0] for row in await settled(store, speaker)] == [4]

    clock.shift += 86_500
    await speaker.sweep()

    rows = await settled(store, speaker)
    assert rows[0][0] == 3
    assert "expired" in rows[0][2]
    assert line.did() == ["push"]


async def test_a_wrong_token_keeps_the_promise_until_it_is_mended(store, speaker, line, clock):  # noqa: F811
    line.script["reply"] = [LineRefused(401, "", [], "r"), OK]
    speaker.speak([await promise(store, clock)])

    assert [row[0] for row in await settled(store, speaker)] == [2]
    assert line.did() == ["reply", "reply"]


async def test_two_answers_to_one_person_keep_their_order(store, speaker, line, clock):  # noqa: F811
    items = [await promise(store, clock, text="一", token="A"), await promise(store, clock, text="二", token="B")]
    speaker.speak(items)

    await settled(store, speaker)
    assert [text for _, text in line.calls] == ["一", "二"]


async def test_a_waiting_row_does_not_hold_up_the_next_answer(store, speaker, line, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(speaker_module, "REPLY_WAITS", (0.2,))
    line.script["reply"] = [UNKNOWN]
    speaker.speak(
        [await promise(store, clock, text="一", token="A"), await promise(store, clock, text="二", token="B")]
    )

    await settled(store, speaker)
    assert [text for _, text in line.calls] == ["一", "二", "一"]


async def test_a_long_wait_is_spent_in_the_database(store, speaker, line, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(speaker_module, "PUSH_WAITS", (15.0,))
    line.script["push"] = [LineBusy(500, "r", None)]
    speaker.speak([await promise(store, clock, token=None)])
    assert [row[0] for row in await settled(store, speaker)] == [0]

    clock.shift += 14
    await speaker.sweep()
    assert line.did() == ["push"]
    clock.shift += 2
    await speaker.sweep()

    assert [row[0] for row in await settled(store, speaker)] == [2]
    assert line.did() == ["push", "push"]


async def test_a_wait_that_could_not_be_stored_is_found_again(store, speaker, line, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(speaker_module, "PUSH_WAITS", (15.0,))
    line.script["push"] = [LineBusy(500, "r", None)]
    item = await promise(store, clock, token=None)
    with monkeypatch.context() as broken:
        broken.setattr(store, "write", AsyncMock(side_effect=OSError("disk full")))
        speaker.speak([item])
        await settled(store, speaker)

    clock.shift += 16
    await speaker.sweep()

    assert [row[0] for row in await settled(store, speaker)] == [2]
    assert line.did() == ["push", "push"]


async def test_a_push_line_refuses_is_given_up_for_staff_to_see(store, speaker, line, clock, apologies):  # noqa: F811
    line.script["push"] = [LineRefused(400, "The property, 'to', is invalid", [], "r")]
    speaker.speak([await promise(store, clock, token=None)])

    [(state, _, error, messages)] = await settled(store, speaker)
    assert (state, "'to', is invalid" in error, "答え" in messages) == (3, True, True)
    assert (line.did(), apologies) == (["push"], [])


async def test_a_call_that_does_not_return_does_not_hold_up_the_end(store, speaker, line, clock, monkeypatch):  # noqa: F811
    entered = asyncio.Event()

    async def never(token, messages):
        entered.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(line, "reply", never)
    speaker.speak([await promise(store, clock)])
    await entered.wait()

    async with asyncio.timeout(10):
        await speaker.close(seconds=0.01)

    assert not speaker.tasks
    assert [row[0] for row in await settled(store, speaker)] == [1]
