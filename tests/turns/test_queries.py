"""What runs each second, with each turn, or at a stranger's wish never reads a whole table."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.clock import Clock
from data.db.changelog import ChangeLogRow
from data.db.raw import RAW_KEY, raw_for
from data.gateways.line.events import split_events
from data.town.service import DEFAULTS
from data.turns import housekeeping
from data.turns.backlog import measure_backlog, parked_events
from data.turns.conversation import console_messages_after, forget_message
from data.turns.inbox import next_event, put_events, waiting_people
from data.turns.jobs import claim_jobs, finish_job, put_job
from data.turns.models import ConsoleMessage, JobRow, OutboxRow
from data.turns.outbox import give_up, mark_sent, open_items, put_promise
from data.turns.turn import JobOrder
from tests.turns.test_turns import event, signed

OLD = housekeeping.ID_DAYS * housekeeping.DAY_SECONDS + 60


class Explaining:
    """Asks the engine for the plan of each statement before it runs."""

    def __init__(self, raw) -> None:
        self._raw = raw
        self.plans: list[str] = []

    def __getattr__(self, name):
        def run(sql, params=()):
            self.plans += [row[3] for row in self._raw.all(f"EXPLAIN QUERY PLAN {sql}", params)]
            return getattr(self._raw, name)(sql, params)

        return run


def redeliver(session):
    events = split_events(signed(event("やあ", "e1", redelivery=True))[0]).events
    put_events(session, "public", events, 1.0)
    put_events(session, "public", events, 2.0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "work",
    [
        measure_backlog,
        parked_events,
        waiting_people,
        redeliver,
        lambda session: next_event(raw_for(session), "public", "U1"),
        lambda session: claim_jobs(session, 1.0),
        lambda session: open_items(session, 1.0, after_start=False),
    ],
)
async def test_nothing_scans_a_table(store, work):
    def explain(session):
        explaining = session.info[RAW_KEY] = Explaining(raw_for(session))
        work(session)
        return explaining.plans

    plans = await store.write(explain)

    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_taking_a_message_back_looks_only_at_the_persons_own_lines(store):
    def explain(session):
        plans = []

        def ask(connection, cursor, statement, parameters, context, many):
            plans.extend(row[3] for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

        engine = session.get_bind().engine
        sa.event.listen(engine, "before_cursor_execute", ask)
        forget_message(session, channel="public", line_user_id="U1", message_id="m1")
        sa.event.remove(engine, "before_cursor_execute", ask)
        return plans

    [plan] = await store.write(explain)
    assert "channel=? AND line_user_id=?" in plan


async def test_the_old_is_forgotten_around_what_is_still_open(store, monkeypatch):
    monkeypatch.setattr(housekeeping, "BITE", 3)
    clock = Clock()
    old = clock.real() - OLD
    long_ago = clock.now() - timedelta(days=DEFAULTS["conversation_log_days"] + 1)

    def fill(session):
        raw = raw_for(session)
        rows = [put_promise(raw, "public", "U1", [{"type": "text", "text": "a"}], made_at=old).id for _ in range(8)]
        mark_sent(session, rows[1:7])
        give_up(session, rows[7], "refused")
        put_promise(raw, "public", "U1", [{"type": "text", "text": "new"}], made_at=clock.real())
        jobs = [
            put_job(raw, JobOrder("x", {}), "public", "U1", reply_token=None, token_at=0, run_at=old) for _ in range(8)
        ]
        for job_id in jobs[1:]:
            finish_job(session, job_id)
        for number in range(8):
            at = long_ago if number < 7 else clock.now()
            session.add(ChangeLogRow(topic="faq", at=at))
            session.add(ConsoleMessage(line_user_id="staff:1", at=at, origin="bot", message={}))

    await store.write(fill)

    await housekeeping.keep_house(store, clock)

    left = [len(await store.read(sa.select(table.id))) for table in (OutboxRow, JobRow, ChangeLogRow, ConsoleMessage)]
    assert left == [2, 1, 1, 1]
    assert await store.view(console_messages_after, "staff:1", 0)
