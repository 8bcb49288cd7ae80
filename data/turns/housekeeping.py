"""What is forgotten in time, in small bites so that nobody waits for the writer."""

from __future__ import annotations

from data.access.service import forget_accesses
from data.clock import Clock
from data.db.changelog import forget_old_changes
from data.db.store import Store
from data.faq.unanswered import forget_askers
from data.imports.service import forget_imports
from data.mails.service import forget_mails
from data.town.service import town_setting
from data.turns.backlog import forget_parked
from data.turns.conversation import forget_old_conversation
from data.turns.inbox import forget_old_events
from data.turns.jobs import forget_old_jobs
from data.turns.outbox import forget_old_promises

DAY_SECONDS = 86_400.0
ID_DAYS = 30  # LINE may deliver an event again long after; its id is known this long
BITE = 500


async def keep_house(store: Store, clock: Clock) -> None:
    """Delete what is past its time."""
    before = clock.real() - ID_DAYS * DAY_SECONDS
    for forget in (forget_old_events, forget_old_promises, forget_old_jobs, forget_old_changes):
        while await store.write(forget, before, BITE):
            pass
    days = await store.view(town_setting, "parked_days")
    while await store.write(forget_parked, clock.real() - days * DAY_SECONDS, BITE):
        pass
    for name, forget_lines in (
        ("conversation_log_days", forget_old_conversation),
        ("access_log_days", forget_accesses),
    ):
        days = await store.view(town_setting, name)
        while await store.write(forget_lines, clock.now().timestamp() - days * DAY_SECONDS, BITE):
            pass
    while await store.write(forget_imports, now=clock.now()):
        pass
    await store.write(forget_askers, now=clock.now())
    await store.write(forget_mails, now=clock.now())
