"""The timers of the running program: they only look what is due; none of them sleeps until a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.alerts.beats import Beats
from data.backups.runner import Backups
from data.clock import Clock
from data.db.store import Store
from data.files.service import Files
from data.mails.service import Mails
from data.spots.pictures import SpotPictures
from data.stops.service import is_due
from data.turns.housekeeping import keep_house
from data.turns.service import Turns

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from staffbot.alarm import Alarm

MAIL_SECONDS, STOP_SECONDS = 5, 2
REMIND_SECONDS, BACKUP_SECONDS, KEEP_HOUSE_SECONDS, SWEEP_SECONDS = 20, 60, 3600, 21_600


def start_schedule(
    *,
    clock: Clock,
    store: Store,
    files: Files,
    turns: Turns,
    backups: Backups,
    pictures: SpotPictures,
    mails: Mails,
    alarm: Alarm,
    beats: Beats,
) -> AsyncIOScheduler:
    """Start them; the caller shuts them down."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from dialogs.reminders import reminders
    from dialogs.wording import load_wording
    from staffbot.commands import REGISTRY
    from staffbot.commands.staff_grants import tell_ended
    from staffbot.stops import due_notices

    words = load_wording()

    async def remind() -> None:
        await turns.announce(lambda session: reminders(session, clock.now()))
        await turns.announce(lambda session: tell_ended(session, clock.now(), REGISTRY, words))
        await turns.announce(lambda session: alarm.escalate(session, clock.now()))

    async def tell_stops() -> None:
        if await store.view(is_due, clock.now()):
            await turns.announce(lambda session: due_notices(session, words, clock.now()))

    async def clean() -> None:
        await keep_house(store, clock)
        await files.drop_expired()
        await pictures.fetch_missing()

    async def sweep() -> None:
        await pictures.forget_unused(clock.now())
        await files.drop_orphans()

    scheduler = AsyncIOScheduler(timezone="UTC")
    for work, seconds in (
        (remind, REMIND_SECONDS),
        (tell_stops, STOP_SECONDS),
        (mails.tick, MAIL_SECONDS),
        (backups.tick, BACKUP_SECONDS),
        (clean, KEEP_HOUSE_SECONDS),
        (sweep, SWEEP_SECONDS),
    ):
        watched = beats.watched(work.__name__, work, seconds)
        scheduler.add_job(watched, "interval", seconds=seconds, coalesce=True, max_instances=1)
    scheduler.start()
    return scheduler
