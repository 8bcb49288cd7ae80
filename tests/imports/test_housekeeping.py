"""What people left behind is forgotten by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from data.clock import FixedClock
from data.faq.models import FaqDraft, UnansweredAsker
from data.faq.unanswered import log_unanswered
from data.turns.housekeeping import keep_house
from tests.faq.lists import NOW
from tests.imports.test_service import staged


async def test_askers_and_staged_rows_go_with_the_hourly_cleaning(store):
    def left_behind(session):
        log_unanswered(session, channel="public", line_user_id="U-hanako", text="ねこの登録", now=NOW)
        staged(session, "F1,ごみ,月曜です")

    def left(session):
        askers = session.scalar(select(func.count()).select_from(UnansweredAsker))
        return askers, session.scalar(select(func.count()).select_from(FaqDraft))

    await store.write(left_behind)
    await keep_house(store, FixedClock(NOW + timedelta(days=1)))
    assert await store.view(left) == (1, 1)

    await keep_house(store, FixedClock(NOW + timedelta(days=31)))
    assert await store.view(left) == (0, 0)
