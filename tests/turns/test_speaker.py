"""How promises reach LINE when LINE hesitates, drops the line, or refuses."""

from __future__ import annotations

import asyncio
import time

import orjson
import pytest
import sqlalchemy as sa

from data.clock import Clock
from data.db.raw import raw_for
from data.gateways.line.outcome import LineBusy, LineRefused, LineUnknown, Sent
from data.turns import speaker as speaker_module
from data.turns.models import OutboxRow
from data.turns.outbox import put_promise
from data.turns.speaker import Speaker
from data.turns.stats import TurnStats

OK = Sent(200, "r")
UNKNOWN = LineUnknown("timed out")
REFUSED = LineRefused(400, "Invalid reply token", [], "r")


class MovableClock(Clock):
    def __init__(self) -> None:
        super().__init__()
        self.shift = 0.0

    def real(self) -> float:
        return time.time() + self.shift


class ScriptedLine:
    """A LINE that does what the script says, call by call; what is not in the script is accepted."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.script: dict[str, list[object]] = {"reply": [], "push": [], "validate": []}
        self.calls: list[tuple[str, str]] = []

    def _next(self, endpoint: str, text: str) -> Sent:
        self.calls.append((endpoint, text))
        step = self.script[endpoint].pop(0) if self.script[endpoint] else OK
        if callable(step):
            step = step()
        if isinstance(step, BaseException):
            raise step
        return step

    async def reply(self, token: str, messages: bytes) -> Sent:
        return self._next("reply", orjson.loads(messages)[0]["text"])

    async def push(self, to: str, messages: bytes, retry_key: str, unit: str | None = None) -> Sent:
        self.retry_keys = [*getattr(self, "retry_keys", []), retry_key]
        return self._next("push", orjson.loads(messages)[0]["text"])

    async def validate_reply(self, messages: bytes) -> None:
        self._next("validate", orjson.loads(messages)[0]["text"])

    def did(self) -> list[str]:
        return [endpoint for endpoint, _ in self.calls]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(speaker_module, "REPLY_WAITS", (0.001,))
    monkeypatch.setattr(speaker_module, "PUSH_WAITS", (0.001,))


@pytest.fixture
def clock():
    return MovableClock()


@pytest.fixture
def line(clock):
    return ScriptedLine(clock)


@pytest.fixture
def apologies():
    return []


@pytest.fixture
def apology(apologies):
    def say_sorry(item, error):
        apologies.append((item.id, error))
        return [{"type": "text", "text": "ごめんなさい"}]

    return say_sorry


@pytest.fixture
async def speaker(store, line, clock, apology):
    speaker = Speaker(store, {"public": line}, clock, TurnStats(), apology)
    yield speaker
    await speaker.close()


async def promise(store, clock, text="答え", token="T", age=0.0, made_ago=0.0):
    def put(session):
        return put_promise(
            raw_for(session),
            "public",
            "U1",
            [{"type": "text", "text": text}],
            made_at=clock.real() - made_ago,
            reply_token=token,
            token_at=clock.real() - age,
        )

    return await store.write(put)


async def settled(store, speaker) -> list[tuple]:
    while speaker._tasks or speaker._marking:
        speaker.hurry()
        await asyncio.gather(*speaker._tasks, *([speaker._marking] if speaker._marking else []))
        await asyncio.sleep(0)
    rows = await store.read(
        sa.select(OutboxRow.state, OutboxRow.resent, OutboxRow.error, OutboxRow.messages).order_by(OutboxRow.id)
    )
    return [tuple(row) for row in rows]


async def test_a_young_token_replies_and_keeps_no_text(store, speaker, line, clock):
    speaker.speak([await promise(store, clock)])

    assert await settled(store, speaker) == [(2, 0, None, "")]
    assert line.did() == ["reply"]


async def test_an_old_token_pushes(store, speaker, line, clock):
    speaker.speak([await promise(store, clock, age=50.5)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["push"]


async def test_after_a_timeout_the_reply_is_tried_again_and_never_pushed(store, speaker, line, clock):
    line.script["reply"] = [UNKNOWN, UNKNOWN, OK]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "reply", "reply"]


async def test_a_used_token_after_a_timeout_means_it_arrived(store, speaker, line, clock):
    line.script["reply"] = [UNKNOWN, REFUSED]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "reply", "validate"]


async def test_a_refused_token_without_any_doubt_is_pushed(store, speaker, line, clock):
    line.script["reply"] = [REFUSED]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "validate", "push"]


async def test_a_body_line_refuses_is_given_up_with_an_apology(store, speaker, line, clock, apologies):
    line.script["reply"] = [REFUSED]
    line.script["validate"] = [LineRefused(400, "The request body has 1 error(s)", [], "r")]
    item = await promise(store, clock)
    speaker.speak([item])

    rows = await settled(store, speaker)
    assert rows[0][0] == 3
    assert rows[0][3] != ""  # staff can see what was refused
    assert rows[1][0] == 2
    assert [row_id for row_id, _ in apologies] == [item.id]
    assert line.calls[2:] == [("push", "ごめんなさい")]


async def test_once_old_and_still_unknown_one_push_is_counted_as_resent(store, speaker, line, clock):
    def grow_old():
        clock.shift += 51
        return UNKNOWN

    line.script["reply"] = [grow_old]
    line.script["push"] = [UNKNOWN, OK]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 1)]
    assert line.did() == ["reply", "push", "push"]
    assert len(set(line.retry_keys)) == 1


async def test_a_row_left_sending_by_a_crash_is_asked_not_repeated_blindly(store, speaker, line, clock):
    await promise(store, clock)
    line.script["reply"] = [REFUSED]

    await speaker.sweep(after_start=True)

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "validate"]


async def test_a_refused_token_stays_refused_over_a_crash(store, line, clock, apology):
    line.script["reply"] = [REFUSED]
    line.script["push"] = [asyncio.CancelledError]
    first = Speaker(store, {"public": line}, clock, TurnStats(), apology)
    item = await promise(store, clock)
    first.speak([item])
    await asyncio.gather(*first._tasks, return_exceptions=True)
    second = Speaker(store, {"public": line}, clock, TurnStats(), apology)

    await second.sweep(after_start=True)

    assert [row[0] for row in await settled(store, second)] == [2]
    assert line.did() == ["reply", "validate", "push", "push"]


@pytest.mark.parametrize("silence", [UNKNOWN, LineBusy(500, "r", None)])
async def test_a_question_line_did_not_answer_makes_no_refused_reply_doubtful(store, speaker, line, clock, silence):
    line.script["reply"] = [REFUSED]
    line.script["validate"] = [silence]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "validate", "validate", "push"]


async def test_a_reply_that_was_refused_after_a_doubt_is_not_pushed_while_line_does_not_say_why(
    store, speaker, line, clock
):
    def grow_old():
        clock.shift += 51
        return UNKNOWN

    line.script["reply"] = [UNKNOWN, REFUSED]
    line.script["validate"] = [UNKNOWN, grow_old, LineBusy(500, "r", None)]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply", "reply", *["validate"] * 4]
