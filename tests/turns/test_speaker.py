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
from data.turns import outbox
from data.turns import speaker as speaker_module
from data.turns.models import OutboxRow
from data.turns.outbox import mark_sent, put_promise
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


async def test_two_processes_with_the_same_row_say_it_once(store, speaker, line, clock, apology):
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


async def test_a_token_refused_here_may_have_been_used_by_who_took_the_row_over(store, speaker, line, clock, apology):
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


async def test_all_that_a_crash_left_is_taken_up_however_much(store, speaker, line, clock, monkeypatch):
    monkeypatch.setattr(outbox, "PAGE_ROWS", 3)
    for number in range(8):
        await promise(store, clock, text=f"{number}", token=f"T{number}")

    await speaker.sweep(after_start=True)

    assert [row[0] for row in await settled(store, speaker)] == [2] * 8
    assert sorted(text for _, text in line.calls) == [f"{number}" for number in range(8)]


async def test_what_nobody_has_in_hand_is_taken_up_while_its_token_is_young(store, speaker, line, clock):
    await promise(store, clock, text="新しい", age=1, made_ago=1)
    await promise(store, clock, text="残された", age=16, made_ago=16)

    await speaker.sweep()

    assert [row[0] for row in await settled(store, speaker)] == [1, 2]
    assert line.calls == [("reply", "残された")]


async def test_a_row_in_hand_is_left_alone_by_the_sweep(store, speaker, line, clock):
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


async def test_what_is_settled_while_the_sweep_reads_is_not_said_again(store, speaker, line, clock, monkeypatch):
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


async def test_a_mark_that_could_not_be_written_is_written_later(store, speaker, line, clock, monkeypatch):
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


async def test_a_row_whose_doubt_could_not_be_stored_is_found_again(store, speaker, line, clock, monkeypatch):
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


async def test_busy_line_is_asked_again_and_quota_is_not_spent_while_young(store, speaker, line, clock):
    line.script["reply"] = [LineBusy(429, "r", None), LineBusy(500, "r", None), OK]
    speaker.speak([await promise(store, clock)])

    assert [row[:2] for row in await settled(store, speaker)] == [(2, 0)]
    assert line.did() == ["reply"] * 3


async def test_an_exhausted_quota_rests_and_expires_after_a_day(store, speaker, line, clock):
    line.script["push"] = [LineBusy(429, "r", True)]
    speaker.speak([await promise(store, clock, token=None)])
    assert [row[0] for row in await settled(store, speaker)] == [4]

    clock.shift += 86_500
    await speaker.sweep()

    rows = await settled(store, speaker)
    assert rows[0][0] == 3
    assert "expired" in rows[0][2]
    assert line.did() == ["push"]


async def test_a_wrong_token_keeps_the_promise_until_it_is_mended(store, speaker, line, clock):
    line.script["reply"] = [LineRefused(401, "", [], "r"), OK]
    speaker.speak([await promise(store, clock)])

    assert [row[0] for row in await settled(store, speaker)] == [2]
    assert line.did() == ["reply", "reply"]


async def test_two_answers_to_one_person_keep_their_order(store, speaker, line, clock):
    items = [await promise(store, clock, text="一", token="A"), await promise(store, clock, text="二", token="B")]
    speaker.speak(items)

    await settled(store, speaker)
    assert [text for _, text in line.calls] == ["一", "二"]


async def test_a_waiting_row_does_not_hold_up_the_next_answer(store, speaker, line, clock, monkeypatch):
    monkeypatch.setattr(speaker_module, "REPLY_WAITS", (0.2,))
    line.script["reply"] = [UNKNOWN]
    speaker.speak(
        [await promise(store, clock, text="一", token="A"), await promise(store, clock, text="二", token="B")]
    )

    await settled(store, speaker)
    assert [text for _, text in line.calls] == ["一", "二", "一"]
