"""Events put aside: what was said in them isn't kept for ever."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from data.clock import Clock, FixedClock
from data.turns import housekeeping
from data.turns.backlog import parked_events, retry_event
from data.turns.models import InboxRow


async def test_a_parked_event_goes_with_what_was_said_when_its_days_are_over(town, hanako, sato, monkeypatch):
    await sato.says("設定 止まった処理を残す日数 3")

    def fail(*args):
        raise RuntimeError("our fault")

    monkeypatch.setattr("bot.dispatcher.ResidentCounter._hear", fail)
    assert "（番号" in await hanako.says("ひみつの相談")
    store, clock = town.program.store, town.program.clock
    [parked] = await store.view(parked_events)

    await housekeeping.keep_house(store, _in_days(clock, 2))
    assert await store.view(parked_events)

    await housekeeping.keep_house(store, _in_days(clock, 4))
    assert not await store.view(parked_events)
    assert await store.view(_payloads) == 0
    assert not await store.write(retry_event, parked.id)


def _in_days(clock: Clock, days: int) -> FixedClock:
    return FixedClock(clock.now() + timedelta(days=days), clock.real() + days * housekeeping.DAY_SECONDS)


def _payloads(session) -> int:
    return session.scalar(select(func.count()).where(InboxRow.payload.is_not(None)))
