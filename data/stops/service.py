"""Plan a stop, remind of it the day before, end or cancel it; bring its messages to residents chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.db.snapshots import SnapshotSource
from data.errors import DomainError
from data.residents.models import Resident
from data.stops.models import PlannedStop, StopRound

TOPIC = "stops"
AHEAD = timedelta(days=7)  # requirement 0.17: announced seven days ahead
DAY = timedelta(days=1)
LONGEST = timedelta(days=7)
FURTHEST = timedelta(days=300)  # people are told day and month: no year may be meant but the next one
CHUNK = 100
CHANNEL = "public"


class StopRefused(DomainError):
    """`facts["reason"]`: "past", "too_far", "too_long"."""

    code = "stops.refused"


class StopOverlaps(DomainError):
    """Another is planned for that time: `facts["number"]`."""

    code = "stops.overlaps"


class StopNotFound(DomainError):
    """`facts["number"]` is no stop that is still to come or going on."""

    code = "stops.not_found"


@dataclass(frozen=True, slots=True)
class StopAhead:
    """A stop as every turn sees it."""

    id: int
    starts_at: datetime
    ends_at: datetime
    alternative: str

    def is_on(self, now: datetime) -> bool:
        """It is going on."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Round:
    """A chunk of residents who are to read about a stop. `kind`: announced, reminder, cancelled."""

    stop: PlannedStop
    kind: str
    line_user_ids: Sequence[str]


def check_stop(session: Session, *, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises:
    StopRefused, StopOverlaps: it can't be planned so.
    """
    if starts_at <= now:
        raise StopRefused(reason="past")
    if starts_at > now + FURTHEST:
        raise StopRefused(reason="too_far")
    if ends_at - starts_at > LONGEST:
        raise StopRefused(reason="too_long")
    for one in stops_ahead(session, now):
        if one.starts_at < ends_at and starts_at < one.ends_at:
            raise StopOverlaps(number=one.id)


def plan_stop(
    session: Session,
    *,
    starts_at: datetime,
    ends_at: datetime,
    alternative: str,
    pushes: bool,
    staff_id: int,
    now: datetime,
) -> PlannedStop:
    """Plan one.

    Raises:
        StopRefused, StopOverlaps: nothing changed.
    """
    check_stop(session, starts_at=starts_at, ends_at=ends_at, now=now)
    stop = PlannedStop(
        starts_at=starts_at, ends_at=ends_at, alternative=alternative, pushes=pushes, made_by=staff_id, made_at=now
    )
    # Who hears of it within the last day needs no second word.
    stop.reminded_at = now if starts_at - now <= DAY else None
    session.add(stop)
    session.flush()
    _begin_round(session, stop, "announced")
    note_change(session, TOPIC)
    return stop


def cancel_stop(session: Session, number: int, *, now: datetime) -> PlannedStop:
    """It doesn't take place, or ends now; rounds under way stop where they are.

    Raises:
        StopNotFound: see there.
    """
    stop = find_stop(session, number, now=now)
    stop.cancelled_at = now
    for one in session.scalars(select(StopRound).where(StopRound.stop_id == number, StopRound.done_at.is_(None))):
        one.done_at = now
    _begin_round(session, stop, "cancelled")
    note_change(session, TOPIC)
    return stop


def find_stop(session: Session, number: int, *, now: datetime) -> PlannedStop:
    """Raises:
    StopNotFound: see there.
    """
    stop = session.get(PlannedStop, number)
    if stop is None or stop.cancelled_at is not None or stop.ends_at <= now:
        raise StopNotFound(number=number)
    return stop


def stops_ahead(session: Session, now: datetime) -> list[PlannedStop]:
    """To come or going on, the next first."""
    chosen = select(PlannedStop).where(PlannedStop.cancelled_at.is_(None), PlannedStop.ends_at > now)
    return list(session.scalars(chosen.order_by(PlannedStop.starts_at)))


def take_reminders(session: Session, now: datetime) -> list[PlannedStop]:
    """Those that begin within a day; each comes once."""
    chosen = select(PlannedStop).where(
        PlannedStop.cancelled_at.is_(None),
        PlannedStop.reminded_at.is_(None),
        PlannedStop.starts_at > now,
        PlannedStop.starts_at <= now + DAY,
    )
    found = list(session.scalars(chosen.order_by(PlannedStop.starts_at)))
    for stop in found:
        stop.reminded_at = now
        _begin_round(session, stop, "reminder")
    return found


def take_ended(session: Session, now: datetime) -> list[PlannedStop]:
    """Those that are over; each comes once."""
    chosen = select(PlannedStop).where(
        PlannedStop.cancelled_at.is_(None), PlannedStop.ended_at.is_(None), PlannedStop.ends_at <= now
    )
    found = list(session.scalars(chosen.order_by(PlannedStop.ends_at)))
    for stop in found:
        stop.ended_at = now
        note_change(session, TOPIC)
    return found


def take_round(session: Session, now: datetime, limit: int = CHUNK) -> Round | None:
    """The next chunk of residents to be told, in the transaction that promises their messages; None: all were told."""
    row = session.scalar(select(StopRound).where(StopRound.done_at.is_(None)).order_by(StopRound.id).limit(1))
    if row is None:
        return None
    stop = session.get(PlannedStop, row.stop_id)
    assert stop is not None
    found = session.execute(
        select(Resident.id, Resident.line_user_id)
        .where(Resident.channel == CHANNEL, Resident.is_friend.is_(True), Resident.id > row.after_id)
        .order_by(Resident.id)
        .limit(limit)
    ).all()
    if len(found) < limit:
        row.done_at = now
    if found:
        row.after_id = found[-1].id
    session.flush()
    return Round(stop, row.kind, [one.line_user_id for one in found])


def is_due(session: Session, now: datetime) -> bool:
    """Whether a reminder, an end or a round waits: a look that holds nobody up."""
    rounds = session.scalar(select(StopRound.id).where(StopRound.done_at.is_(None)).limit(1))
    if rounds is not None:
        return True
    live = (PlannedStop.cancelled_at.is_(None), PlannedStop.ended_at.is_(None))
    soon = PlannedStop.reminded_at.is_(None) & (PlannedStop.starts_at <= now + DAY)
    found = select(PlannedStop.id).where(*live, soon | (PlannedStop.ends_at <= now)).limit(1)
    return session.scalar(found) is not None


def count_friends(session: Session) -> int:
    """How many messages one round costs."""
    counted = select(func.count()).select_from(Resident)
    return session.scalar(counted.where(Resident.channel == CHANNEL, Resident.is_friend.is_(True))) or 0


def load_stops(session: Session) -> tuple[StopAhead, ...]:
    """For the snapshot: everything neither cancelled nor told as ended, the next first."""
    chosen = select(PlannedStop).where(PlannedStop.cancelled_at.is_(None), PlannedStop.ended_at.is_(None))
    rows = session.scalars(chosen.order_by(PlannedStop.starts_at))
    return tuple(StopAhead(row.id, row.starts_at, row.ends_at, row.alternative) for row in rows)


def _begin_round(session: Session, stop: PlannedStop, kind: str) -> None:
    if stop.pushes:
        session.add(StopRound(stop_id=stop.id, kind=kind))
        session.flush()


SOURCE = SnapshotSource(TOPIC, load_stops)
