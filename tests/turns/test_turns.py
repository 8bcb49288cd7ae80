"""From the signed webhook to the promise kept: order, repeats, poisoned events, jobs, the console."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from unittest.mock import Mock

import orjson
import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from data.clock import Clock
from data.db.raw import raw_for
from data.db.snapshots import Snapshots
from data.db.store import Store
from data.gateways.line.outcome import Sent
from data.turns.backlog import measure_backlog, parked_events, retry_event
from data.turns.inbox import DONE, PARKED
from data.turns.jobs import LEASE_SECONDS, claim_jobs, put_job, renew_leases
from data.turns.models import ConversationLine, InboxRow
from data.turns.outbox import put_promise
from data.turns.service import Turns
from data.turns.stats import TurnStats
from data.turns.turn import JobOrder
from data.turns.worker import Worker
from tests.databases import TEST_KEYS

SECRET = b"secret"


class Counter:
    """Repeats what was said; obeys a few words."""

    def __init__(self) -> None:
        self.broken = True

    def prepare(self, incoming, channel, snapshots, reading=None, *, briefly=False):
        if incoming.text == "読めない":
            raise ZeroDivisionError
        return incoming.text

    def is_answering(self, turn):
        return False

    def handle(self, session, turn):
        text = turn.incoming.text
        if turn.incoming.kind == "job":
            turn.say({"type": "text", "text": f"済み {turn.result['answer']}"})
            return
        if text == "毒" and self.broken:
            turn.tracker["poisoned"] = True
            raise ZeroDivisionError
        if text == "絵":
            turn.say({"type": "image", "originalContentUrl": "ftp://x", "previewImageUrl": "ftp://x"})
            return
        if text == "満杯" and self.broken:
            raise sa.exc.OperationalError("INSERT", {}, sqlcipher.OperationalError("database or disk is full"))
        if text == "書けない":
            turn.tracker["thing"] = object()
            return
        if text == "仕事":
            turn.order("double", {"number": 21})
            return
        turn.tracker["heard"] = [*turn.tracker.get("heard", []), text]
        assert turn.prepared == text
        turn.say({"type": "text", "text": "・".join(turn.tracker["heard"])})

    def apology(self, reference):
        return [{"type": "text", "text": f"ごめんなさい {reference}"}]


class Line:
    """A LINE that only listens."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []

    async def reply(self, token, messages):
        self.heard.append(("reply", token, orjson.loads(messages)[0]["text"]))
        return Sent(200, "r")

    async def push(self, to, messages, retry_key, unit=None):
        self.heard.append(("push", to, orjson.loads(messages)[0]["text"]))
        return Sent(200, "r")

    async def loading(self, chat_id, seconds=20):
        self.heard.append(("loading", chat_id, ""))
        return True

    @property
    def texts(self):
        return [text for kind, _, text in self.heard if kind != "loading"]


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def line():
    return Line()


def make_turns(store, counter, line):
    async def double(job):
        return {"answer": job.payload["number"] * 2}

    return Turns(
        store=store,
        clock=Clock(),
        counters={"public": counter, "console": counter},
        clients={"public": line},
        secrets={"public": SECRET},
        jobs={"double": double},
    )


@pytest.fixture
async def turns(store, counter, line):
    turns = make_turns(store, counter, line)
    await turns.start()
    yield turns
    await turns.stop()


def event(text, key, *, at=1_000, user="U1", redelivery=False, **more):
    return {
        "type": "message",
        "message": {"type": "text", "id": key, "quoteToken": "q", "text": text},
        "webhookEventId": key,
        "deliveryContext": {"isRedelivery": redelivery},
        "timestamp": at,
        "source": {"type": "user", "userId": user},
        "replyToken": f"t-{key}",
        "mode": "active",
        **more,
    }


def signed(*events):
    body = orjson.dumps({"destination": "U0", "events": list(events)})
    return body, base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()


async def test_an_answer_comes_with_the_reply_token(turns, line):
    assert await turns.accept("public", *signed(event("やあ", "e1"))) == 200
    await turns.settled()

    assert line.heard == [("reply", "t-e1", "やあ")]


async def test_a_wrong_signature_is_refused_and_nothing_stored(turns, store, line):
    body, _ = signed(event("やあ", "e1"))

    assert await turns.accept("public", body, "AAAA") == 401
    assert await turns.accept("public", body, None) == 401
    assert await turns.accept("nowhere", body, "AAAA") == 401
    assert await store.read(sa.select(InboxRow.id)) == []


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b'{"events": 3}', 400), (b'{"events": []}', 200)]
)
async def test_a_body_that_is_no_webhook(turns, body, status):
    signature = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()

    assert await turns.accept("public", body, signature) == status


async def test_the_same_event_twice_has_one_effect(turns, line):
    for redelivery in (False, False, True):
        assert await turns.accept("public", *signed(event("やあ", "e1", redelivery=redelivery))) == 200
    await turns.settled()

    assert line.texts == ["やあ"]


async def test_two_quick_messages_keep_their_order_whatever_order_they_come_in(turns, line):
    await turns.accept("public", *signed(event("二", "e2", at=2_000), event("一", "e1", at=1_000)))
    await turns.settled()

    assert line.texts == ["一", "一・二"]


async def test_one_request_with_events_of_many_people(turns, line):
    await turns.accept("public", *signed(*[event("やあ", f"e{n}", user=f"U{n}") for n in range(20)]))
    await turns.settled()

    assert len(line.texts) == 20


async def test_groups_and_standby_are_never_answered(turns, line):
    group = event("やあ", "e1", source={"type": "group", "groupId": "C1", "userId": "U1"})
    standby = event("やあ", "e2", mode="standby")

    assert await turns.accept("public", *signed(group, standby)) == 200
    await turns.settled()
    assert line.heard == []


async def test_a_poisoned_event_is_parked_apologised_for_and_blocks_nobody(turns, store, line):
    await turns.accept("public", *signed(event("毒", "e1"), event("次", "e2", at=2_000)))
    await turns.settled()

    [parked] = await store.view(parked_events)
    assert line.texts == [f"ごめんなさい {parked.reference}", "次"]
    assert "ZeroDivisionError" in parked.fault


async def test_a_message_line_would_refuse_is_a_fault_of_the_turn(turns, store, line):
    await turns.accept("public", *signed(event("絵", "e1"), event("次", "e2", at=2_000)))
    await turns.settled()

    [parked] = await store.view(parked_events)
    assert line.texts == [f"ごめんなさい {parked.reference}", "次"]


async def test_a_text_that_breaks_the_matching_is_parked_too(turns, store, line):
    await turns.accept("public", *signed(event("読めない", "e1"), event("次", "e2", at=2_000)))
    await turns.settled()

    [parked] = await store.view(parked_events)
    assert line.texts == [f"ごめんなさい {parked.reference}", "次"]
    assert "ZeroDivisionError" in parked.fault


async def test_a_parked_event_can_be_taken_again_once_mended(turns, store, line, counter):
    await turns.accept("public", *signed(event("毒", "e1")))
    await turns.settled()
    [parked] = await store.view(parked_events)
    counter.broken = False

    assert await store.write(retry_event, parked.id)
    assert not await store.write(retry_event, parked.id)
    await turns.wake_people()
    await turns.settled()

    assert line.heard[-1] == ("push", "U1", "毒")  # its reply token went with the apology
    assert (await store.view(measure_backlog)).inbox_parked == 0


async def test_what_cannot_be_stored_is_a_fault_of_the_turn(turns, store, line):
    await turns.accept("public", *signed(event("書けない", "e1"), event("次", "e2", at=2_000)))
    await turns.settled()

    [parked] = await store.view(parked_events)
    assert line.texts == [f"ごめんなさい {parked.reference}", "次"]


async def test_a_full_disk_is_no_fault_of_the_turn(turns, store, line, counter):
    await turns.accept("public", *signed(event("満杯", "e1")))
    await turns.settled()
    assert line.texts == []
    counter.broken = False

    await turns.wake_people()
    await turns.settled()

    assert line.heard == [("reply", "t-e1", "満杯")]
    assert (await store.view(measure_backlog)).inbox_parked == 0


async def test_a_fault_whose_text_no_database_takes_is_parked_too(turns, store, line, counter):
    counter.apology = lambda reference: [{"type": "text", "text": "ごめんなさい"}]
    counter.handle = Mock(side_effect=ValueError("\x00 \ud800"))

    await turns.accept("public", *signed(event("毒", "e1")))
    await turns.settled()

    assert [parked.fault[-15:] for parked in await store.view(parked_events)] == ["ValueError:  ?\n"]


async def test_a_promise_left_by_a_crash_is_kept_at_once_at_the_next_start(store, counter, line):
    def promise(session):
        now = Clock().real()
        message = {"type": "text", "text": "答え"}
        put_promise(raw_for(session), "public", "U1", [message], made_at=now, reply_token="t-e1", token_at=now)

    await store.write(promise)
    after = make_turns(store, counter, line)

    await after.start()
    await after.settled()

    assert line.heard == [("reply", "t-e1", "答え")]
    await after.stop()


async def test_a_job_left_by_a_crash_is_done_at_the_next_start(database, counter, line):
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
    crashed = make_turns(store, counter, line)
    crashed._worker.wake = lambda: None
    assert await crashed.accept("public", *signed(event("仕事", "e1"))) == 200
    await crashed.settled()
    [job] = await store.write(claim_jobs, Clock().real())  # claimed, and killed in the middle of it
    if store.dialect == "postgresql":  # where others may be at work, its lease has to end
        await store.write(renew_leases, [job.id], Clock().real() - LEASE_SECONDS - 1)

    after = make_turns(store, counter, line)
    await after.start()
    await after.settled()

    assert "済み 42" in line.texts
    await after.stop()
    await store.close()


async def test_a_long_job_keeps_its_lease(store, monkeypatch):
    began, end = asyncio.Event(), asyncio.Event()
    clock = Clock()

    async def long(job):
        began.set()
        await end.wait()
        return {}

    worker = Worker(store, clock, {"long": long}, TurnStats(), lambda result: None)
    await store.write(
        lambda session: put_job(
            raw_for(session), JobOrder("long", {}), "public", "", reply_token=None, token_at=0.0, run_at=clock.real()
        )
    )
    await worker.sweep()
    await began.wait()
    monkeypatch.setattr(clock, "real", lambda: time.time() + 25)

    await worker.sweep()

    assert await store.write(claim_jobs, time.time() + 40) == []
    assert len(await store.write(claim_jobs, time.time() + 60)) == 1
    end.set()
    await worker.close()


async def test_what_was_accepted_before_a_crash_is_answered_after_it(database, counter, line):
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
    crashed = make_turns(store, counter, line)
    crashed._wake = lambda *args: None  # killed between the 200 and the turn
    assert await crashed.accept("public", *signed(event("やあ", "e1"))) == 200

    after = make_turns(store, counter, line)
    await after.start()
    await after.settled()

    assert line.heard == [("reply", "t-e1", "やあ")]
    await after.stop()
    await store.close()


async def test_a_jobs_result_answers_with_the_unused_reply_token(turns, line):
    await turns.accept("public", *signed(event("仕事", "e1")))
    await turns.settled()

    assert ("loading", "U1", "") in line.heard
    assert [entry for entry in line.heard if entry[0] != "loading"] == [("reply", "t-e1", "済み 42")]


async def test_the_console_keeps_both_sides_and_calls_no_line(turns, line):
    await turns.accept_own("console", "staff:1", {"kind": "text", "text": "やあ"})
    await turns.settled()

    shown = await turns.console_messages("staff:1", 0, 0)
    assert [(row["from"], row["message"]["text"]) for row in shown] == [("person", "やあ"), ("bot", "やあ")]
    assert await turns.console_messages("staff:2", 0, 0) == []
    assert line.heard == []


async def test_the_console_hears_news_while_it_waits(turns):
    waiting = asyncio.create_task(turns.console_messages("staff:1", 0, 10))
    await asyncio.sleep(0)
    await turns.accept_own("console", "staff:1", {"kind": "text", "text": "やあ"})

    assert (await waiting)[0]["message"]["text"] == "やあ"


async def test_the_conversation_is_logged_and_the_payload_gone(turns, store):
    await turns.accept("public", *signed(event("やあ", "e1")))
    await turns.settled()

    [logged] = await store.read(
        sa.select(ConversationLine.said, ConversationLine.answered, ConversationLine.message_id)
    )
    assert tuple(logged) == ("やあ", "やあ", "e1")
    [kept] = await store.read(sa.select(InboxRow.payload, InboxRow.reply_token, InboxRow.state))
    assert tuple(kept) == (None, None, 1)


async def test_one_person_does_not_wait_for_another(turns, line):
    await asyncio.gather(
        *[
            turns.accept("public", *signed(event(f"{n}", f"e{u}-{n}", at=n, user=f"U{u}")))
            for u in range(8)
            for n in range(1, 6)
        ]
    )
    await turns.settled()

    assert len(line.texts) == 40


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_events_that_come_together_are_committed_with_their_turns_at_once(turns, store, line, monkeypatch):
    writer, commits = store._writer, []
    answer = writer._committed

    def committed(calls):
        commits.append([call.fn.__name__ for call in calls])
        answer(calls)

    await turns.settled()  # nothing of the start is being committed any more
    monkeypatch.setattr(writer, "_committed", committed)
    webhooks = [signed(event(f"やあ{number}", f"e{number}", user=f"U{number}")) for number in range(20)]

    statuses = await asyncio.gather(*(turns.accept("public", body, signature) for body, signature in webhooks))

    assert set(statuses) == {200}
    [together] = [names for names in commits if "put_events" in names]  # a sweep may have had one before, or share it
    assert (together.count("put_events"), together.count("take_turn")) == (20, 20)
    await turns.settled()
    assert sorted(line.texts) == sorted(f"やあ{number}" for number in range(20))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_fault_in_the_turn_does_not_take_the_event_along_that_shares_its_commit(turns, store, line):
    webhooks = [signed(event(text, f"e{text}", user=f"U{text}")) for text in ("毒", "やあ")]

    statuses = await asyncio.gather(*(turns.accept("public", body, signature) for body, signature in webhooks))
    await turns.settled()

    assert statuses == [200, 200]
    rows = await store.read(sa.select(InboxRow.event_key, InboxRow.state))
    assert {row.event_key: row.state for row in rows} == {"e毒": PARKED, "eやあ": DONE}
    assert "やあ" in line.texts
