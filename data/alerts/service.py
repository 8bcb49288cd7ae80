"""Alerts as cases: raised once per cause, taken, noted, closed; and what was found lies beside them.

Raised again only when it was well in between, when it is another occurrence, or a day after it was closed unmended.
While open it is told anew each day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.alerts.models import Alert, AlertStep, WatchReading
from data.alerts.reading import Reading
from data.errors import DomainError
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity

DAY = timedelta(days=1)
LONGEST_NOTE = 1000


class AlertNotFound(DomainError):
    """`facts["number"]` is no alert."""

    code = "alerts.not_found"


class AlertTaken(DomainError):
    """`facts["name"]` has taken it already."""

    code = "alerts.taken"


class AlertClosed(DomainError):
    """It was closed at `facts["at"]`."""

    code = "alerts.closed"


def raise_alert(session: Session, reading: Reading, *, now: datetime, is_drill: bool = False) -> Alert | None:
    """Open a case for what was found unwell; None when there is nothing new to tell.

    A case that is open and was found mended before is told again.
    """
    newest = session.scalar(select(Alert).where(Alert.cause == reading.name).order_by(Alert.id.desc()).limit(1))
    if newest is not None and newest.closed_at is None:
        newest.facts, newest.mark = reading.facts, reading.mark
        if newest.well_at is not None:
            newest.well_at, newest.reminded_at = None, now
            add_step(session, newest, "again", now=now)
            return newest
        return None
    if newest is not None and newest.well_at is None and not is_drill:
        is_same = bool(reading.mark) and newest.mark == reading.mark
        if is_same or (not reading.mark and newest.closed_at is not None and now - newest.closed_at < DAY):
            return None
    alert = Alert(
        cause=reading.name,
        facts=reading.facts,
        mark=reading.mark,
        is_drill=is_drill,
        opened_at=now,
        reminded_at=now,
    )
    session.add(alert)
    session.flush()
    add_step(session, alert, "opened", now=now)
    return alert


def note_well(session: Session, cause: str, *, now: datetime) -> Alert | None:
    """The watch finds a cause mended: the case remembers; one that nobody took is closed. None: nothing was open."""
    alert = session.scalar(select(Alert).where(Alert.cause == cause).order_by(Alert.id.desc()).limit(1))
    if alert is None or alert.well_at is not None or alert.is_drill:
        return None
    alert.well_at = now
    if alert.closed_at is not None:
        return None
    add_step(session, alert, "well", now=now)
    if alert.taken_by is None:
        alert.closed_at, alert.escalate_at = now, None
        add_step(session, alert, "closed", now=now)
    session.flush()
    return alert


def due_reminders(session: Session, now: datetime) -> list[Alert]:
    """Open and unmended for another day; marked as told now."""
    chosen = select(Alert).where(Alert.closed_at.is_(None), Alert.well_at.is_(None), Alert.reminded_at <= now - DAY)
    found = list(session.scalars(chosen.order_by(Alert.id)))
    for alert in found:
        alert.reminded_at = now
        add_step(session, alert, "reminded", now=now)
    return found


def due_escalations(session: Session, now: datetime) -> list[Alert]:
    """Those that nobody answered in time."""
    chosen = select(Alert).where(Alert.closed_at.is_(None), Alert.escalate_at <= now)
    return list(session.scalars(chosen.order_by(Alert.id)))


def take_alert(session: Session, number: int, *, staff: StaffIdentity, now: datetime) -> Alert:
    """対応します: nobody else is called any more. Of two at once one gets it.

    Raises:
        AlertNotFound, AlertClosed, AlertTaken: nothing changed. Taking what one has taken oneself is no fault.
    """
    alert = find_open(session, number)
    if alert.taken_by == staff.id:
        return alert
    taken = session.scalar(
        update(Alert)
        .where(Alert.id == number, Alert.taken_by.is_(None), Alert.closed_at.is_(None))
        .values(taken_by=staff.id, taken_at=now, escalate_at=None)
        .returning(Alert.id)
    )
    session.refresh(alert)
    if taken is None:
        holder = session.get(StaffMember, alert.taken_by) if alert.taken_by else None
        raise AlertTaken(name=holder.name if holder is not None else "－", number=number)
    add_step(session, alert, "taken", now=now, staff=staff)
    return alert


def note_step(session: Session, number: int, *, staff: StaffIdentity, text: str, now: datetime) -> Alert:
    """記録: what was done. Also on a closed case, for what is learnt later.

    Raises:
        AlertNotFound: see there.
    """
    alert = find_alert(session, number)
    add_step(session, alert, "noted", now=now, staff=staff, text=text[:LONGEST_NOTE])
    return alert


def close_alert(session: Session, number: int, *, staff: StaffIdentity, now: datetime, text: str = "") -> Alert:
    """完了.

    Raises:
        AlertNotFound, AlertClosed: nothing changed.
    """
    alert = find_open(session, number)
    alert.closed_at, alert.escalate_at = now, None
    add_step(session, alert, "closed", now=now, staff=staff, text=text[:LONGEST_NOTE])
    return alert


def find_alert(session: Session, number: int) -> Alert:
    """Raises:
    AlertNotFound: see there.
    """
    alert = session.get(Alert, number)
    if alert is None:
        raise AlertNotFound(number=number)
    return alert


def find_open(session: Session, number: int) -> Alert:
    """Raises:
    AlertNotFound, AlertClosed: see there.
    """
    alert = find_alert(session, number)
    if alert.closed_at is not None:
        raise AlertClosed(number=number, at=alert.closed_at)
    return alert


def open_alerts(session: Session) -> list[Alert]:
    """The newest first."""
    return list(session.scalars(select(Alert).where(Alert.closed_at.is_(None)).order_by(Alert.id.desc())))


def count_open(session: Session) -> int:
    """How many wait to be closed."""
    return session.scalar(select(func.count()).where(Alert.closed_at.is_(None))) or 0


def newest_alerts(session: Session, limit: int) -> list[Alert]:
    """Open ones first, then the newest."""
    chosen = select(Alert).order_by(Alert.closed_at.is_not(None), Alert.id.desc()).limit(limit)
    return list(session.scalars(chosen))


def steps_of(session: Session, number: int) -> list[AlertStep]:
    """In the order in which they were taken."""
    return list(session.scalars(select(AlertStep).where(AlertStep.alert_id == number).order_by(AlertStep.id)))


def add_step(
    session: Session, alert: Alert, what: str, *, now: datetime, staff: StaffIdentity | None = None, text: str = ""
) -> None:
    """Log one step; without `staff` it is the program's own."""
    who = (0, "") if staff is None else (staff.id, staff.name)
    session.add(AlertStep(alert_id=alert.id, at=now, staff_id=who[0], staff_name=who[1], what=what, text=text))
    session.flush()


def put_readings(session: Session, readings: list[Reading], now: datetime) -> None:
    """Keep what was found, for 設定 状態 and /metrics; what is not watched any more is forgotten."""
    known = {row.name: row for row in session.scalars(select(WatchReading))}
    for one in readings:
        row = known.pop(one.name, None)
        if row is None:
            row = WatchReading(name=one.name)
            session.add(row)
        row.is_well, row.facts, row.mark, row.at = one.is_well, one.facts, one.mark, now
    for row in known.values():
        session.delete(row)
    session.flush()


def readings(session: Session) -> list[WatchReading]:
    """By name; empty until the watch has looked."""
    return list(session.scalars(select(WatchReading).order_by(WatchReading.name)))
